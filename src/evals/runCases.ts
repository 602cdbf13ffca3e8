/** Asks a target all cases, some at a time, and has each answer judged. */
import { randomBytes } from 'node:crypto';
import type { EvalCase } from '../core/evals/evalCase';
import { EXPECTATIONS, type CaseResult, type CaseScore } from '../core/evals/evalRun';
import { meetsExpectations } from '../core/evals/meetsExpectations';
import type { Answered, Target } from './target';

export interface Judged {
  readonly scores: readonly CaseScore[];
  /** US dollars; null when it is not known. */
  readonly costUsd: number | null;
}

export interface RunDeps {
  readonly target: Target;
  /** Never rejects: a judge that fails is a score without a value. */
  readonly judge: (one: EvalCase, answered: Answered, signal: AbortSignal) => Promise<Judged>;
  /** Validators that the answer failed; null where they are not run. */
  readonly failedValidators: (one: EvalCase, answered: Answered) => readonly string[] | null;
  readonly matches: (pattern: string, text: string) => boolean;
  /** Told of each answer as it comes. */
  readonly onResult: (result: CaseResult) => Promise<void> | void;
}

export interface RunOptions {
  readonly parallel: number;
  readonly repeats: number;
  readonly signal: AbortSignal;
}

/** @returns results in the order of the cases, also of a run that was cancelled: those that came until then */
export async function runCases(
  cases: readonly EvalCase[],
  deps: RunDeps,
  { parallel, repeats, signal }: RunOptions,
): Promise<CaseResult[]> {
  const asks = cases.flatMap((one) => Array.from({ length: repeats }, (_, repeat) => ({ one, repeat })));
  const results: (CaseResult | undefined)[] = asks.map(() => undefined);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < asks.length && !signal.aborted) {
      const index = next++;
      const ask = asks[index];
      if (ask === undefined) return;
      const result = await askOne(ask.one, ask.repeat, deps, signal);
      if (signal.aborted) return;
      results[index] = result;
      await deps.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, asks.length) }, worker));
  return results.flatMap((result) => result ?? []);
}

async function askOne(one: EvalCase, repeat: number, deps: RunDeps, signal: AbortSignal): Promise<CaseResult> {
  const traceId = randomBytes(16).toString('hex');
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
  const answered = await deps.target({ caseId: one.id, question: one.question, history: one.history, traceparent }, signal);
  const judged = answered.error === '' ? await deps.judge(one, answered, signal) : { scores: [], costUsd: null };
  const result: CaseResult = {
    case_id: one.id,
    repeat,
    answer: answered.answer,
    error: answered.error,
    latency_ms: answered.latencyMs,
    cost_usd: answered.costUsd,
    judge_cost_usd: judged.costUsd,
    model: answered.model,
    trace_id: traceId,
    scores: [...judged.scores],
  };
  const failedValidators = answered.error === '' ? deps.failedValidators(one, answered) : null;
  const said = meetsExpectations(one.expect, result, { matches: deps.matches, failedValidators });
  return said === null ? result : { ...result, scores: [...result.scores, expectationScore(said.met, said.missing)] };
}

function expectationScore(met: boolean, missing: readonly string[]): CaseScore {
  return {
    name: EXPECTATIONS,
    value: met ? 1 : 0,
    scale: [0, 1],
    rate: true,
    evaluator: '',
    evaluator_epoch: '',
    error_type: '',
    explanation: missing.join('; '),
  };
}
