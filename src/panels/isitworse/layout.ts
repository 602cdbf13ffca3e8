/** Which parts fit. Decided from the panel's inner size alone, so that a size always looks the same. */
export interface WorseLayout {
  /** The sentence in the size of a heading; else in that of running text. */
  readonly largeSentence: boolean;
  /** Height of the chart, pixels; 0 for none. */
  readonly chartHeight: number;
  /** Two columns: the chart on the left, what caused it on the right. */
  readonly columns: boolean;
  readonly chartWidth: number;
  /** In a small panel the first cause as one line; else the lists below or beside the chart. */
  readonly lists: boolean;
}

/** A panel narrower or lower than this, pixels, shows the sentence, the picture and the first cause alone. */
const LISTS_FROM = { width: 360, height: 260 } as const;
/** From this width on the sentence fits a line or two in the size of a heading. */
const LARGE_FROM = 560;
const COLUMNS_FROM = 800;
const CHART = { least: 48, most: 380, beside: 0.58 } as const;
/** Heights in pixels of what stands above the chart, and below it in a small panel. */
const SENTENCE = { small: 72, large: 56 } as const;
const BELOW = { cause: 24, lines: 48 } as const;

/**
 * @param width inner width of the panel, pixels
 * @param height inner height of the panel, pixels
 */
export function worseLayout(width: number, height: number): WorseLayout {
  const lists = width >= LISTS_FROM.width && height >= LISTS_FROM.height;
  const columns = width >= COLUMNS_FROM && lists;
  const left = height - (lists ? SENTENCE.large : SENTENCE.small);
  // With lists below, the chart takes half of what is left, so that the first causes are in sight.
  const room = columns ? left - BELOW.lines : lists ? left * 0.55 : left - BELOW.cause;
  return {
    largeSentence: lists && width >= LARGE_FROM,
    lists,
    columns,
    chartHeight: room < CHART.least ? 0 : Math.round(Math.min(CHART.most, room)),
    chartWidth: columns ? Math.floor(width * CHART.beside) - 8 : width - 4,
  };
}
