/**
 * The columns by which every question can be filtered and grouped. They are written onto interactions, scores,
 * documents and the hourly cells, so no question needs a join.
 */
export const SEGMENT_COLUMNS = {
  service: 'LowCardinality(String)',
  environment: 'LowCardinality(String)',
  release: 'LowCardinality(String)',
  topic: 'LowCardinality(String)',
  prompt_name: 'LowCardinality(String)',
  prompt_version: 'LowCardinality(String)',
  provider: 'LowCardinality(String)',
  model: 'LowCardinality(String)',
  model_version: 'LowCardinality(String)',
} as const;

export type SegmentColumn = keyof typeof SEGMENT_COLUMNS;
export type Segments = { readonly [K in SegmentColumn]: string };

export const SEGMENT_NAMES = Object.keys(SEGMENT_COLUMNS) as readonly SegmentColumn[];

/** The segments that the hours' totals (quality_totals, traffic_totals) keep apart. */
export const TOTALS_SEGMENTS: readonly SegmentColumn[] = ['service', 'environment'];

/** What stands in a segment column when nothing is known, so that a chart never shows an empty legend. */
export const NO_TOPIC = 'other';
