/** A result of any SQL as frames. */
import { QueryError } from '../query/queryError';
import { numberField, timeField } from './field';
import type { FrameJSON, FrameMetaJSON, NoticeJSON } from './frame';
import { readColumn, type FrameColumn, type ResultColumn } from './readColumn';

interface Result {
  readonly refId: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly unknown[])[];
  readonly executedQueryString: string;
  readonly notices: readonly NoticeJSON[];
  /** `time_series`: the first time column is the time, text columns are labels, each number column a series. */
  readonly format: 'table' | 'time_series';
}

/** @throws QueryError when a time series is asked for and there is no time or no number */
export function tableFrame(result: Result): FrameJSON[] {
  const columns = result.columns.map((column, index) =>
    readColumn(
      column,
      result.rows.map((row) => row[index] ?? null),
    ),
  );
  const meta = {
    executedQueryString: result.executedQueryString,
    ...(result.notices.length === 0 ? {} : { notices: result.notices }),
  };
  if (result.format === 'time_series') return seriesFrames(result.refId, columns, meta);
  return [
    {
      schema: {
        refId: result.refId,
        name: 'sql',
        meta: { type: 'table', typeVersion: [0, 0], ...meta },
        fields: columns.map(({ field }) => field),
      },
      data: { values: columns.map(({ values }) => values) },
    },
  ];
}

/** One frame a label set and number column, sorted by time, without nulls: what `timeseries-multi` and alert rules want. */
function seriesFrames(refId: string, columns: readonly FrameColumn[], meta: FrameMetaJSON): FrameJSON[] {
  const time = columns.find(({ field }) => field.type === 'time');
  const numbers = columns.filter(({ field }) => field.type === 'number');
  const labels = columns.filter(({ field }) => field.type === 'string');
  if (time === undefined) throw new QueryError('A time series needs a time column: SELECT $__timeInterval(time) AS time, …');
  if (numbers.length === 0) throw new QueryError('A time series needs a number column.');
  const order = time.values.map((_value, row) => row).filter((row) => time.values[row] !== null);
  order.sort((a, b) => Number(time.values[a]) - Number(time.values[b]));
  const groups = new Map<string, number[]>();
  for (const row of order) {
    const key = JSON.stringify(labels.map(({ values }) => values[row] ?? ''));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const frames = [...groups].flatMap(([key, rows]) =>
    numbers.map(({ field, values }): FrameJSON => {
      const texts = JSON.parse(key) as string[];
      const named = Object.fromEntries(labels.map((label, index) => [label.field.name, texts[index] ?? '']));
      const present = rows.filter((row) => values[row] !== null);
      return {
        schema: {
          refId,
          name: field.name,
          meta: { type: 'timeseries-multi', typeVersion: [0, 1], ...meta },
          fields: [
            timeField('time'),
            numberField(field.name, undefined, { ...named, ...(numbers.length > 1 ? { value: field.name } : {}) }),
          ],
        },
        data: { values: [present.map((row) => time.values[row]), present.map((row) => values[row])] },
      };
    }),
  );
  if (frames.length > 0) return frames;
  return [
    { schema: { refId, name: 'sql', meta: { type: 'timeseries-multi', typeVersion: [0, 1], ...meta }, fields: [] }, data: { values: [] } },
  ];
}
