import type { Detector } from './detectors/detector';
import type { MaskingAction } from './maskingRule';

/** What happens to what was found, and under which name. */
export interface Treatment {
  /** Stands in the placeholder: the type, or the name of the rule. */
  readonly label: string;
  readonly action: Exclude<MaskingAction, 'keep'>;
}

export interface ActiveDetector extends Treatment {
  readonly detector: Detector;
}

/** Who wants to look at a pair of neighbouring characters. */
export interface Triggers {
  /** By pair (`pairOf`): index into `asked`; 0 for nobody. */
  readonly pairs: Uint8Array;
  readonly asked: readonly (readonly ActiveDetector[])[];
}

/** ASCII codes of both; 0 before the first character and for everything beyond ASCII. */
export const pairOf = (before: number, at: number): number => (before << 7) | at;

export function compileTriggers(detectors: readonly ActiveDetector[]): Triggers {
  const pairs = new Uint8Array(128 * 128);
  const asked: ActiveDetector[][] = [[]];
  const known = new Map<string, number>();
  const sets = new Map<number, Set<ActiveDetector>>();
  for (const active of detectors) {
    for (const { at, before } of active.detector.triggers) {
      for (const pair of pairsOf(at, before)) {
        const set = sets.get(pair) ?? new Set();
        sets.set(pair, set.add(active));
      }
    }
  }
  for (const [pair, set] of sets) {
    const name = [...set].map((active) => detectors.indexOf(active)).join();
    const index = known.get(name) ?? asked.push([...set]) - 1;
    known.set(name, index);
    pairs[pair] = index;
  }
  return { pairs, asked };
}

function pairsOf(at: string, before: readonly string[] | undefined): number[] {
  const codes = before?.map((char) => (char === '' ? 0 : char.charCodeAt(0))) ?? Array.from({ length: 128 }, (_, code) => code);
  return [...at].flatMap((char) => codes.map((code) => pairOf(code, char.charCodeAt(0))));
}
