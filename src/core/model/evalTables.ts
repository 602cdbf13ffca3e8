/** Tables of datasets and their runs (migration 0015). */
import { table, type RowOf } from './table';

const TIME = 'DateTime64(9)';
const WORD = 'LowCardinality(String)';

/** A case in one of its forms. Key: (dataset, case_id, version). */
export const evalCases = table('eval_cases', {
  dataset: WORD,
  case_id: 'String',
  version: 'UInt32',
  question: 'String',
  history: 'String',
  reference: 'String',
  expect: 'String',
  topic: WORD,
  trace_id: 'String',
  source: WORD,
  added_at: TIME,
  is_removed: 'UInt8',
});
export type EvalCaseRow = RowOf<typeof evalCases>;

/** Key: (dataset, run_id). */
export const evalRuns = table('eval_runs', {
  run_id: 'String',
  dataset: WORD,
  dataset_version: 'UInt32',
  name: 'String',
  target: 'String',
  service: WORD,
  prompt_version: WORD,
  model_version: WORD,
  started_at: TIME,
  ended_at: TIME,
  cases: 'UInt32',
  baseline: 'String',
  verdict: WORD,
  written_at: TIME,
});

/** Key: (run_id, case_id, repeat). */
export const evalAnswers = table('eval_answers', {
  run_id: 'String',
  case_id: 'String',
  repeat: 'UInt16',
  time: TIME,
  answer: 'String',
  error: 'String',
  latency_ms: 'Nullable(Float64)',
  cost_usd: 'Nullable(Float64)',
  judge_cost_usd: 'Nullable(Float64)',
  model: WORD,
  trace_id: 'String',
  written_at: TIME,
});

/** Key: (run_id, case_id, repeat, name, evaluator). */
export const evalScores = table('eval_scores', {
  run_id: 'String',
  case_id: 'String',
  repeat: 'UInt16',
  name: WORD,
  time: TIME,
  value: 'Nullable(Float64)',
  scale_min: 'Float64',
  scale_max: 'Float64',
  is_rate: 'UInt8',
  evaluator: WORD,
  evaluator_epoch: WORD,
  error_type: WORD,
  explanation: 'String',
  written_at: TIME,
});

export const EVAL_TABLES = [evalCases, evalRuns, evalAnswers, evalScores] as const;
