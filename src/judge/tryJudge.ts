/** One request through an evaluator for a person to look at; nothing is stored. */
import type { Evaluator } from '../core/judge/evaluator';
import type { Judgement } from '../core/judge/judgement';
import { JudgeClient } from './judgeClient';
import { tableOf, type JudgeDeps } from './judgeDeps';
import { judgeText, type Exchange } from './judgeText';
import { readTexts } from './readWork';

export type Trial =
  | { readonly kind: 'judged'; readonly judgement: Judgement; readonly trail: readonly Exchange[] }
  | { readonly kind: 'unknown_trace' }
  | { readonly kind: 'unavailable'; readonly reason: string };

export async function tryJudge(deps: JudgeDeps, evaluator: Evaluator, traceId: string): Promise<Trial> {
  const { rows } = await deps.driver.query({
    sql: `SELECT toUnixTimestamp64Nano(argMax(time, row_version)) FROM ${tableOf(deps, 'interactions')} WHERE trace_id = {trace:String} AND is_deleted = 0 HAVING count() > 0`,
    params: { trace: traceId },
  });
  const time = rows[0]?.[0];
  if (time === undefined) return { kind: 'unknown_trace' };
  const texts = await readTexts(deps, [{ trace_id: traceId, time: BigInt(String(time)) }]);
  const text = texts.get(traceId) ?? { question: '', answer: '', documents: [] };
  const client = new JudgeClient(evaluator, deps, new AbortController().signal);
  const result = await judgeText(text, evaluator, client, deps);
  if (result.kind === 'later') return { kind: 'unavailable', reason: `${result.failure.error}: ${result.failure.message}` };
  return result;
}
