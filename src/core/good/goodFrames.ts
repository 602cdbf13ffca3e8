/** Judged groups to the frames of src/core/frames/goodFrames.ts. */
import { columns, labelField, numberField, stringField, timeField } from '../frames/field';
import type { FieldConfigJSON, FrameJSON, FrameMetaJSON, FrameType } from '../frames/frame';
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
    custom: { ...custom },
  };
  return { schema: { refId: context.refId, name: kind, meta, fields }, data: { values: columns(rows, fields.length) } };
}

function labelFields(context: FrameContext, grouped: boolean) {
  return [labelField('dimension'), ...(grouped ? context.groupBy.map((name) => labelField(name)) : [])];
}

/** @param asked number columns to return; all when empty */
export function numbersFrame(
  context: FrameContext,
  grouped: boolean,
  rows: readonly Labelled<Readonly<Record<GoodNumber, number | null>>>[],
  asked: readonly GoodNumber[],
): FrameJSON {
  const numbers = asked.length === 0 ? GOOD_NUMBERS : asked;
  return frame(
    context,
    grouped ? 'good_segments' : 'good_summary',
    'numeric-long',
    [...labelFields(context, grouped), ...numbers.map((name) => numberField(name, CONFIG[name]))],
    rows.map(({ labels, values }) => [...labels, ...numbers.map((name) => values[name])]),
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
export function seriesFrame(context: FrameContext, grouped: boolean, rows: readonly Labelled<SeriesValues>[]): FrameJSON {
  const fields = [
    timeField('time', { interval: context.bucketMs }),
    ...labelFields(context, grouped),
    ...GOOD_SERIES_NUMBERS.map((name) => numberField(name)),
  ];
  return frame(
    context,
    grouped ? 'good_segment_series' : 'good_series',
    'timeseries-long',
    fields,
    rows.map(({ labels, values }) => [values.time, ...labels, ...GOOD_SERIES_NUMBERS.map((name) => values[name])]),
    grouped,
  );
}

type SeriesNumber = (typeof GOOD_SERIES_NUMBERS)[number];

/**
 * One frame a label set and value, as `timeseries-multi` wants it; a bucket without a value is left out, not null. The
 * name of the value is a label too, because Grafana tells series apart by labels alone.
 * @param asked values to return; `mean` when none of them has a series
 */
export function multiFrames(context: FrameContext, rows: readonly Labelled<SeriesValues>[], asked: readonly GoodNumber[]): FrameJSON[] {
  const found = GOOD_SERIES_NUMBERS.filter((name) => asked.includes(name));
  const names: readonly SeriesNumber[] = found.length === 0 ? ['mean'] : found;
  const groups = new Map<string, { labels: readonly string[]; points: SeriesValues[] }>();
  for (const { labels, values } of rows) {
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, points: [] };
    groups.set(key, group);
    group.points.push(values);
  }
  if (groups.size === 0) return [frame(context, 'good_series', 'timeseries-multi', [], [], false)];
  const columnNames = ['dimension', ...context.groupBy];
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { labels, points }]) =>
      names.map((name) => {
        const named = Object.fromEntries([...columnNames.map((column, index) => [column, labels[index] ?? '']), ['value', name]]);
        const display = [...labels.map((label) => label || '(none)'), ...(names.length > 1 ? [name] : [])].join(' · ');
        const fields = [timeField('time', { interval: context.bucketMs }), numberField(name, { displayNameFromDS: display }, named)];
        const present = points.filter((point) => point[name] !== null);
        return frame(
          context,
          'good_series',
          'timeseries-multi',
          fields,
          present.map((point) => [point.time, point[name]]),
          true,
        );
      }),
    );
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
