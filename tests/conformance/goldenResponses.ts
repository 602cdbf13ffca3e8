/**
 * Answers of the query API as typed values, written to tests/fixtures/golden for the Go tests, which decode them with
 * Grafana's own library. One that the compiler accepts here and the library refuses there is a gap in the contract.
 *
 * All lie between 2026-01-01 and 2026-01-03 UTC.
 */
import type { FieldJSON, FrameJSON, FrameMetaJSON, QueryResponse } from '../../src/core/frames/frame';
import { GOOD_HISTOGRAM_NUMBERS, GOOD_NUMBERS, GOOD_SERIES_NUMBERS, type GoodFrameCustom } from '../../src/core/frames/goodFrames';
import { GOOD_STATES } from '../../src/core/verdict/state';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

const time: FieldJSON = { name: 'time', type: 'time', typeInfo: { frame: 'time', nullable: false } };

function text(name: string, nullable = false): FieldJSON {
  return { name, type: 'string', typeInfo: { frame: 'string', nullable } };
}

function number(name: string, labels?: Readonly<Record<string, string>>): FieldJSON {
  return { name, type: 'number', typeInfo: { frame: 'float64', nullable: true }, ...(labels === undefined ? {} : { labels }) };
}

function frame(name: string, meta: FrameMetaJSON, fields: readonly FieldJSON[], values: readonly (readonly unknown[])[]): FrameJSON {
  return { schema: { refId: 'A', name, meta, fields }, data: { values } };
}

function answer(...frames: readonly FrameJSON[]): QueryResponse {
  return { results: { A: { status: 200, frames } } };
}

/** Two dimensions: one good on a scale of 1 to 5, one rate that cannot be told yet. */
function goodSummary(): FrameJSON {
  const factuality = [4.61, 4.55, 4.67, 812, 640.5, 4.2, GOOD_STATES.good, null, 9000, 820, 812, 8, 0.09, 1, 5, 0, 1, null, 0];
  const format = [null, null, null, 4, 4, 0.95, GOOD_STATES.cannot_tell, 96, 9000, 4, 4, 0, 0.0004, 0, 1, 1, 0, START + DAY, 0];
  const custom: GoodFrameCustom = { kind: 'good_summary', groupBy: [], bucketMs: DAY };
  return frame(
    'good',
    { type: 'numeric-long', typeVersion: [0, 1], executedQueryString: 'SELECT dimension, … FROM quality_hourly', custom: { ...custom } },
    [text('dimension'), ...GOOD_NUMBERS.map((name) => number(name))],
    [['factuality', 'format'], ...GOOD_NUMBERS.map((_, column) => [factuality[column] ?? null, format[column] ?? null])],
  );
}

function goodSeries(): FrameJSON {
  const custom: GoodFrameCustom = { kind: 'good_series', groupBy: [], bucketMs: DAY };
  const rows = [
    [4.6, 4.5, 4.7, 400, 4500],
    [4.62, 4.52, 4.72, 412, 4500],
  ];
  return frame(
    'series',
    { type: 'timeseries-long', typeVersion: [0, 1], custom: { ...custom } },
    [time, text('dimension'), ...GOOD_SERIES_NUMBERS.map((name) => number(name))],
    [[START, START + DAY], ['factuality', 'factuality'], ...GOOD_SERIES_NUMBERS.map((_, column) => rows.map((row) => row[column] ?? null))],
  );
}

function goodHistogram(): FrameJSON {
  const custom: GoodFrameCustom = { kind: 'good_histogram', groupBy: [], bucketMs: DAY };
  const steps = [1, 2, 3, 4, 5];
  return frame(
    'histogram',
    { type: 'table', typeVersion: [0, 0], custom: { ...custom } },
    [text('dimension'), ...GOOD_HISTOGRAM_NUMBERS.map((name) => number(name))],
    [steps.map(() => 'factuality'), steps, steps, [2, 8, 40, 200, 562], [0.002, 0.01, 0.05, 0.246, 0.692]],
  );
}

export const GOLDEN: Readonly<Record<string, QueryResponse>> = {
  good_panel: answer(goodSummary(), goodSeries(), goodHistogram()),

  /** What an alert rule asks for: one number a label set. */
  alert_number: answer(
    frame(
      'alert',
      { type: 'numeric-long', typeVersion: [0, 1] },
      [text('dimension'), text('topic'), number('state')],
      [
        ['factuality', 'factuality', 'relevance'],
        ['return policy', 'shipping', 'return policy'],
        [GOOD_STATES.not_good, GOOD_STATES.good, null],
      ],
    ),
  ),

  alert_series: answer(
    ...['v1', 'v2'].map((prompt_version, i) =>
      frame(
        'mean',
        { type: 'timeseries-multi', typeVersion: [0, 1] },
        [time, number('mean', { dimension: 'factuality', prompt_version })],
        [
          [START, START + DAY, START + 2 * DAY],
          [4.6 - i, null, 4.5 - i],
        ],
      ),
    ),
  ),

  /** Every field type, empty text, text beyond ASCII, null, and integers at the edge of what a double holds. */
  sql_table: answer(
    frame(
      'sql',
      {
        type: 'table',
        typeVersion: [0, 0],
        executedQueryString: 'SELECT …',
        notices: [{ severity: 'warning', text: 'Cut after 3 rows.' }],
      },
      [
        { name: 'seen', type: 'time', typeInfo: { frame: 'time', nullable: true } },
        text('topic', true),
        { name: 'requests', type: 'number', typeInfo: { frame: 'int64', nullable: false } },
        { name: 'failed', type: 'boolean', typeInfo: { frame: 'bool', nullable: true } },
        { ...number('cost'), config: { unit: 'currencyUSD', decimals: 4, displayNameFromDS: 'Cost' } },
      ],
      [
        [START, START + 1, null],
        ['', 'Rückgabe 退货 "quoted"\n', null],
        [0, 9_007_199_254_740_991, -1],
        [true, false, null],
        [0.1, 1e-12, null],
      ],
    ),
  ),

  no_data: answer(frame('', { type: 'numeric-long', typeVersion: [0, 1] }, [], [])),
  no_frames: answer(),

  /** One query of a panel fails, another is refused, the third is well. */
  mixed: {
    results: {
      A: { status: 200, frames: [goodSummary()] },
      B: { status: 400, frames: [], error: 'Unknown field "topik". Did you mean topic?', errorSource: 'plugin' },
      C: { status: 504, frames: [], error: 'ClickHouse stopped the query after 30 s.', errorSource: 'downstream' },
    },
  },
};
