/** A result of any SQL as a frame: ClickHouse types to field types. */
import { booleanField, numberField, stringField, timeField } from './field';
import type { FieldJSON, FrameJSON, NoticeJSON } from './frame';

interface TableInput {
  readonly refId: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly executedQueryString: string;
  readonly notices: readonly NoticeJSON[];
  /** `time_series` says that the first column is a time in order and text columns are labels. */
  readonly format: 'table' | 'time_series';
}

interface Reader {
  readonly field: (name: string) => FieldJSON;
  readonly read: (value: unknown) => unknown;
}

const asText: Reader = {
  field: (name) => stringField(name),
  read: (value) => (value === null || typeof value === 'string' ? value : JSON.stringify(value)),
};

/** 64-bit integers come as text; one that a number cannot hold exactly would be shown wrong, so the column stays text then. */
const asNumber: Reader = { field: (name) => numberField(name), read: (value) => (value === null ? null : Number(value)) };

const asBoolean: Reader = {
  field: (name) => booleanField(name),
  read: (value) => (value === null ? null : value === true || value === 1 || value === 'true'),
};

/** "2026-11-25 06:00:00.123456789" in the column's zone, which is UTC unless the type names another. */
const asTime: Reader = {
  field: (name) => ({ ...timeField(name), typeInfo: { frame: 'time', nullable: true } }),
  read: (value) =>
    typeof value === 'string' ? Date.parse(`${value.slice(0, 23).replace(' ', 'T')}${value.length <= 10 ? 'T00:00:00' : ''}Z`) : null,
};

function bare(type: string): string {
  const [, inner] = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type) ?? [];
  return inner === undefined ? type : bare(inner);
}

function readerOf(type: string, values: readonly unknown[]): Reader {
  const name = bare(type);
  if (/^(DateTime64\(\d+(, 'UTC')?\)|DateTime(\('UTC'\))?|Date|Date32)$/.test(name)) return asTime;
  if (/^(Float|Decimal|BFloat)/.test(name) || /^U?Int(8|16|32)$/.test(name)) return asNumber;
  if (/^U?Int(64|128|256)$/.test(name))
    return values.every((value) => value === null || Number.isSafeInteger(Number(value))) ? asNumber : asText;
  return name === 'Bool' ? asBoolean : asText;
}

export function tableFrame({ refId, columns, rows, executedQueryString, notices, format }: TableInput): FrameJSON {
  const read = columns.map(({ name, type }, index) => {
    const values = rows.map((row) => row[index] ?? null);
    const reader = readerOf(type, values);
    return { field: reader.field(name), values: values.map(reader.read) };
  });
  const isSeries = format === 'time_series' && read[0]?.field.type === 'time';
  return {
    schema: {
      refId,
      name: 'sql',
      meta: {
        type: isSeries ? 'timeseries-long' : 'table',
        typeVersion: isSeries ? [0, 1] : [0, 0],
        executedQueryString,
        ...(notices.length === 0 ? {} : { notices }),
      },
      fields: read.map(({ field }) => field),
    },
    data: { values: read.map(({ values }) => values) },
  };
}
