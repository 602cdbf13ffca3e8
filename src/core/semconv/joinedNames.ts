/** Names with a plus between them, each once; those that are undefined or empty are left out. */
export function joinedNames(...names: readonly (string | undefined)[]): string {
  let joined = '';
  for (const [i, name] of names.entries())
    if (name !== undefined && name !== '' && names.indexOf(name) === i) joined = joined === '' ? name : `${joined}+${name}`;
  return joined;
}
