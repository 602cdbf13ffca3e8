/** What a run of a dataset says, case by case. */
import { z } from 'zod';

export const caseScoreSchema = z.strictObject({
  name: z.string().min(1).max(256),
  /** Null where the judge failed; the reason is `error_type` then. */
  value: z.number().nullable(),
  scale: z.tuple([z.number(), z.number()]),
  rate: z.boolean().default(false),
  evaluator: z.string().max(256).default(''),
  evaluator_epoch: z.string().max(256).default(''),
  error_type: z.string().max(256).default(''),
  explanation: z.string().max(1_000_000).default(''),
});
export type CaseScore = z.output<typeof caseScoreSchema>;

export const caseResultSchema = z.strictObject({
  case_id: z.string().min(1).max(256),
  /** Counted from 0 when a case is asked several times. */
  repeat: z.int().min(0).max(1000).default(0),
  answer: z.string().max(5_000_000).default(''),
  /** Why there is no answer; empty when there is one. */
  error: z.string().max(100_000).default(''),
  latency_ms: z.number().nonnegative().nullable().default(null),
  cost_usd: z.number().nonnegative().nullable().default(null),
  judge_cost_usd: z.number().nonnegative().nullable().default(null),
  model: z.string().max(256).default(''),
  trace_id: z.string().max(256).default(''),
  scores: z.array(caseScoreSchema).max(200).default([]),
});
export type CaseResult = z.output<typeof caseResultSchema>;

export const evalRunSchema = z.strictObject({
  id: z.string().min(1).max(128),
  dataset: z.string().min(1).max(128),
  dataset_version: z.int().nonnegative(),
  name: z.string().max(256).default(''),
  /** Address or command that was asked, without secrets. */
  target: z.string().max(4096).default(''),
  service: z.string().max(256).default(''),
  prompt_version: z.string().max(256).default(''),
  model_version: z.string().max(256).default(''),
  started_at: z.number().describe('Milliseconds since 1970'),
  ended_at: z.number().describe('Milliseconds since 1970; before the run has ended, that of its last answer'),
  cases: z.int().nonnegative(),
  baseline: z.string().max(128).default(''),
  /** See `gate.ts`; empty while it runs and where nothing was compared. */
  verdict: z.string().max(64).default(''),
});
export type EvalRun = z.output<typeof evalRunSchema>;

/** A rate that every run has: was there an answer at all. One that fails where the other did not is a loss, not a gap. */
export const ANSWERED = 'answered';
/** A rate that a run has where cases expect something. */
export const EXPECTATIONS = 'expectations';
