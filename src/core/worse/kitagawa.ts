/** Share and mean of one segment, before and now. */
export interface MixSegment {
  readonly segment: string;
  readonly before: { readonly w: number; readonly x: number };
  readonly now: { readonly w: number; readonly x: number };
}

export interface MixPart {
  readonly segment: string;
  /** Share of the answers, 0 to 1, and mean; null without answers. */
  readonly shareBefore: number;
  readonly shareNow: number;
  readonly meanBefore: number | null;
  readonly meanNow: number | null;
  /** Part of the change of the overall mean that this segment's share, and its own mean, account for. */
  readonly mix: number;
  readonly within: number;
}

export interface Decomposition {
  /** Change of the overall mean; the sum of the other two. */
  readonly total: number;
  readonly mix: number;
  readonly within: number;
  readonly parts: readonly MixPart[];
}

/**
 * Kitagawa's decomposition (1955; statistics §2.6): mix_s = (w1 - w0)((m0 + m1)/2 - M), within_s = (w0 + w1)/2 (m1 - m0)
 * with M the mean of the two overall means. A segment that is missing on one side has no change of its own: it is mix.
 * @returns null when a side is empty
 */
export function kitagawa(segments: readonly MixSegment[]): Decomposition | null {
  const before = sum(segments, ({ before: { w } }) => w);
  const now = sum(segments, ({ now: { w } }) => w);
  if (!(before > 0 && now > 0)) return null;
  const meanBefore = sum(segments, ({ before: { x } }) => x) / before;
  const meanNow = sum(segments, ({ now: { x } }) => x) / now;
  const middle = (meanBefore + meanNow) / 2;
  const parts = segments.map((segment): MixPart => {
    const [w0, w1] = [segment.before.w / before, segment.now.w / now];
    const m0 = segment.before.w > 0 ? segment.before.x / segment.before.w : null;
    const m1 = segment.now.w > 0 ? segment.now.x / segment.now.w : null;
    const [from, to] = [m0 ?? m1 ?? middle, m1 ?? m0 ?? middle];
    return {
      segment: segment.segment,
      shareBefore: w0,
      shareNow: w1,
      meanBefore: m0,
      meanNow: m1,
      mix: (w1 - w0) * ((from + to) / 2 - middle),
      within: ((w0 + w1) / 2) * (to - from),
    };
  });
  return { total: meanNow - meanBefore, mix: sum(parts, ({ mix }) => mix), within: sum(parts, ({ within }) => within), parts };
}

function sum<T>(list: readonly T[], value: (item: T) => number): number {
  return list.reduce((total, item) => total + value(item), 0);
}
