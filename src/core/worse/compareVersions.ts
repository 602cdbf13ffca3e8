import { mixtureBound } from '../stats/mixtureBound';
import { sizeOf, type CellSums } from './cell';

/** Answers that each side needs (statistics §2.5). */
export const MIN_VERSION_SIZE = 30;

export interface TopicPair {
  readonly topic: string;
  readonly old: Readonly<CellSums>;
  readonly new: Readonly<CellSums>;
}

export interface VersionRule {
  readonly worse: 'lower' | 'higher';
  /** Fall worth catching, in the unit of the metric; 0.2 on a scale of 1 to 5. */
  readonly rho: number;
  /** One-sided error of ever calling an equal version worse. */
  readonly alpha: number;
}

export interface VersionComparison {
  readonly old: VersionSide;
  readonly new: VersionSide;
  /** How much worse the new version is, at its own mix of topics; negative when it is better. Null with an empty side. */
  readonly fall: number | null;
  /** Half-width of the confidence sequence: `fall` beyond it decides, at whatever time one looks. */
  readonly bound: number | null;
  /** Standard error of `fall`, the root of V. */
  readonly error: number | null;
  /** Answers of the new version in topics that the old one never had, which are left out. */
  readonly leftOut: number;
  /** About how many more answers of the new version until the bound is as narrow as rho; 0 when it is. */
  readonly moreNeeded: number | null;
}

export interface VersionSide {
  readonly n: number;
  readonly size: number;
  /** Mean; of the old version at the new one's mix of topics. */
  readonly mean: number | null;
}

/**
 * A new version against the old one while both run (statistics §2.5): D = m_old - m_new with the old version's means at
 * the new version's mix of topics, V = v_old/n_old + v_new/n_new, and the normal-mixture bound. With several topics the
 * variances are those within topics, and the old version's is Σ share² v_old / n_old,topic; with one topic both are the
 * plain ones.
 */
export function compareVersions(pairs: readonly TopicPair[], { worse, rho, alpha }: VersionRule): VersionComparison {
  const shared = pairs.filter((pair) => pair.old.w > 0 && pair.new.w > 0);
  const leftOut = pairs.reduce((sum, pair) => sum + (pair.old.w > 0 ? 0 : pair.new.n), 0);
  const sums = { old: total(pairs.map((pair) => pair.old)), new: total(shared.map((pair) => pair.new)) };
  const expected = shared.reduce((sum, pair) => sum + (pair.new.w * pair.old.x) / pair.old.w, 0) / sums.new.w;
  const observed = sums.new.x / sums.new.w;
  const sides = {
    old: { n: sums.old.n, size: sizeOf(sums.old), mean: shared.length === 0 ? null : expected },
    new: { n: sums.new.n, size: sizeOf(sums.new), mean: shared.length === 0 ? null : observed },
  };
  if (shared.length === 0) return { ...sides, fall: null, bound: null, error: null, leftOut, moreNeeded: null };
  const spread = shared.reduce((sum, pair) => sum + (pair.new.w / sums.new.w) ** 2 / sizeOf(pair.old), 0);
  const chance = withinVariance(pairs.map((pair) => pair.old)) * spread + withinVariance(shared.map((pair) => pair.new)) / sides.new.size;
  const fall = worse === 'lower' ? expected - observed : observed - expected;
  // Both sides without any spread: their distance is all that there is to measure chance with.
  const variance = chance > 0 ? chance : (fall * fall) / sides.new.size;
  const factor = variance > 0 ? variance / varianceAtBound(rho, alpha) : 1;
  const untilShown = MIN_VERSION_SIZE / Math.max(1, Math.min(sides.old.size, sides.new.size));
  const missing = sides.new.n * (Math.max(factor, untilShown) - 1);
  return {
    ...sides,
    fall,
    bound: mixtureBound(variance, rho, alpha),
    error: Math.sqrt(variance),
    leftOut,
    moreNeeded: Math.max(0, Math.ceil(missing - 1e-9)),
  };
}

function total(list: readonly Readonly<CellSums>[]): Readonly<CellSums> {
  const add = (pick: (sums: Readonly<CellSums>) => number): number => list.reduce((sum, sums) => sum + pick(sums), 0);
  return { n: add((s) => s.n), w: add((s) => s.w), w2: add((s) => s.w2), x: add((s) => s.x), xx: add((s) => s.xx) };
}

/** Variance of one answer around the mean of its topic; each topic beyond the first costs a degree of freedom. */
function withinVariance(topics: readonly Readonly<CellSums>[]): number {
  const seen = topics.filter(({ w }) => w > 0);
  const all = total(seen);
  const size = sizeOf(all);
  const squares = seen.reduce((sum, { w, x, xx }) => sum + Math.max(0, xx - (x * x) / w), 0);
  const freedom = Math.max(1, size - (seen.length - 1));
  return all.w > 0 ? ((squares / all.w) * size) / freedom : 0;
}

/** V at which the bound is as narrow as the fall worth catching; the bound grows with V, so it is found by halving. */
function varianceAtBound(rho: number, alpha: number): number {
  let [low, high] = [0, rho * rho];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (mixtureBound(middle, rho, alpha) < rho) low = middle;
    else high = middle;
  }
  return high;
}
