/** Which parts fit. Decided from the panel's inner size alone, so that a size always looks the same. */
export interface GoodLayout {
  /** Rows of dimensions that fit; 0 leaves the sentence alone. */
  readonly rows: 'worst' | 'all';
  readonly interval: boolean;
  readonly range: boolean;
  readonly coverage: boolean;
  readonly histogram: boolean;
  readonly trend: boolean;
  /** The sentence in the size of a heading; else in that of running text, so that room is left for figures. */
  readonly largeSentence: boolean;
  /** Width of the interval bars in the segment table, pixels; 0 for none. */
  readonly segmentBar: number;
  /** In the segment table: a column for each dimension, or only the worst one. */
  readonly matrix: boolean;
}

/** A panel narrower or lower than this, in pixels, has to choose between a large sentence and figures. */
const SMALL = { width: 420, height: 180 } as const;
/** Widths in pixels at which another column becomes readable. */
const FITS = { interval: 260, segmentBar: 340, range: 480, coverage: 620, histogram: 760, trend: 900 } as const;
/** Segment table with a column a dimension, pixels: name, trend and count; a cell without its bar; the shortest and the longest bar. */
const MATRIX = { others: 360, cell: 82, shortBar: 60, longBar: 96 } as const;
const ROW_HEIGHT = 38;
const SENTENCE_HEIGHT = 44;

/**
 * @param width inner width of the panel, pixels
 * @param height inner height of the panel, pixels
 * @param dimensions how many dimensions there are to show
 */
export function goodLayout(width: number, height: number, dimensions: number): GoodLayout {
  const matrix = width >= MATRIX.others + (MATRIX.cell + MATRIX.shortBar) * dimensions;
  const matrixBar = Math.min(MATRIX.longBar, Math.floor((width - MATRIX.others) / dimensions) - MATRIX.cell);
  return {
    rows: height >= SENTENCE_HEIGHT + ROW_HEIGHT * Math.max(2, dimensions) ? 'all' : 'worst',
    interval: width >= FITS.interval,
    range: width >= FITS.range,
    coverage: width >= FITS.coverage,
    histogram: width >= FITS.histogram,
    trend: width >= FITS.trend,
    largeSentence: width >= SMALL.width && height >= SMALL.height,
    segmentBar: matrix ? matrixBar : width < FITS.segmentBar ? 0 : width < FITS.range ? MATRIX.shortBar : MATRIX.longBar,
    matrix,
  };
}
