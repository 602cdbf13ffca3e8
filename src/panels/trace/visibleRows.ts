/** Rows of a long list that are in sight, and some around them so that scrolling never shows a gap. */
export interface VisibleRows {
  readonly first: number;
  /** Behind the last one. */
  readonly end: number;
}

const AROUND = 12;

/**
 * @param scrollTop pixels above the window
 * @param height of the window, pixels
 * @param rowHeight pixels
 */
export function visibleRows(scrollTop: number, height: number, rowHeight: number, count: number): VisibleRows {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - AROUND);
  return { first: Math.min(first, count), end: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + AROUND) };
}

/** Where the window has to stand so that a row is in sight; the present place when it is. */
export function scrollTo(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
