/** The questions that a query can ask, in the order of the editor. */
import { CoreApp } from '@grafana/data';
import { MEASURE_INFO } from '../core/query/measure';
import { QUERY_VERSION, type QueryKind } from '../core/query/model';
import type { PlumblineQuery, Saved } from './types';

interface Question {
  readonly kind: QueryKind;
  readonly label: string;
  readonly description: string;
  /** False while the query cannot be answered yet, and is not sent. */
  readonly isComplete: (query: PlumblineQuery) => boolean;
  /** One line for lists of queries. */
  readonly summary: (query: PlumblineQuery) => string;
  /** What a new query of this kind asks; alert rules take one number a label set, Explore draws lines. */
  readonly start: (app: CoreApp | undefined) => object;
}

const always = (): boolean => true;

export const QUESTIONS: readonly Question[] = [
  {
    kind: 'good',
    label: 'Is it good?',
    description: 'Scores with their interval against a target',
    isComplete: always,
    summary: (query) => `Is it good? ${query.kind === 'good' ? list(query.dimensions, query.groupBy) : ''}`.trim(),
    start: (app) => ({ dimensions: [], groupBy: [], targets: {}, ...goodFormat(app) }),
  },
  {
    kind: 'worse',
    label: 'Is it getting worse?',
    description: 'Present scores, rates, latency or cost against a baseline',
    isComplete: always,
    summary: (query) =>
      `Is it getting worse? ${
        query.kind === 'worse'
          ? list(
              query.metrics?.map(({ kind }) => kind),
              query.groupBy,
            )
          : ''
      }`.trim(),
    start: (app) => ({
      metrics: [],
      groupBy: [],
      baseline: { kind: 'rolling' },
      ...(app === CoreApp.UnifiedAlerting
        ? { format: 'table', values: ['firing'] }
        : { format: app === CoreApp.Explore ? 'table' : 'panel' }),
    }),
  },
  {
    kind: 'metric',
    label: 'Metrics',
    description: 'Requests, errors, latency, tokens and cost',
    isComplete: always,
    summary: (query) => (query.kind === 'metric' ? `${MEASURE_INFO[query.measure ?? 'requests'].label} ${list(query.groupBy)}`.trim() : ''),
    start: (app) => ({ measure: 'requests', groupBy: [], format: app === CoreApp.UnifiedAlerting ? 'table' : 'time_series' }),
  },
  {
    kind: 'traces',
    label: 'Traces',
    description: 'Requests with what was asked and answered, and their scores',
    isComplete: always,
    summary: (query) => (query.kind === 'traces' ? `Traces, ${query.order ?? 'newest'} first` : ''),
    start: () => ({ order: 'newest', search: '', limit: 50, format: 'table' }),
  },
  {
    kind: 'trace',
    label: 'One trace',
    description: 'The spans of a trace',
    isComplete: (query) => query.kind === 'trace' && (query.traceId ?? '').trim() !== '',
    summary: (query) => (query.kind === 'trace' ? `Trace ${query.traceId ?? ''}` : ''),
    start: () => ({ traceId: '' }),
  },
  {
    kind: 'documents',
    label: 'Documents',
    description: 'Retrieved documents, and how good the answers were that had them',
    isComplete: always,
    summary: (query) => `Documents ${query.kind === 'documents' ? list(query.groupBy) : ''}`.trim(),
    start: () => ({ groupBy: [], limit: 100 }),
  },
  {
    kind: 'changes',
    label: 'Changes',
    description: 'First sight of each version of a prompt, model, document, evaluator or release',
    isComplete: always,
    summary: () => 'Changes',
    start: () => ({ kinds: [] }),
  },
  {
    kind: 'health',
    label: 'What is missing?',
    description: 'Which fields the telemetry of each service fills, and what is empty without them',
    isComplete: always,
    summary: (query) =>
      `What is missing? ${query.kind === 'health' && query.below !== undefined ? `Below ${Math.round(query.below * 100)} %` : ''}`.trim(),
    start: (app) => ({ format: app === CoreApp.UnifiedAlerting ? 'table' : 'panel' }),
  },
  {
    kind: 'coverage',
    label: 'Does the judge see enough?',
    description: 'How many requests each evaluator looked at, scored, failed and is behind with, and whether it is alive',
    isComplete: always,
    summary: (query) =>
      query.kind === 'coverage' ? `Does the judge see enough? ${list([query.evaluator ?? ''], query.groupBy)}`.trim() : '',
    start: (app) => ({ groupBy: [], ...(app === CoreApp.UnifiedAlerting ? { format: 'table', values: ['state'] } : { format: 'panel' }) }),
  },
  {
    kind: 'budget',
    label: 'Does the money last?',
    description: 'What was spent of a budget a day or month, and when it will be at the present rate',
    isComplete: (query) => query.kind === 'budget' && (query.budget ?? 0) > 0,
    summary: (query) =>
      query.kind === 'budget' ? `Budget of $${query.budget} a ${query.period ?? 'month'} ${list(query.groupBy)}`.trim() : '',
    start: (app) => ({ budget: 100, period: 'month', groupBy: [], ...(app === CoreApp.UnifiedAlerting ? { values: ['firing'] } : {}) }),
  },
  {
    kind: 'sql',
    label: 'SQL',
    description: 'Read the documented views with SQL',
    isComplete: (query) => query.kind === 'sql' && (query.rawSql ?? '').trim() !== '',
    summary: (query) => (query.kind === 'sql' ? (query.rawSql ?? '') : ''),
    start: (app) => ({ rawSql: '', format: app === CoreApp.UnifiedAlerting ? 'time_series' : 'table' }),
  },
];

/** A new query of a kind. @param app where it is asked from */
export function startQuery<K extends QueryKind>(kind: K, refId: string, app?: CoreApp): Extract<PlumblineQuery, { kind: K }> {
  const question = QUESTIONS.find((one) => one.kind === kind);
  return { refId, kind, version: QUERY_VERSION, filters: [], ...question?.start(app) } as unknown as Extract<PlumblineQuery, { kind: K }>;
}

function goodFormat(app: CoreApp | undefined): Partial<Saved<'good'>> {
  if (app === CoreApp.UnifiedAlerting) return { format: 'table', values: ['state'] };
  return { format: app === CoreApp.Explore ? 'time_series' : 'panel' };
}

function list(...parts: readonly (readonly string[] | undefined)[]): string {
  const [names = [], groupBy = []] = parts;
  return [names.filter((name) => name !== '').join(', '), groupBy.length === 0 ? '' : `by ${groupBy.join(', ')}`]
    .filter((text) => text !== '')
    .join(' ');
}
