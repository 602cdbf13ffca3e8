/**
 * Numbers of a text in one form for all ways to write them: 1,000 = 1000 = "one thousand", 4,90 = 4.90, "2 million",
 * 1930s = 1930, 3rd = 3.
 */

export interface FoundNumber {
  /** Every value that it may stand for: 1.000 is one or a thousand, depending on the country. */
  readonly values: readonly string[];
  readonly start: number;
  readonly end: number;
  /** "one", "two", ordinals: used for counting and ordering as much as for quantities, so their absence says nothing. */
  readonly isWeak: boolean;
  /** "third", "3rd", and "million" without a figure: no quantity. */
  readonly isOrder: boolean;
  /** The value without "million" and the like behind it. */
  readonly figure: string;
}

/** At most this many figures and separators are one number; a longer run is cut, which keeps the search linear. */
const FIGURES = /\d(?:[\d.,'\u00a0\u202f]{0,24}\d)?/g;
const AFTER = /^(?:[\s\u00a0-]{0,2}(hundred|thousand|million|billion|trillion|mio|mrd|bn)\b|(k|m|bn)\b)/i;
const SCALES: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1000,
  k: 1000,
  m: 1e6,
  mio: 1e6,
  million: 1e6,
  mrd: 1e9,
  bn: 1e9,
  billion: 1e9,
  trillion: 1e12,
};

const SMALL: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
};
const NUMBER_WORDS = new RegExp(
  `\\b(?:${[...Object.keys(SMALL), ...Object.keys(ORDINALS), 'hundred', 'thousand', 'million', 'billion', 'dozen'].join('|')})\\b`,
  'gi',
);

/** In the order of the text. Figures inside words (A4, v2), links and masked values are none. */
export function numbersOf(text: string): FoundNumber[] {
  const found = figures(text);
  return /[a-z]/i.test(text) ? [...found, ...spelled(text)].sort((a, b) => a.start - b.start) : found;
}

function figures(text: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  for (const { 0: match, index } of text.matchAll(FIGURES)) {
    const before = text.charAt(index - 1);
    if (/[\p{L}_#/\\@=]/u.test(before)) continue;
    const end = index + match.length;
    const rest = text.slice(end, end + 16);
    if (/^[/_=@]|^\p{L}{4,}|^-?\p{L}+\d/u.test(rest) && !AFTER.test(rest)) continue;
    const [scaleText = '', word = '', letter = ''] = AFTER.exec(rest) ?? [];
    const scale = SCALES[(word || letter).toLowerCase()] ?? 1;
    const isOrdinal = /^(?:st|nd|rd|th)\b/i.test(rest);
    const figureValues = valuesOf(match);
    found.push({
      values: figureValues.map((value) => keyOf(value * scale)),
      figure: keyOf(figureValues[0] ?? 0),
      start: index,
      end: end + scaleText.length,
      isWeak: isOrdinal,
      isOrder: isOrdinal,
    });
  }
  return found;
}

/** Every way to read figures with separators. */
function valuesOf(figure: string): number[] {
  const plain = figure.replace(/['\u00a0\u202f]/g, '');
  const commas = plain.split(',').length - 1;
  const dots = plain.split('.').length - 1;
  if (commas + dots === 0) return [Number(plain)];
  const asEnglish = Number(plain.replaceAll(',', ''));
  const asContinental = Number(plain.replaceAll('.', '').replace(',', '.'));
  const isGrouped = (mark: string): boolean =>
    plain
      .split(mark)
      .slice(1)
      .every((group) => /^\d{3}(?:\D|$)/.test(group));
  const values = [
    ...(dots <= 1 && (commas === 0 || isGrouped(',')) ? [asEnglish] : []),
    ...(commas <= 1 && (dots === 0 || isGrouped('.')) ? [asContinental] : []),
  ].filter((value) => Number.isFinite(value));
  // 1.2.3 or 3,5,7: as written, the parts are no quantity of their own.
  return values.length > 0 ? [...new Set(values)] : plain.split(/[.,]/).map(Number);
}

/** Runs such as "two hundred and thirty-two" as one number. */
function spelled(text: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  let run: { words: string[]; start: number; end: number } | undefined;
  const close = (): void => {
    if (run !== undefined) found.push({ ...valueOfWords(run.words), start: run.start, end: run.end });
    run = undefined;
  };
  for (const { 0: match, index } of text.matchAll(NUMBER_WORDS)) {
    const word = match.toLowerCase();
    const isScaleOfFigure = run === undefined && word in SCALES && /[\d][\s\u00a0-]{0,2}$/.test(text.slice(Math.max(0, index - 4), index));
    if (isScaleOfFigure) continue;
    const joins = run !== undefined && /^(?:[\s-]{1,2}|[\s]and[\s])$/.test(text.slice(run.end, index)) && continues(run.words, word);
    if (run !== undefined && joins) {
      run.words.push(word);
      run.end = index + match.length;
    } else {
      close();
      run = { words: [word], start: index, end: index + match.length };
    }
  }
  close();
  return found;
}

/** "thirty two", "two hundred", "hundred five" are one number; "two three" and "five twenty" are two. */
function continues(words: readonly string[], next: string): boolean {
  const last = words.at(-1) ?? '';
  if (next in ORDINALS) return last.endsWith('ty');
  if (!(next in SMALL)) return true;
  return last in SMALL ? last.endsWith('ty') && (SMALL[next] ?? 0) < 10 : true;
}

function valueOfWords(words: readonly string[]): Omit<FoundNumber, 'start' | 'end'> {
  let total = 0;
  let group = 0;
  for (const word of words) {
    const small = SMALL[word] ?? ORDINALS[word];
    if (small !== undefined) group += small;
    else if (word === 'hundred') group = (group || 1) * 100;
    else if (word === 'dozen') group = (group || 1) * 12;
    else {
      total += (group || 1) * (SCALES[word] ?? 1);
      group = 0;
    }
  }
  const value = total + group;
  const [first = ''] = words;
  const isOrder = (words.length === 1 && first in SCALES) || words.some((word) => word in ORDINALS);
  return { values: [keyOf(value)], figure: keyOf(SMALL[first] ?? value), isWeak: value <= 2 || isOrder, isOrder };
}

/** Without noise of binary fractions: 0.1 × 3. */
function keyOf(value: number): string {
  return String(Number(value.toPrecision(12)));
}
