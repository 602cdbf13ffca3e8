/** Reading fields of JSON objects that came from outside. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SNAKE = new Map<string, string>();

/** The field by its camelCase name or, as some emitters are set up to write, its snake_case name. */
export function read(object: JsonObject, camel: string): unknown {
  const value = object[camel];
  if (value !== undefined) return value;
  let snake = SNAKE.get(camel);
  if (snake === undefined) {
    snake = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    SNAKE.set(camel, snake);
  }
  return snake === camel ? undefined : object[snake];
}

/** A list; null and absent are an empty one. Undefined when it is something else. */
export function list(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : undefined;
}

/** Text, with half surrogate pairs replaced: they have no UTF-8 form, and JSON can carry them as escapes. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A number or the text of one, also "NaN", "Infinity" and "-Infinity". */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) && value.trim() !== 'NaN' ? undefined : number;
}

/** A whole number, exact also beyond 2^53 when it came as text; within the 64 bits of the protocol. */
export function wholeNumber(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : Number.isInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}
