import type { WorseNumber } from '../frames/worseFrames';
import { WORSE_REASONS, worseStateOf, type WorseState } from './worseState';

export type WorseUnit = 'score' | 'rate' | 'usd';

/** What the sentence needs of one row of the summary. */
export interface WorseSentenceRow {
  /** Metric and segment, as people read them. */
  readonly name: string;
  readonly unit: WorseUnit;
  readonly numbers: Readonly<Record<WorseNumber, number | null>>;
}

/** Which state speaks for several rows. One that says nothing does not silence one that does. */
const ORDER: readonly WorseState[] = ['worse', 'judge_blind', 'evaluator_changed', 'better', 'steady', 'not_enough_data'];

/** The state that speaks for all rows; `not_enough_data` without any. */
export function overallWorse(states: readonly WorseState[]): WorseState {
  return ORDER.find((state) => states.includes(state)) ?? 'not_enough_data';
}

/**
 * The answer to "is it getting worse?" in one line, with the numbers that decide it:
 * "Worse: factuality by 0.42 (0.31 to 0.53) since Thu 20 Nov 09:00; 4.12 where 4.54 was usual, 128 answers".
 * @param timezone IANA zone in which the start is told
 */
export function worseSentence(rows: readonly WorseSentenceRow[], timezone: string): string {
  const states = rows.map(({ numbers }) => worseStateOf(numbers.state ?? 0));
  const state = overallWorse(states);
  const those = rows.filter((_, index) => states[index] === state).sort((a, b) => (b.numbers.z ?? 0) - (a.numbers.z ?? 0));
  const [first] = those;
  if (first === undefined) return 'Not enough data: nothing was measured';
  const silent = states.filter((other) => other === 'not_enough_data').length;
  const also = those.length > 1 ? `; and ${those.length - 1} more` : '';
  const rest = silent > 0 && state !== 'not_enough_data' ? `; ${silent} of ${rows.length} without enough data` : '';
  return `${oneLine(first, state, those.length, timezone)}${state === 'steady' ? '' : also}${rest}`;
}

function oneLine(row: WorseSentenceRow, state: WorseState, count: number, timezone: string): string {
  const { name } = row;
  switch (state) {
    case 'worse':
      return `Worse: ${changeOf(row, 1, timezone)}`;
    case 'better':
      return `Better: ${changeOf(row, -1, timezone)}`;
    case 'steady':
      return count > 1 ? `Steady: ${count} metrics as usual` : `Steady: ${name} as usual${numbersOf(row)}`;
    case 'judge_blind':
      return `Judge blind: ${name} is hardly scored any more`;
    case 'evaluator_changed':
      return `Evaluator changed: ${name} is measured anew, a baseline is not there yet`;
    case 'not_enough_data':
      return `Not enough data: ${whyNot(row)}`;
  }
}

function changeOf(row: WorseSentenceRow, sign: number, timezone: string): string {
  const { name, unit, numbers } = row;
  const { fall, fall_lower: lower, fall_upper: upper, observed, expected, since, n } = numbers;
  const size = (value: number | null): string => amount(value === null ? null : sign * value, unit, true);
  const range = sign > 0 ? [lower, upper] : [upper, lower];
  const usual = numbers.limit === null ? 'was usual' : 'is the limit';
  const slow = numbers.limit === null ? '' : ` slower than ${Math.round(numbers.limit).toLocaleString('en')} ms`;
  return `${name} by ${size(fall)} (${range.map(size).join(' to ')}) since ${since === null ? '?' : timeText(since, timezone)}; ${amount(observed, unit)}${slow} where ${amount(expected, unit)} ${usual}, ${answers(n)}`;
}

function numbersOf({ unit, numbers: { observed, n, sensitivity_day } }: WorseSentenceRow): string {
  if (observed === null) return '';
  const seen = sensitivity_day === null ? '' : `, a change of ${amount(sensitivity_day, unit, true)} would be seen in a day`;
  return `: ${amount(observed, unit)}, ${answers(n)}${seen}`;
}

function whyNot({ name, numbers }: WorseSentenceRow): string {
  const more = numbers.more_needed === null ? 'some' : numbers.more_needed.toLocaleString('en');
  switch (numbers.reason) {
    case WORSE_REASONS.baseline_answers:
      return `the baseline of ${name} needs ${more} more answers`;
    case WORSE_REASONS.baseline_days:
      return `the baseline of ${name} spans ${numbers.days_baseline ?? 0} of 7 days`;
    case WORSE_REASONS.no_spread:
      return `every score of ${name} is the same`;
    case WORSE_REASONS.version_answers:
      return `${name} needs about ${more} more answers of the new version`;
    default:
      return `${name} needs about ${more} more answers`;
  }
}

/** A number with its unit; differences of a rate are percentage points. */
export function amount(value: number | null, unit: WorseUnit, isDifference = false): string {
  if (value === null) return '?';
  switch (unit) {
    case 'rate':
      return `${Number((value * 100).toPrecision(3))} ${isDifference ? 'points' : '%'}`;
    case 'usd':
      return `$${Number(value.toPrecision(3))}`;
    case 'score':
      return value.toFixed(2);
  }
}

function answers(n: number | null): string {
  return `${(n ?? 0).toLocaleString('en')} answer${n === 1 ? '' : 's'}`;
}

/** "Thu 20 Nov 09:00" by the clock of the zone. */
export function timeText(ms: number, timezone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.format(ms).replaceAll(',', '');
}
