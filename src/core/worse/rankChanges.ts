import type { ChangeKind } from '../query/model';

/** First sight of a version, and how far it reached into the traffic that got worse. */
export interface ChangeCandidate {
  readonly kind: ChangeKind | 'traffic';
  readonly service: string;
  readonly name: string;
  readonly version: string;
  readonly previous: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly firstSeen: number;
  readonly traceId: string;
  /**
   * Share of the worst slice's answers that have it since the start minus the share before, 0 to 1; null when it is not
   * known which answers have it.
   */
  readonly reach: number | null;
}

export interface RankedChange extends ChangeCandidate {
  /** Hours from the change to the start of the fall; negative when it came after. */
  readonly hoursBefore: number;
  /** 0 to 1: near in time and within the traffic that got worse. For the order, no probability. */
  readonly score: number;
}

/** A change explains a fall that begins with it or soon after; the start itself is only known to some hours. Our choice, as is all below. */
const FADE_BEFORE_HOURS = 48;
const FADE_AFTER_HOURS = 12;
const EARLIEST_HOURS = 14 * 24;
const LATEST_HOURS = 36;
/** What a change counts that reached none of the traffic, and one of which nothing is known. */
const UNTOUCHED = 0.05;
const UNKNOWN = 0.35;

/**
 * The changes nearest before the start, those first that reached the traffic which got worse. Equal scores keep the later
 * change first.
 * @param start milliseconds since 1970-01-01 UTC at which the fall begins
 */
export function rankChanges(candidates: readonly ChangeCandidate[], start: number): RankedChange[] {
  return candidates
    .map((candidate): RankedChange => {
      const hoursBefore = (start - candidate.firstSeen) / 3_600_000;
      const near = hoursBefore >= 0 ? Math.exp(-hoursBefore / FADE_BEFORE_HOURS) : Math.exp(hoursBefore / FADE_AFTER_HOURS);
      const fit = candidate.reach === null ? UNKNOWN : UNTOUCHED + (1 - UNTOUCHED) * Math.min(1, Math.max(0, candidate.reach));
      return { ...candidate, hoursBefore, score: near * fit };
    })
    .filter(({ hoursBefore }) => hoursBefore <= EARLIEST_HOURS && hoursBefore >= -LATEST_HOURS)
    .sort((a, b) => b.score - a.score || b.firstSeen - a.firstSeen || (a.name < b.name ? -1 : 1));
}
