import { isObject } from '../../otlp/jsonFields';
import { wordsOf } from './toParts';

/** Where frameworks put the question and the answer in the inputs and outputs of their steps, in order of precedence. */
export const QUESTION_KEYS = [
  'question',
  'query',
  'user_query',
  'user_input',
  'task',
  'prompt',
  'input',
  'text',
  'message',
  'content',
  'inputs',
  'kwargs',
  'args',
];
export const ANSWER_KEYS = [
  'answer',
  'output',
  'output_text',
  'response',
  'completion',
  'final_output',
  'result',
  'text',
  'content',
  'outputs',
  'message',
];

const MAX_NESTING = 4;

/** The words in a value of no known form: those under the first key that is known, else the value as JSON. */
export function plainText(value: unknown, keys: readonly string[]): string {
  return found(value, keys, 0) ?? wordsOf(value);
}

function found(value: unknown, keys: readonly string[], nesting: number): string | undefined {
  if (typeof value === 'string') return value;
  if (nesting === MAX_NESTING) return undefined;
  // The arguments of a function call: a list of one.
  if (Array.isArray(value)) return value.length === 1 ? found(value[0], keys, nesting + 1) : undefined;
  if (!isObject(value)) return undefined;
  for (const key of keys) {
    const inner = value[key] === undefined || value[key] === null ? undefined : found(value[key], keys, nesting + 1);
    if (inner !== undefined && inner !== '') return inner;
  }
  return undefined;
}
