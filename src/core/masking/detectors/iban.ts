import { endsWord, isAlphanumeric, isDigit, isLetter, startsWord } from './chars';
import { DIGITS, LETTERS, type Detector } from './detector';

/** Lengths by country, from the SWIFT registry of IBAN formats. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 ' +
    'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 ' +
    'LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 ' +
    'SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Space, no-break space, dash. */
const SEPARATORS = new Set([32, 0xa0, 45]);

/** International bank account numbers: length by country and check digits (ISO 13616, remainder 1 by 97). */
export const iban: Detector = {
  triggers: [{ at: DIGITS, before: [...LETTERS] }],
  canonical: (match) => match.replace(/[^0-9A-Za-z]/g, '').toUpperCase(),
  find(text, at, from, to) {
    const start = at - 2;
    if (start < from || !isLetter(text.charCodeAt(start)) || !isLetter(text.charCodeAt(at - 1)) || !isDigit(text.charCodeAt(at + 1))) {
      return undefined;
    }
    const length = LENGTHS.get(text.slice(start, at).toUpperCase());
    if (length === undefined || !startsWord(text, start, from)) return undefined;
    const end = endOf(text, start, to, length);
    return end !== undefined && endsWord(text, end, to) && hasCheckDigits(iban.canonical(text.slice(start, end)))
      ? { start, end }
      : undefined;
  },
};

/** Behind the last of so many letters and digits, which may stand in groups. */
function endOf(text: string, start: number, to: number, length: number): number | undefined {
  let missing = length;
  for (let at = start; at < to; at++) {
    const c = text.charCodeAt(at);
    if (isAlphanumeric(c)) missing--;
    else if (!SEPARATORS.has(c) || !isAlphanumeric(text.charCodeAt(at - 1))) return undefined;
    if (missing === 0) return at + 1;
  }
  return undefined;
}

function hasCheckDigits(code: string): boolean {
  let rest = 0;
  for (let i = 0; i < code.length; i++) {
    // The first four characters count last; a letter counts as two digits, A is 10.
    const value = Number.parseInt(code[(i + 4) % code.length] ?? '', 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
