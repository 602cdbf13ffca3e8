import { DETECTORS, PII_TYPES, type PiiType } from '../masking/piiTypes';
import { placeholdersIn } from '../masking/placeholder';
import { compileTriggers, pairOf, type Triggers } from '../masking/triggers';

export interface PersonalData {
  readonly type: PiiType;
  /** One form for all ways to write the value; of a masked value its placeholder. Never stored. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly isMasked: boolean;
}

export type FindPersonalData = (text: string) => readonly PersonalData[];

/** Finds what masking would find, and what it left in the place of what it found. */
export function personalDataFinder(types: readonly PiiType[]): FindPersonalData {
  const triggers = compileTriggers(types.map((type) => ({ label: type, action: 'mask', detector: DETECTORS[type] })));
  const wanted = new Set<string>(types);
  return (text) => [...maskedIn(text, wanted), ...openIn(text, triggers)].sort((a, b) => a.start - b.start);
}

function maskedIn(text: string, wanted: ReadonlySet<string>): PersonalData[] {
  return placeholdersIn(text).flatMap(({ start, end }) => {
    const value = text.slice(start, end);
    const type = PII_TYPES.find((name) => value.startsWith(`[${name}`) && /[\]:]/.test(value.charAt(name.length + 1)));
    return type === undefined || !wanted.has(type) ? [] : [{ type, value, start, end, isMasked: true }];
  });
}

function openIn(text: string, { pairs, asked }: Triggers): PersonalData[] {
  const found: PersonalData[] = [];
  const known = placeholdersIn(text);
  let [done, before] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const wanted = code > 127 ? 0 : (pairs[pairOf(before, code)] ?? 0);
    before = code > 127 ? 0 : code;
    for (const { detector, label } of asked[wanted] ?? []) {
      const place = detector.find(text, at, done, text.length);
      if (place === undefined) continue;
      const isInside = known.some(({ start, end }) => place.start >= start && place.end <= end);
      const type = PII_TYPES.find((name) => name === label);
      if (!isInside && type !== undefined)
        found.push({
          type,
          value: detector.canonical(text.slice(place.start, place.end)),
          start: place.start,
          end: place.end,
          isMasked: false,
        });
      done = place.end;
      at = done - 1;
      before = 0;
      break;
    }
  }
  return found;
}

const findAny = personalDataFinder(PII_TYPES);

/** Personal data in the open of any type, by its place. */
export function openPersonalData(text: string): readonly PersonalData[] {
  return findAny(text).filter(({ isMasked, type }) => !isMasked && type !== 'domain');
}
