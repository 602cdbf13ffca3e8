/** Runs of datasets in the store, and the answers that production gave to the same questions. */
import { caseResultSchema, type CaseResult, type CaseScore, type EvalRun } from '../core/evals/evalRun';
import { evalAnswers, evalRuns, evalScores } from '../core/model/evalTables';
import type { RowOf } from '../core/model/table';
import type { Driver } from '../storage/driver';
import { physicalName, type Layout } from '../storage/tableName';

/** Milliseconds since 1970 to nanoseconds. */
const nanos = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;

/** Writes a run as it stands; the same run again replaces it. @throws StorageError */
export async function writeRun(driver: Driver, run: EvalRun, now: bigint): Promise<void> {
  const { id, started_at, ended_at, ...rest } = run;
  await driver.insert(evalRuns, [{ ...rest, run_id: id, started_at: nanos(started_at), ended_at: nanos(ended_at), written_at: now }]);
}

/** Writes answers with their scores; the same answer again replaces it. @throws StorageError */
export async function writeResults(driver: Driver, run: EvalRun, results: readonly CaseResult[], now: bigint): Promise<void> {
  if (results.length === 0) return;
  const common = { run_id: run.id, time: nanos(run.started_at), written_at: now };
  const scores = results.flatMap(({ case_id, repeat, scores: own }) =>
    own.map((score) => ({ ...common, case_id, repeat, ...columnsOf(score) })),
  );
  // Scores first: a reader who finds an answer finds its scores as well.
  if (scores.length > 0) await driver.insert(evalScores, scores);
  await driver.insert(
    evalAnswers,
    results.map(({ scores: _scores, ...answer }) => ({
      ...common,
      ...answer,
      answer: answer.answer.toWellFormed(),
      error: answer.error.toWellFormed(),
    })),
  );
}

function columnsOf({
  scale: [scale_min, scale_max],
  rate,
  explanation,
  ...score
}: CaseScore): Omit<RowOf<typeof evalScores>, 'run_id' | 'case_id' | 'repeat' | 'time' | 'written_at'> {
  return { ...score, scale_min, scale_max, is_rate: rate ? 1 : 0, explanation: explanation.toWellFormed() };
}

const RUN_COLUMNS =
  'run_id, dataset, dataset_version, name, target, service, prompt_version, model_version, toUnixTimestamp64Milli(started_at), toUnixTimestamp64Milli(ended_at), cases, baseline, verdict';

/** Newest first. @param dataset all when absent. @throws StorageError */
export async function listRuns(driver: Driver, dataset?: string, limit = 200): Promise<EvalRun[]> {
  const { rows } = await driver.query({
    sql: `SELECT ${RUN_COLUMNS} FROM eval_runs ${dataset === undefined ? '' : 'WHERE dataset = {dataset:String} '}ORDER BY started_at DESC, run_id LIMIT {limit:UInt32}`,
    params: { limit, ...(dataset === undefined ? {} : { dataset }) },
  });
  return rows.map(runOf);
}

/** @returns undefined when there is no such run. @throws StorageError */
export async function readRun(driver: Driver, id: string): Promise<{ run: EvalRun; results: CaseResult[] } | undefined> {
  const params = { id };
  const [runs, answers, scores] = await Promise.all([
    driver.query({ sql: `SELECT ${RUN_COLUMNS} FROM eval_runs WHERE run_id = {id:String} LIMIT 1`, params }),
    driver.query({
      sql: `SELECT case_id, repeat, answer, error, latency_ms, cost_usd, judge_cost_usd, model, trace_id FROM eval_answers
WHERE run_id = {id:String} ORDER BY case_id, repeat`,
      params,
    }),
    driver.query({
      sql: `SELECT case_id, repeat, name, value, scale_min, scale_max, is_rate, evaluator, evaluator_epoch, error_type, explanation FROM eval_scores
WHERE run_id = {id:String} ORDER BY case_id, repeat, name`,
      params,
    }),
  ]);
  const row = runs.rows[0];
  if (row === undefined) return undefined;
  const scoresOf = grouped(scores.rows);
  const results = answers.rows.map(([case_id, repeat, answer, error, latency, cost, judgeCost, model, traceId]) =>
    caseResultSchema.parse({
      case_id,
      repeat: Number(repeat),
      answer,
      error,
      latency_ms: amount(latency),
      cost_usd: amount(cost),
      judge_cost_usd: amount(judgeCost),
      model,
      trace_id: traceId,
      scores: scoresOf.get(`${String(case_id)} ${Number(repeat)}`) ?? [],
    }),
  );
  return { run: runOf(row), results };
}

/**
 * What production answered in the traces that the cases come from, with the newest score of each dimension and evaluator.
 * @param caseOf case by trace. @throws StorageError
 */
export async function readProduction(driver: Driver, layout: Layout, caseOf: ReadonlyMap<string, string>): Promise<CaseResult[]> {
  const params = { ids: [...caseOf.keys()] };
  const [requests, texts] = [physicalName('interactions', layout), physicalName('interaction_text', layout)];
  const [answers, scores] = await Promise.all([
    driver.query({
      sql: `SELECT trace_id, substringUTF8(model_response, 1, 1000000), substringUTF8(error, 1, 10000), status, latency_ms, cost_usd, model FROM
(SELECT trace_id, error, status, latency_ms, cost_usd, model FROM ${requests} FINAL WHERE trace_id IN {ids:Array(String)}) AS r
LEFT JOIN (SELECT trace_id, model_response FROM ${texts} FINAL WHERE trace_id IN {ids:Array(String)}) AS t USING (trace_id)`,
      params,
    }),
    driver.query({
      sql: `SELECT trace_id, 0, name, argMax(tuple(value), scored_at).1, argMax(scale_min, scored_at), argMax(scale_max, scored_at), argMax(is_rate, scored_at), evaluator,
argMax(evaluator_epoch, scored_at), argMax(error_type, scored_at), ''
FROM scores WHERE trace_id IN {ids:Array(String)} GROUP BY trace_id, name, evaluator ORDER BY trace_id, name, evaluator`,
      params,
    }),
  ]);
  const scoresOf = grouped(scores.rows);
  return answers.rows.map(([traceId, answer, error, status, latency, cost, model]) =>
    caseResultSchema.parse({
      case_id: caseOf.get(String(traceId)),
      answer,
      error: status === 'error' ? String(error) || 'the request failed' : '',
      latency_ms: amount(latency),
      cost_usd: amount(cost),
      model,
      trace_id: traceId,
      scores: scoresOf.get(`${String(traceId)} 0`) ?? [],
    }),
  );
}

function grouped(rows: readonly (readonly unknown[])[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const [id, repeat, name, value, min, max, isRate, evaluator, epoch, error, explanation] of rows) {
    const key = `${String(id)} ${Number(repeat)}`;
    const score = {
      name,
      value: amount(value),
      scale: [Number(min), Number(max)],
      rate: Number(isRate) === 1,
      evaluator,
      evaluator_epoch: epoch,
      error_type: String(error).slice(0, 256),
      explanation,
    };
    groups.set(key, [...(groups.get(key) ?? []), score]);
  }
  return groups;
}

function runOf(row: readonly unknown[]): EvalRun {
  const [id, dataset, version, name, target, service, prompt, model, started, ended, cases, baseline, verdict] = row;
  return {
    id: String(id),
    dataset: String(dataset),
    dataset_version: Number(version),
    name: String(name),
    target: String(target),
    service: String(service),
    prompt_version: String(prompt),
    model_version: String(model),
    started_at: Number(started),
    ended_at: Number(ended),
    cases: Number(cases),
    baseline: String(baseline),
    verdict: String(verdict),
  };
}

function amount(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
