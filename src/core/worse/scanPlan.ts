/**
 * What a scan compares with what, and by which law. Times are seconds since 1970-01-01 UTC at whole hours.
 */
export interface ScanPlan {
  /**
   * `mean`: a score; `rate`: x counts bad events, 0 or 1 each; `cost`: an amount whose squares are heavy, so the window's
   * own sum of squares is its variance.
   */
  readonly law: 'mean' | 'rate' | 'cost';
  /** Which way is worse. */
  readonly worse: 'lower' | 'higher';
  /** End of the data, exclusive: the hour of the evaluation. */
  readonly end: number;
  /** Starts are looked for from here on. */
  readonly recentFrom: number;
  readonly baseFrom: number;
  /** Exclusive; at most `recentFrom`. */
  readonly baseTo: number;
  /** Cells of the expectation: hours of the day, or of the week where the baseline is large enough for that. */
  readonly season: 'day' | 'week';
  /** IANA zone by whose clock the hours of the day are told. */
  readonly timezone: string;
  /** Lengths of the windows in hours, ascending; null for every start at which there is data. */
  readonly windows: readonly number[] | null;
  /** Effective answers that a window needs. */
  readonly minSize: number;
  /** Events that a window needs, in a rate. */
  readonly minEvents: number;
  readonly condition: Condition;
}

/**
 * What the observed value has to be besides unlikely. `limit` is compared with itself, not with a baseline; `ratio` and
 * `difference` with what was to be expected.
 */
export type Condition =
  | { readonly kind: 'limit'; readonly limit: number }
  | { readonly kind: 'ratio'; readonly ratio: number }
  | { readonly kind: 'difference'; readonly difference: number };

export const HOUR_SECONDS = 3600;
/** The scan looks for a start within a week (statistics §2.4). */
export const SCAN_HOURS = 168;
/** Days of the rolling baseline before it. */
export const BASELINE_DAYS = 28;

/** Windows of a rate: the shortest, then half as long again and again, up to a week (statistics §2.4). */
export function growingWindows(shortest: number, longest = SCAN_HOURS): number[] {
  const windows: number[] = [];
  for (let hours = Math.max(1, shortest); hours <= longest; hours = Math.ceil(hours * 1.5)) windows.push(hours);
  return windows;
}
