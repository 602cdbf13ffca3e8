/** Builders of frame fields, so that each field states its type once. */
import type { FieldConfigJSON, FieldJSON } from './frame';

export function timeField(name: string, config?: FieldConfigJSON): FieldJSON {
  return { name, type: 'time', typeInfo: { frame: 'time', nullable: false }, ...(config === undefined ? {} : { config }) };
}

/** A number that may be unknown. */
export function numberField(name: string, config?: FieldConfigJSON, labels?: Readonly<Record<string, string>>): FieldJSON {
  return {
    name,
    type: 'number',
    typeInfo: { frame: 'float64', nullable: true },
    ...(config === undefined ? {} : { config }),
    ...(labels === undefined ? {} : { labels }),
  };
}

export function stringField(name: string, config?: FieldConfigJSON): FieldJSON {
  return { name, type: 'string', typeInfo: { frame: 'string', nullable: true }, ...(config === undefined ? {} : { config }) };
}

/** A text that tells rows apart; Grafana makes a label of it, which cannot be null. */
export function labelField(name: string): FieldJSON {
  return { name, type: 'string', typeInfo: { frame: 'string', nullable: false } };
}

export function booleanField(name: string, config?: FieldConfigJSON): FieldJSON {
  return { name, type: 'boolean', typeInfo: { frame: 'bool', nullable: true }, ...(config === undefined ? {} : { config }) };
}

/** JSON values, such as the tags of a span or the labels of a log line. */
export function jsonField(name: string): FieldJSON {
  return { name, type: 'other', typeInfo: { frame: 'json.RawMessage', nullable: false } };
}

/** Rows to columns, as a frame carries them. */
export function columns(rows: readonly (readonly unknown[])[], width: number): unknown[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
}
