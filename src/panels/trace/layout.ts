/** Which parts fit. Decided from the panel's inner size alone, so that a size always looks the same. */
export interface TraceLayout {
  /** Stages on the left, what is known of the chosen one on the right. */
  readonly columns: boolean;
  /** One part at a time, with a switch: there is no room for both. */
  readonly single: boolean;
  /** Height of the list of stages, pixels. */
  readonly listHeight: number;
  /** Height of what is known of the chosen stage, pixels. */
  readonly detailHeight: number;
  /** Width of the list, pixels. */
  readonly listWidth: number;
  /** Figures beside the question. */
  readonly figures: boolean;
  /** Names of the stages beside their bars, pixels. */
  readonly nameWidth: number;
  readonly notes: boolean;
}

const COLUMNS_FROM = 760;
const BOTH_FROM = 420;
const FIGURES_FROM = 420;
const LIST_SHARE = 0.46;
/** Height of a line of the list, pixels; the list is drawn by it. */
export const LINE_HEIGHT = 28;
export const AXIS_HEIGHT = 20;
/** Heights of what stands above: question and figures; search; a line of notices. */
const ABOVE = { head: 52, smallHead: 30, search: 40 } as const;

/**
 * @param width inner width of the panel, pixels
 * @param height inner height of the panel, pixels
 * @param lines stages that there are to show
 * @param above height of the notices above, pixels
 */
export function traceLayout(width: number, height: number, lines: number, above: number): TraceLayout {
  const columns = width >= COLUMNS_FROM;
  const figures = width >= FIGURES_FROM && height >= 240;
  const room = Math.max(60, height - (figures ? ABOVE.head : ABOVE.smallHead) - ABOVE.search - above);
  const single = !columns && height < BOTH_FROM;
  const all = lines * LINE_HEIGHT + AXIS_HEIGHT + 4;
  const listHeight = columns || single ? room : Math.min(all, Math.round(room * 0.45));
  const listWidth = columns ? Math.round(width * LIST_SHARE) : width;
  return {
    columns,
    single,
    figures,
    listHeight,
    detailHeight: columns || single ? room : room - listHeight,
    listWidth,
    nameWidth: Math.round(Math.min(260, listWidth * 0.5)),
    notes: listWidth >= 300,
  };
}
