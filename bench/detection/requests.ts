/** Hourly requests with what can go wrong with them, as in statistics §3.3: the same every day but for chance. */
import type { ScanPlan } from '../../src/core/worse/scanPlan';
import { HOUR_SECONDS } from '../../src/core/worse/scanPlan';
import { bucketQuantile, latencyLimit } from '../../src/core/worse/latencyLimit';
import { randomFrom, type Random } from './random';
import { noHours, type Hourly } from './rollingSums';
import { requestsAt } from './stream';
import { FIRST_HOUR } from './watch';

export interface RequestStream {
  /** What the rule is applied to at an evaluation; a latency's limit moves with its baseline. */
  readonly at: (plan: ScanPlan) => Hourly;
  /** What a fixed rule is applied to: of a latency the requests above a limit that was right at the start. */
  readonly fixed: Hourly;
}

export interface RequestOptions {
  readonly perDay: number;
  readonly hours: number;
  readonly seed: number;
  /** Hour at which it gets worse; Infinity for never. */
  readonly change: number;
}

/** Events among requests: a share of them before the change, another after it. */
export function eventStream(usual: number, bad: number): (options: RequestOptions) => RequestStream {
  return (options) => {
    const data = hourly(options, (random, n, hour) => {
      const events = random.binomial(n, hour >= options.change ? bad : usual);
      return { x: events, xx: events };
    });
    return { at: () => data, fixed: data };
  };
}

const COST_SIGMA = 1.2;
const COST_MEAN = Math.exp(COST_SIGMA ** 2 / 2);
const COST_VARIANCE = COST_MEAN ** 2 * (Math.exp(COST_SIGMA ** 2) - 1);
/** From here on a sum of costs is as good as normal, and its squares as good as their mean. */
const MANY_COSTS = 400;

/** Costs with a long tail, log-normal, all of them times a factor after the change. */
export function costStream(factor: number): (options: RequestOptions) => RequestStream {
  return (options) => {
    const data = hourly(options, (random, n, hour) => {
      const times = hour >= options.change ? factor : 1;
      const { x, xx } = costs(random, n);
      return { x: times * x, xx: times * times * xx };
    });
    return { at: () => data, fixed: data };
  };
}

function costs(random: Random, n: number): { x: number; xx: number } {
  if (n > MANY_COSTS)
    return { x: n * COST_MEAN + Math.sqrt(n * COST_VARIANCE) * random.normal(), xx: n * (COST_VARIANCE + COST_MEAN ** 2) };
  const sums = { x: 0, xx: 0 };
  for (let index = 0; index < n; index++) {
    const cost = Math.exp(COST_SIGMA * random.normal());
    sums.x += cost;
    sums.xx += cost * cost;
  }
  return sums;
}

/** Log-normal milliseconds of which 1.9 % are above twice their 95 % quantile, and 9 % after the change. */
const TTFT = { median: 400, sigma: 1.61, bad: 1.18 } as const;
const P95 = 1.645;
const BUCKETS = 220;
const QUANTILE = 0.95;
const SLOW_FACTOR = 2;

export function ttftStream(options: RequestOptions): RequestStream {
  // Requests up to an hour, by bucket: what lies between two hours is a difference.
  const until = new Float64Array((options.hours + 1) * BUCKETS);
  const counts = hourly(options, (random, n, hour) => {
    const [row, next] = [hour * BUCKETS, (hour + 1) * BUCKETS];
    for (let bucket = 0; bucket < BUCKETS; bucket++) until[next + bucket] = until[row + bucket] ?? 0;
    for (let index = 0; index < n; index++) {
      const ms = TTFT.median * Math.exp(TTFT.sigma * random.normal() + (hour >= options.change ? TTFT.bad : 0));
      const place = next + Math.min(BUCKETS - 1, Math.floor(Math.log2(1 + ms) * 8));
      until[place] = (until[place] ?? 0) + 1;
    }
    return { x: 0, xx: 0 };
  });
  const above = (limit: number): Hourly => {
    const data = noHours(options.hours);
    for (let hour = 0; hour < options.hours; hour++) {
      let slow = 0;
      for (let bucket = limit; bucket < BUCKETS; bucket++)
        slow += (until[(hour + 1) * BUCKETS + bucket] ?? 0) - (until[hour * BUCKETS + bucket] ?? 0);
      data.n[hour] = counts.n[hour] ?? 0;
      data.x[hour] = slow;
      data.xx[hour] = slow;
    }
    return data;
  };
  const known = new Map<number, Hourly>();
  const limited = (limit: number): Hourly => {
    const data = known.get(limit) ?? above(limit);
    known.set(limit, data);
    return data;
  };
  const at = ({ baseFrom, baseTo }: ScanPlan): Hourly => {
    const [from, to] = [baseFrom, baseTo].map((seconds) => ((seconds - FIRST_HOUR) / HOUR_SECONDS) * BUCKETS);
    const usual = new Map(
      Array.from({ length: BUCKETS }, (_, bucket) => [bucket, (until[(to ?? 0) + bucket] ?? 0) - (until[(from ?? 0) + bucket] ?? 0)]),
    );
    return limited(latencyLimit(SLOW_FACTOR * (bucketQuantile(usual, QUANTILE) ?? 0)).bucket);
  };
  return { at, fixed: limited(latencyLimit(SLOW_FACTOR * TTFT.median * Math.exp(P95 * TTFT.sigma)).bucket) };
}

function hourly(
  { perDay, hours, seed }: RequestOptions,
  draw: (random: Random, n: number, hour: number) => { readonly x: number; readonly xx: number },
): Hourly {
  const random = randomFrom(seed);
  const data = noHours(hours);
  for (let hour = 0; hour < hours; hour++) {
    const n = random.poisson(perDay * requestsAt(hour));
    const { x, xx } = draw(random, n, hour);
    data.n[hour] = n;
    data.x[hour] = x;
    data.xx[hour] = xx;
  }
  return data;
}
