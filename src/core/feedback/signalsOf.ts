import { SHORT_READ_MS, SIGNALS, type Signal } from './feedbackKinds';

/** What a signal is read from. */
export interface FeedbackLike {
  readonly kind: string;
  readonly value: number | null;
  readonly comment: string;
  readonly user_id: string;
  /** Nanoseconds since 1970. */
  readonly occurred_at: bigint;
}

export interface Signals {
  /** In the order of SIGNALS. */
  readonly signals: readonly Signal[];
  /** Mean over the users; null when nobody gave stars. */
  readonly stars: number | null;
  /** Sum of the times in view, milliseconds; null when the client did not say. */
  readonly reading_ms: number | null;
}

/** What all feedback on one interaction comes to. Of a user's thumbs and stars the newest counts. */
export function signalsOf(events: readonly FeedbackLike[]): Signals {
  const found = new Set<string>();
  for (const { value } of newestOfUsers(events, 'thumbs')) found.add((value ?? 0) > 0 ? 'thumbs_up' : 'thumbs_down');
  const stars = newestOfUsers(events, 'stars').flatMap(({ value }) => value ?? []);
  if (stars.length > 0) found.add('stars');
  const times = events.flatMap(({ kind, value }) => (kind === 'dwell' && value !== null ? value : []));
  const reading = times.length === 0 ? null : sum(times);
  if (reading !== null) found.add('read');
  if (reading !== null && reading < SHORT_READ_MS) found.add('short_read');
  for (const { kind, comment } of events) {
    found.add(kind);
    if (comment !== '') found.add('comment');
  }
  return {
    signals: SIGNALS.filter((signal) => found.has(signal)),
    stars: stars.length === 0 ? null : sum(stars) / stars.length,
    reading_ms: reading,
  };
}

function newestOfUsers(events: readonly FeedbackLike[], kind: string): readonly FeedbackLike[] {
  const newest = new Map<string, FeedbackLike>();
  for (const event of events) {
    const known = newest.get(event.user_id);
    if (event.kind === kind && (known === undefined || event.occurred_at >= known.occurred_at)) newest.set(event.user_id, event);
  }
  return [...newest.values()];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
