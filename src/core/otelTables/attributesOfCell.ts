import type { AnyValue, Attributes } from '../otlp/types';
import { MOST } from '../otlp/types';
import { flattenJson } from './flattenJson';

/** Attributes as a statement reads them: text of a JSON column, or keys and values of a map. Of a repeated key the last value counts. */
export function attributesOfCell(cell: unknown): Map<string, AnyValue> {
  const attributes = typeof cell === 'string' ? (cell === '' ? NOTHING : flattenJson(cell)) : ofMap(cell);
  return new Map([...attributes].slice(0, MOST.attributes));
}

const NOTHING: Attributes = new Map();

function ofMap(cell: unknown): Attributes {
  const [keys, values] = Array.isArray(cell) ? (cell as readonly unknown[]) : [];
  if (!Array.isArray(keys) || !Array.isArray(values)) return NOTHING;
  return new Map(keys.map((key, index) => [String(key), String(values[index] ?? '')]));
}
