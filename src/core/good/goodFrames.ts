/** Judged groups to the frames of src/core/frames/goodFrames.ts. */
import { columns, numberField, stringField, timeField } from '../frames/field';
import type { FieldConfigJSON, FrameJSON, FrameMetaJSON, FrameType, NoticeJSON } from '../frames/frame';
import {
  GOOD_HISTOGRAM_NUMBERS,
  GOOD_NUMBERS,
  GOOD_SERIES_NUMBERS,
  type GoodFrameCustom,
  type GoodFrameKind,
  type GoodNumber,
} from '../frames/goodFrames';
import { GOOD_STATES, GOOD_STATE_TEXT, type GoodState } from '../verdict/state';

/** A row with its labels: the dimension, then the group-by columns. */
export interface Labelled<T> {
  readonly labels: readonly string[];
  readonly values: T;
}

export interface FrameContext {
  readonly refId: string;
  readonly groupBy: readonly string[];
  readonly bucketMs: number;
  readonly notices: readonly NoticeJSON[];
  readonly executedQueryString: string;
}

const COLORS: Readonly<Record<GoodState, string>> = {
  no_data: 'text',
  good: 'green',
  not_good: 'red',
  cannot_tell: 'blue',
  judge_blind: 'orange',
  no_target: 'blue',
};

/** Value mapping of the state codes, so that a table or a stat shows the words. */
export const STATE_MAPPING = [
  {
    type: 'value',
    options: Object.fromEntries(
      (Object.keys(GOOD_STATES) as GoodState[]).map((state, index) => [
        String(GOOD_STATES[state]),
        { text: GOOD_STATE_TEXT[state], color: COLORS[state], index },
      ]),
    ),
  },
] as const;

const CONFIG: Partial<Readonly<Record<GoodNumber, FieldConfigJSON>>> = {
  state: { mappings: STATE_MAPPING },
  coverage: { unit: 'percentunit', min: 0, max: 1 },
  generated: { unit: 'percentunit', min: 0, max: 1 },
  epoch_since: { unit: 'dateTimeAsIso' },
};

function frame(
  context: FrameContext,
  kind: GoodFrameKind,
  type: FrameType,
  fields: FrameJSON['schema']['fields'],
  rows: readonly (readonly unknown[])[],
  grouped: boolean,
): FrameJSON {
  const custom: GoodFrameCustom = { kind, groupBy: grouped ? context.groupBy : [], bucketMs: context.bucketMs };
  const meta: FrameMetaJSON = {
    type,
    typeVersion: type === 'table' ? [0, 0] : [0, 1],
    executedQueryString: context.executedQueryString,
    ...(context.notices.length === 0 ? {} : { notices: context.notices }),
    custom: { ...custom },
  };
  return { schema: { refId: context.refId, name: kind, meta, fields }, data: { values: columns(rows, fields.length) } };
}

function labelFields(context: FrameContext, grouped: boolean) {
  return [stringField('dimension'), ...(grouped ? context.groupBy.map((name) => stringField(name)) : [])];
}

export function numbersFrame(
  context: FrameContext,
  kind: 'good_summary' | 'good_segments',
  rows: readonly Labelled<Readonly<Record<GoodNumber, number | null>>>[],
): FrameJSON {
  const grouped = kind === 'good_segments';
  const fields = [...labelFields(context, grouped), ...GOOD_NUMBERS.map((name) => numberField(name, CONFIG[name]))];
  return frame(
    context,
    kind,
    'numeric-long',
    fields,
    rows.map(({ labels, values }) => [...labels, ...GOOD_NUMBERS.map((name) => values[name])]),
    grouped,
  );
}

export interface SeriesValues {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
  readonly eligible: number;
}

/** Rows must be in the order of time. */
export function seriesFrame(
  context: FrameContext,
  kind: 'good_series' | 'good_segment_series',
  rows: readonly Labelled<SeriesValues>[],
): FrameJSON {
  const grouped = kind === 'good_segment_series';
  const fields = [
    timeField('time', { interval: context.bucketMs }),
    ...labelFields(context, grouped),
    ...GOOD_SERIES_NUMBERS.map((name) => numberField(name)),
  ];
  return frame(
    context,
    kind,
    'timeseries-long',
    fields,
    rows.map(({ labels, values }) => [values.time, ...labels, ...GOOD_SERIES_NUMBERS.map((name) => values[name])]),
    grouped,
  );
}

/** One frame a label set and value, as `timeseries-multi` wants it; a bucket without a mean is left out, not null. */
export function multiFrames(context: FrameContext, rows: readonly Labelled<SeriesValues>[]): FrameJSON[] {
  const groups = new Map<string, { labels: readonly string[]; points: SeriesValues[] }>();
  for (const { labels, values } of rows) {
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, points: [] };
    groups.set(key, group);
    if (values.mean !== null) group.points.push(values);
  }
  return [...groups.values()].map(({ labels, points }) => {
    const named = Object.fromEntries(['dimension', ...context.groupBy].map((name, index) => [name, labels[index] ?? '']));
    const display = labels.map((label) => (label === '' ? '(none)' : label)).join(' · ');
    const fields = [timeField('time', { interval: context.bucketMs }), numberField('mean', { displayNameFromDS: display }, named)];
    return frame(
      context,
      'good_series',
      'timeseries-multi',
      fields,
      points.map(({ time, mean }) => [time, mean]),
      true,
    );
  });
}

export interface HistogramValues {
  readonly step: number;
  readonly score: number;
  readonly n: number;
  readonly share: number;
}

export function histogramFrame(context: FrameContext, rows: readonly Labelled<HistogramValues>[]): FrameJSON {
  const fields = [
    stringField('dimension'),
    ...GOOD_HISTOGRAM_NUMBERS.map((name) => numberField(name, name === 'share' ? { unit: 'percentunit' } : undefined)),
  ];
  return frame(
    context,
    'good_histogram',
    'table',
    fields,
    rows.map(({ labels, values }) => [...labels, ...GOOD_HISTOGRAM_NUMBERS.map((name) => values[name])]),
    false,
  );
}
