/** A column of any ClickHouse result as a frame field. */
import { booleanField, numberField, stringField, timeField } from './field';
import type { FieldJSON } from './frame';
import { timeReader } from './timeReader';

export interface ResultColumn {
  readonly name: string;
  /** ClickHouse type, such as `Nullable(Float64)`. */
  readonly type: string;
}

export interface FrameColumn {
  readonly field: FieldJSON;
  readonly values: readonly unknown[];
}

/** @param values as JSONCompact gives them, with 64-bit integers as text */
export function readColumn({ name, type }: ResultColumn, values: readonly unknown[]): FrameColumn {
  const bare = bareType(type);
  const time = timeReader(bare);
  if (time !== null) {
    const field = timeField(name);
    return { field: { ...field, typeInfo: { ...field.typeInfo, nullable: true } }, values: values.map(time) };
  }
  if (bare === 'Bool') return { field: booleanField(name), values: values.map((value) => (value === null ? null : Boolean(value))) };
  // A whole number beyond 2^53 would be shown as another one: then the column stays text.
  if (/^(Float|BFloat|Decimal|U?Int\d)/.test(bare) && (!/^U?Int(64|128|256)$/.test(bare) || values.every(isExact)))
    return { field: numberField(name), values: values.map((value) => (value === null ? null : Number(value))) };
  return {
    field: stringField(name),
    values: values.map((value) => (value === null || typeof value === 'string' ? value : JSON.stringify(value))),
  };
}

function isExact(value: unknown): boolean {
  return value === null || Number.isSafeInteger(Number(value));
}

/** The type without what may be wrapped around a value. */
function bareType(type: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)?.[1] ?? /^SimpleAggregateFunction\(\w+, (.*)\)$/.exec(type)?.[1];
  return inner === undefined ? type : bareType(inner);
}
