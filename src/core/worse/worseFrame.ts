/** Rows of a worse answer to the frames of src/core/frames/worseFrames.ts. */
import { columns, labelField, numberField, timeField } from '../frames/field';
import type { FieldConfigJSON, FieldJSON, FrameJSON, FrameMetaJSON, FrameType } from '../frames/frame';
import { WORSE_NUMBERS, WORSE_SERIES_NUMBERS, type WorseFrameCustom, type WorseFrameKind, type WorseNumber } from '../frames/worseFrames';
import { WORSE_REASONS, WORSE_STATE_TEXT, WORSE_STATES, type WorseReason, type WorseState } from '../verdict/worseState';
import type { WorseNumbers } from './judgeSegment';
import type { SeriesNumber, SeriesRow } from './seriesRows';

export interface WorseFrameContext {
  readonly refId: string;
  readonly groupBy: readonly string[];
  readonly bucketMs: number;
}

/** Metric, then the group-by values. */
export interface SummaryRow {
  readonly labels: readonly string[];
  readonly numbers: WorseNumbers;
}

export interface SeriesOf {
  readonly metric: string;
  readonly rows: readonly SeriesRow[];
}

const COLORS: Readonly<Record<WorseState, string>> = {
  not_enough_data: 'blue',
  steady: 'green',
  worse: 'red',
  better: 'green',
  judge_blind: 'orange',
  evaluator_changed: 'purple',
};

const REASON_TEXT: Readonly<Record<WorseReason, string>> = {
  none: '',
  baseline_answers: 'Baseline below 200 answers',
  baseline_days: 'Baseline below 7 days',
  window_answers: 'Too few answers lately',
  no_spread: 'Every score of the baseline is the same',
  version_answers: 'A version has fewer than 30 answers',
};

/** Value mapping of codes, so that a table or a stat shows the words. */
function mapping(entries: readonly (readonly [code: number, text: string, color?: string])[]) {
  const options = entries.map(([code, text, color], index) => [String(code), { text, ...(color && { color }), index }] as const);
  return [{ type: 'value', options: Object.fromEntries(options) }];
}

export const WORSE_STATE_MAPPING = mapping(
  (Object.keys(WORSE_STATES) as WorseState[]).map((state) => [WORSE_STATES[state], WORSE_STATE_TEXT[state], COLORS[state]] as const),
);

const CONFIG: Partial<Readonly<Record<WorseNumber, FieldConfigJSON>>> = {
  firing: {
    mappings: mapping([
      [0, 'No'],
      [1, 'Yes', 'red'],
    ]),
  },
  state: { mappings: WORSE_STATE_MAPPING },
  severity: {
    mappings: mapping([
      [0, ''],
      [1, 'Warning', 'yellow'],
      [2, 'High', 'orange'],
      [3, 'Critical', 'red'],
    ]),
  },
  reason: {
    mappings: mapping((Object.keys(WORSE_REASONS) as WorseReason[]).map((reason) => [WORSE_REASONS[reason], REASON_TEXT[reason]] as const)),
  },
  since: { unit: 'dateTimeAsIso' },
  epoch_since: { unit: 'dateTimeAsIso' },
  limit: { unit: 'ms' },
  fall_share: { unit: 'percentunit' },
  coverage: { unit: 'percentunit', min: 0, max: 1 },
  generated: { unit: 'percentunit', min: 0, max: 1 },
};

/** Frames whose rows are told apart by the group-by columns. */
const GROUPED: ReadonlySet<WorseFrameKind> = new Set(['worse_summary', 'worse_segments']);

/** A frame of a worse answer, told apart by its kind. */
export function worseFrame(
  context: WorseFrameContext,
  kind: WorseFrameKind,
  type: FrameType,
  fields: readonly FieldJSON[],
  rows: readonly (readonly unknown[])[],
): FrameJSON {
  const custom: WorseFrameCustom = { kind, groupBy: GROUPED.has(kind) ? context.groupBy : [], bucketMs: context.bucketMs };
  const meta: FrameMetaJSON = { type, typeVersion: type === 'table' ? [0, 0] : [0, 1], custom: { ...custom } };
  return { schema: { refId: context.refId, name: kind, meta, fields }, data: { values: columns(rows, fields.length) } };
}

/** @param asked number columns to return; all when empty */
export function summaryFrame(
  context: WorseFrameContext,
  rows: readonly SummaryRow[],
  asked: readonly WorseNumber[],
  kind: 'worse_summary' | 'worse_segments' = 'worse_summary',
): FrameJSON {
  const numbers = asked.length === 0 ? WORSE_NUMBERS : asked;
  const labels = ['metric', ...context.groupBy].map((name) => labelField(name));
  return worseFrame(
    context,
    kind,
    'numeric-long',
    [...labels, ...numbers.map((name) => numberField(name, CONFIG[name]))],
    rows.map((row) => [...row.labels, ...numbers.map((name) => row.numbers[name])]),
  );
}

/** In the order of time, as the contract of long series wants it. */
export function seriesFrame(
  context: WorseFrameContext,
  series: readonly SeriesOf[],
  kind: 'worse_series' | 'worse_segment_series' = 'worse_series',
): FrameJSON {
  const fields = [
    timeField('time', { interval: context.bucketMs }),
    labelField('metric'),
    ...WORSE_SERIES_NUMBERS.map((name) => numberField(name)),
  ];
  const rows = series
    .flatMap(({ metric, rows: own }) => own.map((row) => ({ metric, ...row })))
    .sort((a, b) => a.time - b.time)
    .map(({ time, metric, values }) => [time, metric, ...WORSE_SERIES_NUMBERS.map((name) => values[name])]);
  return worseFrame(context, kind, 'timeseries-long', fields, rows);
}

/**
 * One frame a metric and number. The name of the number is a label too, as Grafana tells series apart by labels alone.
 * @param asked numbers to return; observed and expected when none of them has a series
 */
export function seriesFrames(context: WorseFrameContext, series: readonly SeriesOf[], asked: readonly string[]): FrameJSON[] {
  const found = WORSE_SERIES_NUMBERS.filter((name) => asked.includes(name));
  const names: readonly SeriesNumber[] = found.length === 0 ? ['observed', 'expected'] : found;
  if (series.length === 0) return [worseFrame(context, 'worse_series', 'timeseries-multi', [], [])];
  return series.flatMap(({ metric, rows }) =>
    names.map((name) => {
      const fields = [
        timeField('time', { interval: context.bucketMs }),
        numberField(name, { displayNameFromDS: `${metric} · ${name}` }, { metric, value: name }),
      ];
      const present = rows.filter(({ values }) => values[name] !== null);
      return worseFrame(
        context,
        'worse_series',
        'timeseries-multi',
        fields,
        present.map(({ time, values }) => [time, values[name]]),
      );
    }),
  );
}
