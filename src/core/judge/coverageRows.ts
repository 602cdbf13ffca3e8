/** The counts of the store to rows of coverage: our own evaluators, then those whose scores come from elsewhere. */
import { JUDGE_STATES, type CoverageRow, type JudgeStateName } from '../frames/coverageFrames';

type Row = readonly unknown[];

export interface CoverageCounts {
  /** Rows of `workStatement`, `externalStatement`, `requestsStatement` and `judgeStateStatement`. */
  readonly work: readonly Row[];
  readonly external: readonly Row[];
  readonly requests: readonly Row[];
  readonly states: readonly Row[];
  /** Evaluators of the configuration, in the order in which `requestsStatement` counts for them. */
  readonly configured: readonly string[];
  /** Group-by columns. */
  readonly width: number;
}

/** Heartbeats come every 15 s; a worker that missed twelve of them is not there. */
const SILENT_AFTER_S = 180;

export function coverageRows({ work, external, requests, states, configured, width }: CoverageCounts): readonly CoverageRow[] {
  const requestsOf = new Map(requests.map((row) => [keyOf(row.slice(0, width)), row.slice(width).map(Number)]));
  const stateOf = new Map<string, StateNow>();
  for (const [evaluator, state, reason, age] of states) {
    const now = stateNow(String(state), String(reason), Number(age));
    const other = stateOf.get(String(evaluator));
    if (other === undefined || ORDER.indexOf(now.name) < ORDER.indexOf(other.name)) stateOf.set(String(evaluator), now);
  }
  const own = withUnseen(work, requests, configured, width).map((row): CoverageRow => {
    const evaluator = String(row[0]);
    const segments = row.slice(1, 1 + width).map(String);
    const [eligible = 0, sampled = 0, scored = 0, failed = 0, late = 0, waiting = 0, cost = 0] = row.slice(1 + width).map(Number);
    const at = configured.indexOf(evaluator);
    const should = at < 0 ? eligible : (requestsOf.get(keyOf(segments))?.[at + 1] ?? 0);
    const unseen = Math.max(0, should - eligible);
    const state = stateOf.get(evaluator) ?? SILENT;
    return rowOf(evaluator, segments, { eligible, unseen, sampled, scored, failed, late, waiting, cost }, state);
  });
  const others = external.map((row): CoverageRow => {
    const segments = row.slice(1, 1 + width).map(String);
    const [sampled = 0, scored = 0] = row.slice(1 + width).map(Number);
    const eligible = Math.max(sampled, requestsOf.get(keyOf(segments))?.[0] ?? 0);
    const numbers = { eligible, unseen: 0, sampled, scored, failed: sampled - scored, late: 0, waiting: 0, cost: null };
    return rowOf(String(row[0]), segments, numbers, { name: 'external', reason: '' });
  });
  return [...own, ...others];
}

/** A judge that never looked at a segment, or at anything, has no row of work: that is what has to show. */
function withUnseen(work: readonly Row[], requests: readonly Row[], configured: readonly string[], width: number): readonly Row[] {
  const known = new Set(work.map((row) => keyOf(row.slice(0, 1 + width))));
  const missing = configured.flatMap((evaluator, at) =>
    requests
      .filter((row) => Number(row[width + 1 + at]) > 0 && !known.has(keyOf([evaluator, ...row.slice(0, width)])))
      .map((row): Row => [evaluator, ...row.slice(0, width), 0, 0, 0, 0, 0, 0, 0]),
  );
  return [...work, ...missing];
}

interface StateNow {
  readonly name: JudgeStateName;
  readonly reason: string;
}

/**
 * Of several workers the first of these is the state of the evaluator: work goes on as long as one of them can work. What one
 * found out by the fixed items holds for the model, whoever calls it.
 */
const ORDER: readonly JudgeStateName[] = ['suspect', 'running', 'budget_exhausted', 'blocked', 'silent'];

const SILENT: StateNow = { name: 'silent', reason: 'Nothing was ever heard of this evaluator.' };

function stateNow(state: string, reason: string, ageSeconds: number): StateNow {
  if (state === 'stopped' || ageSeconds > SILENT_AFTER_S)
    return { name: 'silent', reason: `Last heard of ${Math.round(ageSeconds)} s ago.` };
  return { name: state in JUDGE_STATES ? (state as JudgeStateName) : 'silent', reason };
}

interface Numbers {
  readonly eligible: number;
  readonly unseen: number;
  readonly sampled: number;
  readonly scored: number;
  readonly failed: number;
  readonly late: number;
  readonly waiting: number;
  readonly cost: number | null;
}

function rowOf(evaluator: string, segments: readonly string[], { cost, ...numbers }: Numbers, { name, reason }: StateNow): CoverageRow {
  const all = numbers.eligible + numbers.unseen;
  const judged = numbers.scored + numbers.failed;
  return {
    evaluator,
    segments,
    numbers: {
      ...numbers,
      coverage: all === 0 ? null : numbers.scored / all,
      failure_share: judged === 0 ? null : numbers.failed / judged,
      state: JUDGE_STATES[name],
      cost_usd: cost,
    },
    stateName: name,
    reason,
  };
}

const keyOf = (values: readonly unknown[]): string => JSON.stringify(values.map(String));
