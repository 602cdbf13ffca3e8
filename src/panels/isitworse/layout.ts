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
  /** Mix, documents and drift as well. */
  readonly details: boolean;
}

/** A panel narrower or lower than this, pixels, has to choose between a large sentence and figures. */
const SMALL = { width: 420, height: 260 } as const;
const COLUMNS_FROM = 800;
const CHART = { least: 84, most: 380, beside: 0.58 } as const;
/** Heights in pixels of what stands above the chart. */
const SENTENCE = { small: 64, large: 84 } as const;
const FIRST_CAUSE = 24;

/**
 * @param width inner width of the panel, pixels
 * @param height inner height of the panel, pixels
 */
export function worseLayout(width: number, height: number): WorseLayout {
  const largeSentence = width >= SMALL.width && height >= SMALL.height;
  const columns = width >= COLUMNS_FROM && height >= SMALL.height;
  const lists = largeSentence;
  const left = height - (largeSentence ? SENTENCE.large : SENTENCE.small);
  // With lists below, the chart takes half of what is left, so that the first causes are in sight.
  const room = columns ? left - 48 : lists ? left * 0.55 : left - FIRST_CAUSE;
  const chartWidth = columns ? Math.floor(width * CHART.beside) - 8 : width - 4;
  return {
    largeSentence,
    chartHeight: room < 60 ? 0 : Math.round(Math.min(CHART.most, Math.max(CHART.least, room))),
    columns,
    chartWidth,
    lists,
    details: lists,
  };
}
