import type { SegmentView } from './view';

/** What the segment table is sorted by: urgency as the view gives it, or a column. */
export type SegmentSort =
  | { readonly by: 'urgency' }
  | { readonly by: 'label' | 'n'; readonly descending: boolean }
  | { readonly by: 'mean'; readonly dimension: string; readonly descending: boolean };

/** Rows without a value go last whichever way the column is sorted. */
export function sortSegments(segments: readonly SegmentView[], sort: SegmentSort): readonly SegmentView[] {
  if (sort.by === 'urgency') return segments;
  const value = (segment: SegmentView): string | number | null => valueOf(segment, sort);
  return [...segments].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === right) return 0;
    if (left === null) return 1;
    if (right === null) return -1;
    return (left < right ? -1 : 1) * (sort.descending ? -1 : 1);
  });
}

function valueOf(segment: SegmentView, sort: SegmentSort): string | number | null {
  switch (sort.by) {
    case 'mean':
      return segment.scores.find(({ dimension }) => dimension === sort.dimension)?.mean ?? null;
    case 'n':
      return segment.n;
    default:
      return segment.label;
  }
}

/** The sort after a click on a column: ascending first (the worst on top), then descending, then back to urgency. */
export function nextSort(current: SegmentSort, column: 'label' | 'n' | { readonly dimension: string }): SegmentSort {
  const target: Exclude<SegmentSort, { by: 'urgency' }> =
    typeof column === 'string' ? { by: column, descending: false } : { by: 'mean', dimension: column.dimension, descending: false };
  if (!isSameColumn(current, target)) return target;
  return current.by !== 'urgency' && !current.descending ? { ...current, descending: true } : { by: 'urgency' };
}

export function isSameColumn(a: SegmentSort, b: SegmentSort): boolean {
  return a.by === b.by && (a.by !== 'mean' || b.by !== 'mean' || a.dimension === b.dimension);
}
