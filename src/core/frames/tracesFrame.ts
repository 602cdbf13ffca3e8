/** Requests with their text and scores, as a table or as the lines of a conversation. */
import { TRACE_COLUMNS } from '../sql/tracesSql';
import { columns, jsonField, numberField, stringField, timeField } from './field';
import type { FieldConfigJSON, FieldJSON, FrameJSON, NoticeJSON } from './frame';

type Column = (typeof TRACE_COLUMNS)[number];

/** One request of the page. */
export interface TraceRow {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly columns: Readonly<Record<Column, unknown>>;
  readonly question: string;
  readonly answer: string;
  readonly scores: ReadonlyMap<string, number>;
}

/** @param page [milliseconds, …TRACE_COLUMNS] */
export function readTraceRows(
  page: readonly (readonly unknown[])[],
  texts: readonly (readonly unknown[])[],
  scores: readonly (readonly unknown[])[],
): TraceRow[] {
  const textOf = new Map(texts.map(([id, question, answer]) => [String(id), [String(question ?? ''), String(answer ?? '')] as const]));
  const scoresOf = new Map<string, Map<string, number>>();
  for (const [id, name, value] of scores) {
    const found = scoresOf.get(String(id)) ?? new Map<string, number>();
    scoresOf.set(String(id), found.set(String(name), Number(value)));
  }
  return page.map(([time, ...values]) => {
    const row = Object.fromEntries(TRACE_COLUMNS.map((name, index) => [name, values[index] ?? null])) as Record<Column, unknown>;
    const [question = '', answer = ''] = textOf.get(String(row.trace_id)) ?? [];
    return { time: Number(time), columns: row, question, answer, scores: scoresOf.get(String(row.trace_id)) ?? new Map<string, number>() };
  });
}

const CONFIG: Partial<Readonly<Record<Column, FieldConfigJSON>>> = {
  latency_ms: { unit: 'ms' },
  cost_usd: { unit: 'currencyUSD' },
};
const NUMBERS: ReadonlySet<Column> = new Set(['latency_ms', 'cost_usd', 'input_tokens', 'output_tokens', 'generated']);

interface Answer {
  readonly refId: string;
  readonly executedQueryString: string;
  /** Words that were searched for, which log lists mark. */
  readonly searchWords: readonly string[];
  /** Where the next page begins; null behind the last one. */
  readonly next: string | null;
}

/** `time`, `trace_id`, question, answer, a column a dimension, then the other columns. */
export function tracesTable({ refId, executedQueryString, searchWords, next }: Answer, rows: readonly TraceRow[]): FrameJSON {
  const dimensions = [...new Set(rows.flatMap((row) => [...row.scores.keys()]))].sort();
  const [first, ...rest] = TRACE_COLUMNS;
  const fieldOf = (name: Column): FieldJSON => (NUMBERS.has(name) ? numberField(name, CONFIG[name]) : stringField(name));
  const fields = [
    timeField('time'),
    fieldOf(first),
    stringField('question'),
    stringField('answer'),
    ...dimensions.map((name) => numberField(name, { decimals: 2 })),
    ...rest.map(fieldOf),
  ];
  const valueOf = (row: TraceRow, name: Column): unknown => {
    const value = row.columns[name];
    return NUMBERS.has(name) && value !== null ? Number(value) : value;
  };
  const values = rows.map((row) => [
    row.time,
    row.columns[first],
    row.question,
    row.answer,
    ...dimensions.map((name) => row.scores.get(name) ?? null),
    ...rest.map((name) => valueOf(row, name)),
  ]);
  return {
    schema: {
      refId,
      name: 'traces',
      meta: {
        type: 'table',
        typeVersion: [0, 0],
        preferredVisualisationType: 'table',
        executedQueryString,
        notices: noticesOf(rows),
        custom: { kind: 'traces', dimensions, searchWords, next },
      },
      fields,
    },
    data: { values: columns(values, fields.length) },
  };
}

/** Two lines a request, question and answer, the newest first as Grafana's log list wants them. */
export function tracesLogs({ refId, executedQueryString, searchWords, next }: Answer, rows: readonly TraceRow[]): FrameJSON {
  const lines = rows
    .flatMap((row) => {
      const id = String(row.columns.trace_id);
      const isError = row.columns.status === 'error';
      const answer = isError && row.answer === '' ? `(${String(row.columns.error) || 'error'})` : row.answer;
      return [
        { at: row.time, body: row.question, severity: 'info', id: `${id}-q`, row, role: 'user' },
        {
          at: row.time + Number(row.columns.latency_ms ?? 0),
          body: answer,
          severity: isError ? 'error' : 'info',
          id: `${id}-a`,
          row,
          role: 'assistant',
        },
      ];
    })
    .filter(({ body }) => body !== '')
    .sort((a, b) => b.at - a.at);
  const fields = [
    timeField('timestamp'),
    stringField('body'),
    stringField('severity'),
    stringField('id'),
    jsonField('labels'),
    stringField('trace_id'),
  ];
  const values = lines.map(({ at, body, severity, id, row, role }) => [at, body, severity, id, labelsOf(row, role), row.columns.trace_id]);
  return {
    schema: {
      refId,
      name: 'conversation',
      meta: {
        type: 'log-lines',
        typeVersion: [0, 0],
        preferredVisualisationType: 'logs',
        executedQueryString,
        notices: noticesOf(rows),
        custom: { kind: 'logs', searchWords, next },
      },
      fields: fields.map((field) => (field.name === 'body' ? { ...field, typeInfo: { frame: 'string', nullable: false } } : field)),
    },
    data: { values: columns(values, fields.length) },
  };
}

function labelsOf({ columns: row, scores }: TraceRow, role: string): Readonly<Record<string, string>> {
  const named = (['service', 'topic', 'prompt_version', 'model_version', 'session_id'] as const).map((name) => [
    name,
    String(row[name] ?? ''),
  ]);
  const scored = role === 'assistant' ? [...scores].map(([name, value]) => [name, String(value)]) : [];
  return Object.fromEntries([['role', role], ...named.filter(([, value]) => value !== ''), ...scored]);
}

function noticesOf(rows: readonly TraceRow[]): readonly NoticeJSON[] {
  return rows.some((row) => Number(row.columns.generated) === 1) ? [{ severity: 'info', text: 'Generated demo data' }] : [];
}
