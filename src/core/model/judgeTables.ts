/** Tables of the judge: its decisions, its claims, and what is known of itself. Described in docs/judge.md. */
import { SEGMENT_COLUMNS } from './segments';
import { table, type RowOf } from './table';

const TIME = 'DateTime64(9)';
const WORD = 'LowCardinality(String)';

/** What an evaluator decided of a request and what came of it. Key: (evaluator, trace_id). */
export const judgeWork = table('judge_work', {
  evaluator: WORD,
  trace_id: 'String',
  time: TIME,
  ...SEGMENT_COLUMNS,
  session_id: 'String',
  generated: 'UInt8',
  state: WORD,
  error_type: WORD,
  stratum: WORD,
  inclusion_probability: 'Float64',
  base_probability: 'Float64',
  config_epoch: WORD,
  evaluator_epoch: WORD,
  not_applicable: 'Array(LowCardinality(String))',
  is_backfill: 'UInt8',
  settled_at: TIME,
  judged_at: TIME,
  judge_model: WORD,
  attempts: 'UInt16',
  input_tokens: 'UInt32',
  output_tokens: 'UInt32',
  cost_usd: 'Nullable(Float64)',
  latency_ms: 'Float64',
  cache_hit: 'UInt8',
  worker: WORD,
  row_version: 'UInt64',
});
export type JudgeWorkRow = RowOf<typeof judgeWork>;

/** Who works on a judgement. Key: (evaluator, trace_id, worker). */
export const judgeClaims = table('judge_claims', {
  evaluator: WORD,
  trace_id: 'String',
  worker: WORD,
  claimed_at: TIME,
  lease_until: TIME,
});

/** Heartbeat of a worker's evaluator. Key: (evaluator, worker). */
export const judgeState = table('judge_state', {
  evaluator: WORD,
  worker: WORD,
  state: WORD,
  reason: 'String',
  model: WORD,
  host: WORD,
  config_epoch: WORD,
  evaluator_epoch: WORD,
  judge_model: WORD,
  capability: 'String',
  applies_to: 'String',
  late_after_s: 'Float64',
  budget_share: 'Float64',
  decided_through: TIME,
  updated_at: TIME,
});
export type JudgeStateRow = RowOf<typeof judgeState>;

/** Fixed items that a judge was tried with. Key: (evaluator, judged_at, item, name). */
export const judgeCanaries = table('judge_canaries', {
  evaluator: WORD,
  evaluator_epoch: WORD,
  judged_at: TIME,
  item: WORD,
  kind: WORD,
  name: WORD,
  value: 'Nullable(Float64)',
  error_type: WORD,
  is_wrong: 'UInt8',
});
export type JudgeCanaryRow = RowOf<typeof judgeCanaries>;

/** Requests that two epochs have judged. Key: (evaluator, name, old_epoch, new_epoch, trace_id). */
export const judgeBridge = table('judge_bridge', {
  evaluator: WORD,
  name: WORD,
  old_epoch: WORD,
  new_epoch: WORD,
  trace_id: 'String',
  time: TIME,
  service: WORD,
  topic: WORD,
  old_value: 'Float64',
  new_value: 'Float64',
  judged_at: TIME,
});
export type JudgeBridgeRow = RowOf<typeof judgeBridge>;

export const JUDGE_TABLES = [judgeWork, judgeClaims, judgeState, judgeCanaries, judgeBridge] as const;
