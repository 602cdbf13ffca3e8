import { endsNumber, isDigit, runEnd, startsNumber } from './chars';
import { NUMBER_STARTS, type Detector, type Found } from './detector';

/**
 * Sizes of the groups in which national numbers are written, joined by dashes. Not among them: 3-2-4 (social security),
 * 4-2-2 and 2-2-4 (dates), 1-3-3 (amounts).
 */
const SHAPES = new Set([
  '3-3-4', // North America
  '1-3-3-4',
  '3-4',
  '4-4',
  '2-2-2-2',
  '2-2-2-2-2',
  '2-6',
  '2-3-3',
  '3-2-3',
  '3-3-3',
  '3-6',
  '3-7',
  '3-3-3-3',
  '4-6',
  '4-7',
  '5-6',
  '5-3-3',
  '3-4-4',
  '4-3-4',
  '4-3-3',
  '4-3-2-2',
  '4-2-2-2',
  '3-3-2-2',
  '2-4-4',
  '2-3-4-4',
  '2-3-3-4',
  '2-3-2-2',
  '3-3-3-4',
]);

/** Space, no-break space, dash, dot, slash, non-breaking hyphen, en dash. */
const SEPARATORS = new Set([32, 0xa0, 45, 46, 47, 0x2011, 0x2013]);
const PLUS = 43;
const OPEN = 40;
const CLOSE = 41;
const EXTENSION = /^ {0,2}(?:x|ext\.?|extension) ?\d{1,6}(?!\w)/i;
/** What stands before an amount, a number of an issue or of a version, a path. */
const NO_PHONE_AFTER = new Set([...'$€£¥#/=_'].map((char) => char.charCodeAt(0)));
/** The same when a digit stands before it. */
const NUMBER_GOES_ON = new Set([...',:.'].map((char) => char.charCodeAt(0)));
/** Years, days and addresses of hosts that are written in such groups. */
const NO_PHONE = /^(?:(?:19|20)\d\d\D(?:19|20)\d\d|(?:19|20)\d\d-[01]\d-[0-3]\d.*|\d{1,3}(?:\.\d{1,3}){3})$/;
/** Two groups and then a name: number of a flat and of a house in front of a street. */
const STREET = /^ [A-Z][a-z]/;
/** E.164: at most 15 digits. */
const MOST_DIGITS = 15;
const MOST_GROUPS = 7;
const FEWEST_DIGITS = 7;

/**
 * Telephone numbers: with + or 00 and a country, with an area in brackets, in groups that people write, or ten digits
 * that North America or a leading 0 allow. What a number means cannot be told from its form, so some false hits stay.
 */
export const phone: Detector = {
  triggers: NUMBER_STARTS,
  canonical: (match) => match.replace(/[^\d+]/g, ''),
  find(text, at, from, to) {
    const start = startOf(text, at, from);
    if (!startsNumber(text, start, from)) return undefined;
    const before = start > from ? text.charCodeAt(start - 1) : 0;
    const isInternational = text.charCodeAt(start) === PLUS || text.charCodeAt(start + 1) === PLUS;
    if (!isInternational && NO_PHONE_AFTER.has(before) && !isAfterLabel(text, start)) return undefined;
    if (NUMBER_GOES_ON.has(before) && isDigit(text.charCodeAt(start - 2))) return undefined;
    const groups = groupsOf(text, at, to);
    // The longest reading that is a number counts; what follows one may be another number in the text.
    for (let count = groups.length; count > 0; count--) {
      const found = fitting(text, start, to, groups.slice(0, count), isInternational);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

/** Takes in "+", "(", "(+" and "+(" before the first digit. */
function startOf(text: string, at: number, from: number): number {
  let start = at;
  for (let i = 0; i < 2 && start > from; i++) {
    const c = text.charCodeAt(start - 1);
    if (c === PLUS || c === OPEN) start--;
  }
  return start;
}

/** "phone=555…" is a label. */
function isAfterLabel(text: string, start: number): boolean {
  return /[a-z]=$/i.test(text.slice(Math.max(0, start - 2), start));
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly inBrackets: boolean;
}

function groupsOf(text: string, at: number, to: number): Group[] {
  const groups: Group[] = [];
  let start = at;
  let digits = 0;
  while (groups.length < MOST_GROUPS) {
    const end = runEnd(text, start, Math.min(to, start + MOST_DIGITS + 1), isDigit);
    digits += end - start;
    if (end === start || digits > MOST_DIGITS) break;
    const inBrackets = text.charCodeAt(start - 1) === OPEN && text.charCodeAt(end) === CLOSE && end < to;
    groups.push({ start, end, inBrackets });
    start = nextGroup(text, inBrackets ? end + 1 : end, to);
    if (start < 0) break;
  }
  return groups;
}

/** Up to two separators and an opening bracket may stand between two groups; -1 when no digit follows them. */
function nextGroup(text: string, at: number, to: number): number {
  let next = at;
  if (SEPARATORS.has(text.charCodeAt(next))) next++;
  if (text.charCodeAt(next) === OPEN) next++;
  else if (SEPARATORS.has(text.charCodeAt(next)) && next > at && text[next] !== text[at]) next++;
  return next < to && isDigit(text.charCodeAt(next)) ? next : -1;
}

function fitting(text: string, start: number, to: number, groups: readonly Group[], isInternational: boolean): Found | undefined {
  const last = groups[groups.length - 1];
  const [first] = groups;
  if (last === undefined || first === undefined) return undefined;
  const size = groups.reduce((sum, group) => sum + group.end - group.start, 0);
  if (size < FEWEST_DIGITS || (!isInternational && !mayBeNational(text, groups))) return undefined;
  const opens = text.charCodeAt(start) === OPEN;
  const end = last.inBrackets ? last.end + 1 : last.end;
  if (opens && !first.inBrackets) return undefined;
  const extension = EXTENSION.exec(text.slice(end, Math.min(to, end + 20)))?.[0] ?? '';
  const all = end + extension.length;
  if (extension === '' && !endsNumber(text, end, to)) return undefined;
  const digits = text.slice(first.start, last.end).replace(/\D/g, '');
  const isPhone = isInternational
    ? size >= 8
    : isNational(text.slice(first.start, last.end), digits, groups) && !(groups.length === 2 && STREET.test(text.slice(end, end + 3)));
  return isPhone ? { start, end: all } : undefined;
}

/** Asked first, as it needs no copy of the text: nearly all numbers fail here. */
function mayBeNational(text: string, groups: readonly Group[]): boolean {
  const [first] = groups;
  if (first === undefined) return false;
  const isTwoZeros = text.charCodeAt(first.start) === 48 && text.charCodeAt(first.start + 1) === 48;
  return groups.length === 1 || isTwoZeros || first.inBrackets || SHAPES.has(shapeOf(groups));
}

const shapeOf = (groups: readonly Group[]): string => groups.map(({ start, end }) => end - start).join('-');

function isNational(written: string, digits: string, groups: readonly Group[]): boolean {
  const [first] = groups;
  if (groups.length === 1) return isPlain(digits);
  if (/^00[1-9]/.test(digits) && digits.length >= 10) return true;
  if (first?.inBrackets === true) return first.end - first.start <= 5 && digits.length >= 8 && digits.length <= 12;
  if (groups.some(({ inBrackets }) => inBrackets) || NO_PHONE.test(written)) return false;
  return SHAPES.has(shapeOf(groups));
}

/** Ten digits of the North American plan, or ten or eleven with the 0 of a national call. Ten digits with a 1 in front are a time. */
function isPlain(digits: string): boolean {
  return /^[2-9]\d{2}[2-9]\d{6}$/.test(digits) || /^0[1-9]\d{8,9}$/.test(digits);
}
