import { quoteLongIntegers } from '../otlp/quoteLongIntegers';
import type { AnyValue } from '../otlp/types';
import { anyValueOf } from '../semconv/anyValueOf';

/**
 * Attributes from a column of the type JSON: the engine takes dots in names apart, {"a.b": 1} becomes {"a": {"b": 1}}, and
 * prints a name twice that has both a value and names below it. So the text is read piece by piece and put together again.
 * An attribute that was a map comes out as several attributes; the table does not tell the two apart.
 * @param json what toJSONString made of the column; text that is not JSON gives no attributes
 */
export function flattenJson(json: string): ReadonlyMap<string, AnyValue> {
  const attributes = new Map<string, AnyValue>();
  try {
    readObject(json, 0, '', attributes);
  } catch {
    // Only of an engine that prints something else than JSON; what was read before it stays.
  }
  return attributes;
}

/** Deeper names are not told apart any more. */
const MOST_DEPTH = 64;

/** @returns index behind the closing brace */
function readObject(json: string, open: number, prefix: string, attributes: Map<string, AnyValue>, depth = 0): number {
  if (json[open] !== '{') throw new Error('no object');
  let at = open + 1;
  while (json[at] !== '}') {
    if (at >= json.length) throw new Error('cut');
    if (json[at] === ',') at++;
    const nameEnd = stringEnd(json, at);
    const name = prefix + String(JSON.parse(json.slice(at, nameEnd)));
    const start = nameEnd + 1;
    if (json[start] === '{' && json[start + 1] !== '}' && depth < MOST_DEPTH) {
      at = readObject(json, start, `${name}.`, attributes, depth + 1);
    } else {
      at = valueEnd(json, start);
      attributes.set(name, anyValueOf(JSON.parse(quoteLongIntegers(json.slice(start, at)))));
    }
  }
  return at + 1;
}

function stringEnd(json: string, open: number): number {
  for (let at = open + 1; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at + 1;
  }
  throw new Error('cut');
}

function valueEnd(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const char = json[at];
    if (char === '"') at = stringEnd(json, at) - 1;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') {
      if (depth === 0) return at;
      depth--;
    } else if (char === ',' && depth === 0) return at;
  }
  throw new Error('cut');
}
