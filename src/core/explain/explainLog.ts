/** What became of one log record: the text of a span, an evaluation, or nothing, and which parts of it fed which columns. */
import type { Attributes, LogRecord, Scope } from '../otlp/types';
import { isMap, valueText } from '../otlp/valueText';
import { logSource, normaliseLog, type NormalisedLog } from '../semconv/normaliseLog';
import type { NormaliseContext } from '../semconv/normaliseSpan';
import { cellText, type Cells } from './cells';
import type { ExplainedPart } from './explainSpan';
import { findFeeders } from './findFeeders';

export interface ExplainedLog {
  readonly trace_id: string;
  readonly span_id: string;
  /** Name of the event; empty for a line of a log. */
  readonly name: string;
  readonly service: string;
  /** `content`, `evaluation`, `ignored` or `refused`. */
  readonly becomes: string;
  /** Why, where it is refused or ignored. */
  readonly because: string;
  readonly columns: readonly { readonly column: string; readonly value: string; readonly from: readonly string[] }[];
  readonly parts: readonly ExplainedPart[];
}

interface Part {
  readonly place: 'body' | 'attribute';
  readonly key: string;
  readonly value: string;
}

const SHOWN = 200;

export function explainLog(record: LogRecord, resource: Attributes, scope: Scope, context: NormaliseContext): ExplainedLog {
  const source = logSource(resource, scope, context);
  const read = (taken: readonly Part[]): NormalisedLog => normaliseLog(without(record, taken), source, 0, context);
  const result = read([]);
  const parts = partsOf(record);
  const feeders = findFeeders(parts, (taken) => cellsOf(read(taken)));
  const from = (column: string): string[] =>
    parts
      .filter((part) => feeders.get(part)?.includes(column) === true)
      .map(({ place, key }) => (place === 'body' ? `${key} (body)` : key));
  return {
    trace_id: record.traceId,
    span_id: record.spanId,
    name: record.name,
    service: source.service,
    ...fateOf(result),
    columns: [...cellsOf(result)].map(([column, value]) => ({ column, value, from: from(column) })),
    parts: parts.map((part) => explained(part, feeders.get(part) ?? [])),
  };
}

function fateOf(result: NormalisedLog): Pick<ExplainedLog, 'becomes' | 'because'> {
  if ('content' in result) return { becomes: 'content', because: 'its name is that of an event with text' };
  if ('score' in result) return { becomes: 'evaluation', because: 'its name is that of an evaluation' };
  if ('reject' in result) return { becomes: 'refused', because: result.reject };
  return { becomes: 'ignored', because: 'only events with text and evaluations are read from logs' };
}

/** The entries of a body that is a map, else the body; and the attributes. */
function partsOf({ body, attributes }: LogRecord): Part[] {
  const ofBody = isMap(body) ? [...body] : body === null || body === '' ? [] : [['body', body] as const];
  return [
    ...ofBody.map(([key, value]): Part => ({ place: 'body', key, value: valueText(value) })),
    ...[...attributes].map(([key, value]): Part => ({ place: 'attribute', key, value: valueText(value) })),
  ];
}

function without(record: LogRecord, taken: readonly Part[]): LogRecord {
  const stays = (place: Part['place'], key: string): boolean => !taken.some((part) => part.place === place && part.key === key);
  const { body, attributes } = record;
  return {
    ...record,
    body: isMap(body) ? new Map([...body].filter(([key]) => stays('body', key))) : stays('body', 'body') ? body : null,
    attributes: new Map([...attributes].filter(([key]) => stays('attribute', key))),
  };
}

/** Columns that repeat the record, are hashes of it, or keep it as it came. */
const AS_SENT: ReadonlySet<string> = new Set([
  'trace_id',
  'span_id',
  'record_id',
  'score_id',
  'time',
  'scored_at',
  'position',
  'service',
  'raw',
  'attributes',
  'ingest_ts',
  'truncated',
]);

function cellsOf(result: NormalisedLog): Cells {
  const [table, row] =
    'content' in result ? ['log_content', result.content] : 'score' in result ? ['score_events', result.score] : ['', {}];
  return new Map(
    Object.entries(row).flatMap(([column, value]) => {
      const text = AS_SENT.has(column) ? '' : cellText(value);
      return text === '' ? [] : [[`${table}.${column}`, text] as const];
    }),
  );
}

function explained({ place, key, value }: Part, columns: readonly string[]): ExplainedPart {
  return {
    place,
    key,
    count: 1,
    value: value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value,
    columns,
    note: columns.length > 0 ? '' : 'kept as sent when the record is kept',
  };
}
