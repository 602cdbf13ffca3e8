import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { RE2JS } from 're2js';
import { z } from 'zod';
import { outcome, PASSED, quoteOf, type Finding } from '../outcome';
import { validator } from '../validator';

/** Characters of an answer that is read as JSON, and levels of nesting; more is a finding of its own. */
const MOST_JSON = 1_000_000;
const MOST_DEPTH = 64;

const objectSchema = z.record(z.string(), z.unknown());

/** The answer has to be JSON, and fit a schema where one is given. */
export const json = validator({
  name: 'json',
  isDefault: false,
  options: z.strictObject({
    schema: objectSchema.optional().describe('JSON Schema, draft 2020-12, without references to other documents'),
  }),
  compile: ({ schema }) => {
    const fits = schema === undefined ? undefined : compileSchema(schema);
    return ({ interaction }) => {
      const { answer, isFailed, finishReason } = interaction;
      if (isFailed || (answer.trim() === '' && finishReason === 'tool_call')) return null;
      const read = readJson(answer);
      if ('finding' in read) return outcome([read.finding]);
      if (fits === undefined || fits(read.value)) return PASSED;
      const [error] = fits.errors ?? [];
      const at = error?.instancePath === '' ? 'the whole' : (error?.instancePath ?? '');
      return outcome([
        { kind: 'schema', place: 'answer', quote: quoteOf(at), message: `At ${at}: ${error?.message ?? 'does not fit the schema'}.` },
      ]);
    };
  },
});

/** Patterns of a schema run on an engine that takes linear time, whatever somebody writes into it or an answer. */
const regExp = Object.assign(
  (pattern: string) => {
    const expression = RE2JS.compile(pattern);
    return { test: (text: string) => expression.matcher(text).find() };
  },
  { code: 'RE2JS' },
);

function compileSchema(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false, code: { regExp } });
  const compiled = ajv.compile(schema);
  if ('$async' in compiled) throw new Error('asynchronous schemas cannot be used');
  return compiled;
}

function readJson(answer: string): { readonly value: unknown } | { readonly finding: Finding } {
  if (answer.length > MOST_JSON)
    return wrong('too_long', `The answer has ${answer.length} characters; at most ${MOST_JSON} are read as JSON.`);
  try {
    const value: unknown = JSON.parse(answer);
    return depthOf(value, MOST_DEPTH) <= MOST_DEPTH
      ? { value }
      : wrong('too_deep', `The answer is nested more than ${MOST_DEPTH} levels deep.`);
  } catch (error) {
    const [kind, message] = whatIsWrong(answer, error instanceof Error ? error.message : '');
    return wrong(kind, message, answer);
  }
}

const wrong = (kind: string, message: string, answer = ''): { readonly finding: Finding } => ({
  finding: { kind, place: 'answer', start: 0, quote: quoteOf(answer.trim()), message },
});

/** The common ways to miss it, named apart, since each is mended elsewhere: in the prompt, in a parser, by more tokens. */
function whatIsWrong(answer: string, error: string): readonly [kind: string, message: string] {
  const text = answer.trim();
  if (text === '') return ['empty', 'There is no answer where JSON is required.'];
  if (text.includes('```')) return ['fenced', 'The JSON stands in a code fence, or beside one.'];
  const [first = ''] = text;
  if (!'{["'.includes(first) && !/^(?:-?\d|true|false|null)/.test(text))
    return ['prose', 'The answer begins with words and not with JSON.'];
  if (/Unexpected end|Unterminated/i.test(error)) return ['cut_off', 'The JSON ends before it is finished.'];
  if (/after JSON/i.test(error)) return ['trailing', 'Something stands behind the JSON.'];
  return ['syntax', `The answer is no JSON: ${quoteOf(error)}`];
}

function depthOf(value: unknown, left: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (left < 0) return Number.POSITIVE_INFINITY;
  return 1 + Object.values(value).reduce((most: number, inner) => Math.max(most, depthOf(inner, left - 1)), 0);
}
