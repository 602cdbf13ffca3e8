/** Row 13: rates, latency and cost without a change, and how soon a change is seen (statistics §3.3). */
import type { Metric } from '../../src/core/query/worse';
import { ruleOf, type Rule } from '../../src/core/worse/rules';
import { rounded } from '../benchmark';
import type { Part, PartContext } from './part';
import { costStream, eventStream, ttftStream, type RequestOptions, type RequestStream } from './requests';
import type { Hourly } from './rollingSums';
import { WARM_UP } from './stream';
import { mean, meanInterval, medianDelay, powerText, targetRow, type Row } from './targetRow';
import { alarmDays, delayOf, firesAt, planAt, type Watcher } from './watch';

const WATCHED = 60 * 24;
const MONTHS = WATCHED / 720;
/** A change is looked for in a week, or for as long as the target allows. */
const WITHIN = 168;
const ALLOWED_DAYS = 0.5;
/** Part of the streams that are watched without a change: two months of each are as many looks as those of ten changes. */
const STEADY_SHARE = 0.5;

interface Case {
  readonly name: string;
  readonly metric: Metric;
  readonly make: (options: RequestOptions) => RequestStream;
  /** Requests a day, with the median delay in hours of the guarded rule of statistics §3.3. */
  readonly volumes: readonly (readonly [perDay: number, guarded: number])[];
  /** The fixed rule, as teams write it. */
  readonly usual: (sums: Sums, hour: number) => boolean;
}

const SCALE = { min: 0, max: 1, isRate: true };

const CASES: readonly Case[] = [
  {
    name: 'hallucination 3 % to 10 %',
    metric: { kind: 'hallucination', dimension: 'factuality' },
    make: eventStream(0.03, 0.1),
    volumes: [
      [50, 58],
      [200, 20],
      [1_000, 6],
      [5_000, 3],
    ],
    usual: (sums, hour) => sums.mean(hour - 4, hour) > 0.05,
  },
  {
    name: 'thumbs-down 10 % to 20 %',
    metric: { kind: 'rate', rate: 'thumbs_down' },
    make: eventStream(0.1, 0.2),
    volumes: [
      [20, 128],
      [100, 27],
      [500, 12],
      [2_000, 12],
    ],
    usual: (sums, hour) => sums.mean(hour - 24, hour) > 1.5 * sums.mean(hour - 48, hour - 24),
  },
  {
    name: 'structural failures 0.5 % to 2 %',
    metric: { kind: 'rate', rate: 'format_failure' },
    make: eventStream(0.005, 0.02),
    volumes: [
      [500, 27],
      [4_000, 5],
      [40_000, 1],
    ],
    usual: (sums, hour) => sums.mean(hour - 1, hour) > 2 * sums.mean(hour - 169, hour - 1),
  },
  {
    name: 'TTFT p95, 1.9 % to 9 % above twice the usual',
    metric: { kind: 'latency', of: 'ttft', quantile: 0.95 },
    make: ttftStream,
    volumes: [
      [500, 14],
      [4_000, 2],
      [40_000, 1],
    ],
    usual: (sums, hour) => sums.mean(hour - 1, hour) > 0.05,
  },
  {
    name: 'cost +50 %',
    metric: { kind: 'cost' },
    make: costStream(1.5),
    volumes: [
      [500, 37],
      [4_000, 9],
      [40_000, 1],
    ],
    usual: (sums, hour) => sums.total(hour - 1, hour) > 1.3 * sums.total(hour - 2, hour - 1),
  },
];

export const rates: Part = {
  rows: [13],
  measure: (context) =>
    CASES.flatMap((one, place) => one.volumes.map(([perDay, guarded]) => caseRow(one, place, perDay, guarded, context))),
};

function caseRow(one: Case, place: number, perDay: number, guarded: number, { streams, seed, raw, say }: PartContext): Row {
  const { name, metric, make, usual } = one;
  say(`${name}, ${perDay} a day`);
  const rule = ruleOf(metric, SCALE, {});
  const within = Math.max(WITHIN, 1.5 * guarded);
  const seedOf = (run: number): number => seed(13) + place * 2_000_000 + perDay * 40 + run;
  const [days, usualDays]: [number[], number[]] = [[], []];
  const [delays, usualDelays]: [(number | null)[], (number | null)[]] = [[], []];
  for (let run = 0; run < Math.max(2, STEADY_SHARE * streams); run++) {
    const steady = make({ perDay, hours: WARM_UP + WATCHED, seed: seedOf(run), change: Infinity });
    days.push(alarmDays(watcher(steady, rule), WARM_UP, WARM_UP + WATCHED) / MONTHS);
    usualDays.push(alarmDays(fixedWatcher(steady, usual), WARM_UP, WARM_UP + WATCHED) / MONTHS);
  }
  for (let run = 0; run < streams; run++) {
    const change = WARM_UP + 24 + ((run * 7) % 24);
    const changed = make({ perDay, hours: change + within, seed: seedOf(run) + 1_000_000, change });
    delays.push(delayOf(watcher(changed, rule), change, within));
    usualDelays.push(delayOf(fixedWatcher(changed, usual), change, within));
  }
  raw[`alarm days per 30 d, ${name}, ${perDay} a day`] = days;
  raw[`delay h (-1: not found), ${name}, ${perDay} a day`] = delays.map((delay) => delay ?? -1);
  return targetRow({
    row: 13,
    scenario: name,
    perDay,
    measured: `${rounded(mean(days))} false alarm days per 30 d; found ${powerText(delays)}`,
    interval: meanInterval(days),
    target: `<= ${ALLOWED_DAYS} days; <= ${1.5 * guarded} h`,
    met: mean(days) <= ALLOWED_DAYS && medianDelay(delays) <= 1.5 * guarded,
    usual: `fixed rule: ${rounded(mean(usualDays))} days; ${powerText(usualDelays)}`,
  });
}

function watcher(stream: RequestStream, rule: Rule): Watcher {
  return (hour) => firesAt(stream.at(planAt(hour, rule)), hour, rule);
}

interface Sums {
  readonly total: (from: number, to: number) => number;
  readonly mean: (from: number, to: number) => number;
}

function fixedWatcher({ fixed }: RequestStream, fires: (sums: Sums, hour: number) => boolean): Watcher {
  const [n, x] = [cumulated(fixed.n), cumulated(fixed.x)];
  const sums = { total: x, mean: (from: number, to: number) => x(from, to) / n(from, to) };
  return (hour) => fires(sums, hour);
}

function cumulated(values: Hourly['n']): (from: number, to: number) => number {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, index) => (sums[index + 1] = (sums[index] ?? 0) + value));
  return (from, to) => (sums[to] ?? 0) - (sums[from] ?? 0);
}
