/**
 * States by the codes that stand in frames.
 * @param unknown state of a code that this version does not know
 */
export function stateByCode<S extends string>(codes: Readonly<Record<S, number>>, unknown: S): (code: number) => S {
  const states = Object.keys(codes) as S[];
  const byCode = new Map(states.map((state) => [codes[state], state]));
  return (code) => byCode.get(code) ?? unknown;
}
