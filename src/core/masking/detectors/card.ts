import { endsNumber, isDigit, runEnd, startsNumber } from './chars';
import { NUMBER_STARTS, type Detector } from './detector';

/**
 * Issuer prefixes as ranges of the first digits, with the lengths that the issuer gives out.
 * Source: ISO/IEC 7812 as listed by the schemes; JCB's 2131 and 1800 are its old 15-digit numbers.
 */
const ISSUERS: readonly { readonly first: string; readonly last: string; readonly lengths: readonly number[] }[] = [
  { first: '4', last: '4', lengths: [13, 16, 19] }, // Visa
  { first: '51', last: '55', lengths: [16] }, // Mastercard
  { first: '2221', last: '2720', lengths: [16] },
  { first: '34', last: '34', lengths: [15] }, // American Express
  { first: '37', last: '37', lengths: [15] },
  { first: '300', last: '305', lengths: [14, 16, 19] }, // Diners Club
  { first: '3095', last: '3095', lengths: [14, 16, 19] },
  { first: '36', last: '36', lengths: [14, 16, 19] },
  { first: '38', last: '39', lengths: [14, 16, 19] },
  { first: '6011', last: '6011', lengths: [16, 17, 18, 19] }, // Discover
  { first: '644', last: '659', lengths: [16, 17, 18, 19] },
  { first: '3500', last: '3599', lengths: [16, 17, 18, 19] }, // JCB: 3528 to 3589, and what makers of test numbers put around it
  { first: '2131', last: '2131', lengths: [15] },
  { first: '1800', last: '1800', lengths: [15] },
  { first: '62', last: '62', lengths: [16, 17, 18, 19] }, // UnionPay
  { first: '81', last: '82', lengths: [16] }, // RuPay
  { first: '60', last: '60', lengths: [16] },
  { first: '2200', last: '2204', lengths: [16, 17, 18, 19] }, // Mir
  { first: '9792', last: '9792', lengths: [16] }, // Troy
  { first: '0604', last: '0604', lengths: [12, 13, 14, 15, 16, 17, 18, 19] }, // Maestro
  { first: '50', last: '50', lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { first: '56', last: '58', lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { first: '63', last: '63', lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { first: '67', last: '67', lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
];

const FIRST_DIGITS = new Set(ISSUERS.map(({ first }) => first.charCodeAt(0)));
const LONGEST = 19;
const SHORTEST = 12;
/** Space, no-break space, dash, dot, non-breaking hyphen, en dash. */
const SEPARATORS = new Set([32, 0xa0, 45, 46, 0x2011, 0x2013]);

/** Numbers of payment cards: issuer, length and check digit must fit. Written in one run or in groups of three to six. */
export const card: Detector = {
  triggers: NUMBER_STARTS,
  canonical: (match) => match.replace(/\D/g, ''),
  find(text, at, from, to) {
    if (!FIRST_DIGITS.has(text.charCodeAt(at)) || !startsNumber(text, at, from)) return undefined;
    const ends = groupEnds(text, at, to);
    for (let i = ends.length - 1; i >= 0; i--) {
      const end = ends[i] ?? at;
      if (endsNumber(text, end, to) && isLuhn(text, at, end) && isIssued(digitsOf(text, at, end))) return { start: at, end };
    }
    return undefined;
  },
};

/** Where the number could end: behind each group that is followed by the same separator as the first one. */
function groupEnds(text: string, at: number, to: number): number[] {
  const first = runEnd(text, at, Math.min(to, at + LONGEST + 1), isDigit);
  if (first - at >= SHORTEST) return [first];
  const separator = text.charCodeAt(first);
  const ends: number[] = [];
  let digits = first - at;
  for (let end = first; digits >= 3 && digits <= LONGEST && SEPARATORS.has(separator);) {
    if (digits >= SHORTEST) ends.push(end);
    if (end >= to || text.charCodeAt(end) !== separator) break;
    const next = runEnd(text, end + 1, Math.min(to, end + 8), isDigit);
    const size = next - end - 1;
    if (size < 1 || size > 6) break;
    digits += size;
    end = next;
  }
  return ends;
}

function digitsOf(text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/\D/g, '');
}

function isIssued(digits: string): boolean {
  return ISSUERS.some(({ first, last, lengths }) => {
    const prefix = digits.slice(0, first.length);
    return prefix >= first && prefix <= last && lengths.includes(digits.length);
  });
}

/** Check digit of ISO/IEC 7812-1: every second digit from the right doubled, the sum of all digits a multiple of ten. */
function isLuhn(text: string, start: number, end: number): boolean {
  let sum = 0;
  let isDoubled = false;
  for (let at = end - 1; at >= start; at--) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) continue;
    sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    isDoubled = !isDoubled;
  }
  return sum % 10 === 0;
}
