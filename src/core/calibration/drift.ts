import { addMoments, kishSize, meanOf, NO_MOMENTS, varianceOf, type Moments } from '../stats/moments';

/** An answer's distance between judge and people, in points of five. */
export interface Distance {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly error: number;
  readonly weight: number;
}

export interface Drift {
  /** Rise of the mean distance since `since`, points of five. */
  readonly rise: number;
  readonly z: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly since: number;
  readonly isDrifting: boolean;
}

const DAY_MS = 86_400_000;
/** Longest recent stretch, and the fewest labels on both sides of its start. */
const MOST_DAYS = 28;
const MIN_RECENT = 20;
const MIN_BEFORE = 50;
/** As of the scan for falls (statistics §2.4), whose start is as little known; the rise is our choice. */
const Z_STAR = 4;
const MIN_RISE = 0.25;

/**
 * Whether people and judge are further apart lately: the rise of the mean distance over every start in the last four weeks,
 * against all labels of the epoch before it. Null while there are too few labels.
 * @param now milliseconds since 1970
 */
export function judgeDrift(distances: readonly Distance[], now: number): Drift | null {
  const ordered = distances.filter(({ time }) => time <= now).toSorted((a, b) => b.time - a.time);
  let worst: Drift | null = null;
  for (let days = 1; days <= MOST_DAYS; days++) {
    const since = now - days * DAY_MS;
    const recent = momentsOf(ordered.filter(({ time }) => time >= since));
    const before = momentsOf(ordered.filter(({ time }) => time < since));
    if (recent.n < MIN_RECENT || before.n < MIN_BEFORE) continue;
    const rise = (meanOf(recent) ?? 0) - (meanOf(before) ?? 0);
    const variance = Math.max(varianceOf(before), 1e-9);
    const z = rise / Math.sqrt(variance / kishSize(recent) + variance / kishSize(before));
    if (worst === null || z > worst.z) worst = { rise, z, since, isDrifting: z >= Z_STAR && rise >= MIN_RISE };
  }
  return worst;
}

function momentsOf(distances: readonly Distance[]): Moments {
  return distances.reduce(
    (sum, { error, weight }) =>
      addMoments(sum, { n: 1, sw: weight, sw2: weight * weight, swx: weight * error, swxx: weight * error * error }),
    NO_MOMENTS,
  );
}
