/** A case of a dataset: a question, what is known about a right answer, and where it came from. */
import { z } from 'zod';

/** Longest text of a case, characters. */
export const MOST_TEXT = 1_000_000;
const text = z.string().max(MOST_TEXT);
const phrases = z.array(z.string().min(1).max(10_000)).max(100).default([]);

export const expectationSchema = z.strictObject({
  contains: phrases.describe('Each of these stands in the answer, letter case aside'),
  not_contains: phrases.describe('None of these stands in the answer, letter case aside'),
  matches: z.string().max(10_000).optional().describe('Regular expression that the answer matches'),
  scores: z.record(z.string(), z.number()).default({}).describe('Lowest score by dimension'),
  validators: z.array(z.string().min(1).max(256)).max(100).default([]).describe('Validators that the answer passes'),
  max_latency_ms: z.number().positive().optional(),
});
export type Expectation = z.output<typeof expectationSchema>;

const nothingExpected = { contains: [], not_contains: [], scores: {}, validators: [] };

export const turnSchema = z.strictObject({ role: z.enum(['user', 'assistant']), content: text });

export const evalCaseSchema = z.strictObject({
  id: z.string().min(1).max(256).optional().describe('The same id replaces the case; made from the question when absent'),
  question: text.min(1),
  history: z.array(turnSchema).max(200).default([]).describe('Turns before the question'),
  reference: text.default('').describe('A right answer, for the judge'),
  expect: expectationSchema.default(nothingExpected),
  topic: z.string().max(256).default(''),
  /** Where the case came from: its trace holds the answer of production. */
  trace_id: z.string().max(256).default(''),
  source: z.string().max(64).default('api'),
});
export type EvalCaseInput = z.output<typeof evalCaseSchema>;
export type EvalCase = EvalCaseInput & { readonly id: string };

/** As the store holds them, whatever was the limit when they came. */
export const storedHistory = z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() }));
export const storedExpectation = z.object({
  contains: z.array(z.string()),
  not_contains: z.array(z.string()),
  matches: z.string().optional(),
  scores: z.record(z.string(), z.number()),
  validators: z.array(z.string()),
  max_latency_ms: z.number().optional(),
});

export const DATASET_NAME = /^[A-Za-z0-9][A-Za-z0-9 _.-]{0,127}$/;

/** The same question after the same turns is the same case, whoever adds it and however often. */
export function withId(input: EvalCaseInput, hash: (text: string) => string): EvalCase {
  return { ...input, id: input.id ?? hash(JSON.stringify([input.question, input.history])).slice(0, 16) };
}

/** What the case is about, as one text: two cases with the same content are the same version of it. */
export function contentOf({ question, history, reference, expect, topic, trace_id, source }: EvalCase): string {
  return JSON.stringify([question, history, reference, expect, topic, trace_id, source]);
}
