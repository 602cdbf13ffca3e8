/** Frames of the `coverage` query; docs/contracts/coverage.md describes every column. */
import type { CoverageQuery } from '../query/coverage';
import { columns, labelField, numberField, stringField } from './field';
import type { FrameJSON } from './frame';

export const COVERAGE_NUMBERS = [
  'eligible',
  'unseen',
  'sampled',
  'scored',
  'failed',
  'late',
  'waiting',
  'coverage',
  'failure_share',
  'state',
  'cost_usd',
] as const;
export type CoverageNumber = (typeof COVERAGE_NUMBERS)[number];

/** Codes of `state`. They are added to, never renumbered. */
export const JUDGE_STATES = { external: 0, running: 1, blocked: 2, budget_exhausted: 3, suspect: 4, silent: 5 } as const;
export type JudgeStateName = keyof typeof JUDGE_STATES;

export interface CoverageRow {
  readonly evaluator: string;
  readonly segments: readonly string[];
  readonly numbers: Readonly<Record<CoverageNumber, number | null>>;
  readonly stateName: JudgeStateName;
  readonly reason: string;
}

export interface CoverageErrorRow {
  readonly evaluator: string;
  readonly error: string;
  readonly judgements: number;
}

const INFO: Readonly<Record<CoverageNumber, { readonly description: string; readonly unit?: string }>> = {
  eligible: { description: 'Requests that the evaluator looked at; of an external one, all that did not fail' },
  unseen: { description: 'Requests that it should look at and has not' },
  sampled: { description: 'Chosen to be judged' },
  scored: { description: 'Judged, with a score' },
  failed: { description: 'Judged without a score' },
  late: { description: 'Chosen, and without a judgement for longer than the evaluator allows' },
  waiting: { description: 'Chosen, and not judged yet' },
  coverage: { description: 'Scored of the eligible and the unseen', unit: 'percentunit' },
  failure_share: { description: 'Failed of the judged', unit: 'percentunit' },
  state: { description: '0 external, 1 running, 2 blocked, 3 budget spent, 4 suspect, 5 silent' },
  cost_usd: { description: 'Known cost of the judgements', unit: 'currencyUSD' },
};

export function coverageFrames(
  query: CoverageQuery,
  rows: readonly CoverageRow[],
  errors: readonly CoverageErrorRow[],
  { executedQueryString }: { readonly executedQueryString: string },
): FrameJSON[] {
  const isTable = query.format === 'table';
  const named = isTable && query.values.length > 0 ? query.values : COVERAGE_NUMBERS;
  const labels = ['evaluator', ...query.groupBy].map(labelField);
  const fields = [
    ...labels,
    ...named.map((name) => numberField(name, INFO[name])),
    ...(isTable ? [] : [stringField('state_name'), stringField('reason', { description: 'Why it does not run, or is not believed' })]),
  ];
  const values = rows.map(({ evaluator, segments, numbers, stateName, reason }) => [
    evaluator,
    ...segments,
    ...named.map((name) => numbers[name]),
    ...(isTable ? [] : [stateName, reason]),
  ]);
  const coverage: FrameJSON = {
    schema: {
      refId: query.refId,
      name: 'coverage',
      meta: {
        type: isTable ? 'numeric-long' : 'table',
        typeVersion: isTable ? [0, 1] : [0, 0],
        executedQueryString,
        ...(rows.length === 0 ? { notices: [{ severity: 'info', text: 'No evaluator and no scores in the range.' }] } : {}),
        custom: { kind: 'coverage', groupBy: query.groupBy },
      },
      fields,
    },
    data: { values: columns(values, fields.length) },
  };
  return isTable ? [coverage] : [coverage, errorsFrame(query, errors)];
}

function errorsFrame({ refId }: CoverageQuery, errors: readonly CoverageErrorRow[]): FrameJSON {
  const fields = [
    labelField('evaluator'),
    labelField('error_type'),
    numberField('judgements', { description: 'Requests that failed for this reason' }),
  ];
  return {
    schema: { refId, name: 'coverage_errors', meta: { type: 'table', typeVersion: [0, 0], custom: { kind: 'coverage_errors' } }, fields },
    data: {
      values: columns(
        errors.map(({ evaluator, error, judgements }) => [evaluator, error, judgements]),
        fields.length,
      ),
    },
  };
}
