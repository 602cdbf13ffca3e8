/** Words with a capital letter that do not open a sentence: in English, names of people, places, products and companies. */

export interface FoundName {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const CAPITALISED = /\p{Lu}[\p{L}\p{M}\p{N}]*/gu;

/** What has a capital letter and names nothing that could be made up. */
const NO_NAMES: ReadonlySet<string> = new Set(
  (
    'i ok okay yes no mr mrs ms dr prof am pm faq pdf url id note please thanks sorry hello hi hey dear regards ' +
    'january february march april may june july august september october november december ' +
    'jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun'
  ).split(' '),
);

/** Lower-case words of four letters and more that a text has at least for each eight capitalised ones; titles have fewer. */
const LEAST_LOWER = 1 / 8;
const LEAST_CAPITALS = 4;

export function namesOf(text: string): FoundName[] {
  const found: FoundName[] = [];
  let capitals = 0;
  for (const { 0: word, index } of text.matchAll(CAPITALISED)) {
    const before = text.charAt(index - 1);
    // In the middle of a word, a link, a path or an address.
    if (/[\p{L}\p{N}_/@.\\-]/u.test(before) && !/^[.-]$/.test(before)) continue;
    if (before === '.' && /\S/.test(text.charAt(index - 2))) continue;
    if (isPartOfLink(text, index, index + word.length)) continue;
    capitals += 1;
    if (word.length < 2 || NO_NAMES.has(word.toLowerCase()) || opensSentence(text, index)) continue;
    found.push({ word, start: index, end: index + word.length });
  }
  if (capitals < LEAST_CAPITALS) return found;
  // In title case and in capitals a capital letter tells nothing.
  const lower = text.match(/(?<![\p{L}\p{M}])\p{Ll}[\p{L}\p{M}]{3}/gu)?.length ?? 0;
  return lower < capitals * LEAST_LOWER ? [] : found;
}

/** Signs behind which a new sentence, item, title or quotation begins. */
const OPENS = new Set([
  '.',
  '!',
  '?',
  ':',
  ';',
  '"',
  '“',
  '‘',
  '„',
  '«',
  '(',
  '[',
  '{',
  '*',
  '_',
  '#',
  '•',
  '|',
  '>',
  '\n',
  '/',
  '…',
  '-',
  '–',
  '—',
  '`',
]);

function opensSentence(text: string, at: number): boolean {
  for (let i = at - 1; i >= 0 && i >= at - 12; i--) {
    const char = text.charAt(i);
    if (OPENS.has(char))
      return !(char === '.' && isInitial(text, i)) && !(char === '-' && i === at - 1 && /\p{L}/u.test(text.charAt(i - 1)));
    if (!/\s/.test(char)) return false;
  }
  return true;
}

/** "John F. Kennedy", "Dr. Miller": the full stop ends no sentence. */
function isInitial(text: string, dot: number): boolean {
  return /(?:^|[^\p{L}])(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|St)$/u.test(text.slice(Math.max(0, dot - 5), dot));
}

function isPartOfLink(text: string, start: number, end: number): boolean {
  const after = text.charAt(end);
  return (
    after === '@' ||
    after === '_' ||
    (after === '.' && /[\p{L}\p{N}]/u.test(text.charAt(end + 1))) ||
    text.slice(Math.max(0, start - 3), start) === '://'
  );
}
