/** Dates of a text as year, month and day; what a date does not say is null. */

export interface FoundDate {
  /** Every way to read it: 3/4/2026 is in March or in April. */
  readonly readings: readonly CalendarDate[];
  readonly start: number;
  readonly end: number;
}

export interface CalendarDate {
  readonly year: number | null;
  readonly month: number;
  readonly day: number | null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
const YEAR = '(\\d{4})\\b';

type Read = (groups: readonly string[]) => readonly CalendarDate[];

const monthOf = (name = ''): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
const numberOf = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));

/** Longer forms first: what one has taken is not looked at by the next. */
const FORMS: readonly (readonly [RegExp, Read])[] = [
  [/(?<![\d.-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])/g, ([y, m, d]) => checked(Number(y), Number(m), Number(d))],
  [
    /(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)/g,
    ([a, , b, y]) => [...checked(Number(y), Number(a), Number(b)), ...checked(Number(y), Number(b), Number(a))],
  ],
  [new RegExp(`\\b${MONTH}\\s{1,2}${DAY}(?:,\\s?|\\s)${YEAR}`, 'gi'), ([m, d, y]) => checked(Number(y), monthOf(m), Number(d))],
  [new RegExp(`\\b${DAY}\\.?\\s(?:of\\s)?${MONTH},?\\s{1,2}${YEAR}`, 'gi'), ([d, m, y]) => checked(Number(y), monthOf(m), Number(d))],
  [new RegExp(`\\b${MONTH}\\s{1,2}${YEAR}`, 'gi'), ([m, y]) => checked(Number(y), monthOf(m), null)],
  [new RegExp(`\\b${MONTH}\\s{1,2}${DAY}\\b`, 'gi'), ([m, d]) => checked(null, monthOf(m), numberOf(d))],
  [new RegExp(`\\b${DAY}\\.?\\s(?:of\\s)?${MONTH}`, 'gi'), ([d, m]) => checked(null, monthOf(m), numberOf(d))],
];

function checked(year: number | null, month: number, day: number | null): readonly CalendarDate[] {
  return month >= 1 && month <= 12 && (day === null || (day >= 1 && day <= 31)) ? [{ year, month, day }] : [];
}

export function datesOf(text: string): FoundDate[] {
  if (!/\d/.test(text)) return [];
  const found: FoundDate[] = [];
  for (const [expression, read] of FORMS) {
    for (const match of text.matchAll(expression)) {
      const start = match.index;
      const end = start + match[0].length;
      const readings = read(match.slice(1));
      if (readings.length === 0 || found.some((other) => start < other.end && end > other.start)) continue;
      found.push({ readings, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** True when both may be the same day, as far as both say it. */
export function mayBeSame(a: CalendarDate, b: CalendarDate): boolean {
  const agrees = (x: number | null, y: number | null): boolean => x === null || y === null || x === y;
  return a.month === b.month && agrees(a.year, b.year) && agrees(a.day, b.day);
}
