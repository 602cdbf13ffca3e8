/** The text of a span together with what log records say of it. Pure, and independent of the order in which they came. */
import type { LogContentRow, SpanContentRow, SpanRow } from '../model/tables';
import { fitMessages } from '../semconv/messages/fitMessages';
import { DETAILS_EVENT } from '../semconv/messages/forms';
import { lastAnswer, lastQuestion, systemText, type Message } from '../semconv/messages/message';
import { isObject } from '../otlp/jsonFields';

/** What of a span its text row repeats. */
export type SpanOfText = Pick<SpanRow, 'trace_id' | 'span_id' | 'start_time' | 'service' | 'stage'>;

/** Columns that log records can fill. */
const FILLED = ['system_instructions', 'input_messages', 'output_messages', 'input_text', 'output_text', 'tool_definitions'] as const;

/**
 * The row that `span_content` should hold, or null when it holds it already. What the span itself says stays; log records
 * fill what it leaves empty, and are filled in anew when more of them come.
 * @param own the row that is stored, with or without earlier records in it
 * @param records those of this span; ones of another service do not count, as a sender speaks for its own services alone
 * @param maxBytes longest text of a side
 */
export function mergeLogs(
  span: SpanOfText,
  own: SpanContentRow | undefined,
  records: readonly LogContentRow[],
  maxBytes: number,
): SpanContentRow | null {
  const wanted = inOrder(records.filter(({ service }) => service === span.service));
  if (wanted.length === 0) return null;
  const base = own === undefined ? emptyRow(span) : withoutLogs(own);
  const said = textOf(wanted, maxBytes);
  const filled = FILLED.filter((column) => base[column] === '' && said[column] !== '' && !isOtherSide(column, base));
  const fromLogs = [
    ...filled,
    ...(base.encoding === '' && filled.length > 0 ? ['encoding'] : []),
    ...(base.truncated === 0 && said.truncated === 1 && filled.length > 0 ? ['truncated'] : []),
  ];
  if (fromLogs.length === 0 && own === undefined) return null;
  const merged: SpanContentRow = {
    ...base,
    ...Object.fromEntries(fromLogs.map((column) => [column, said[column as keyof typeof said]])),
    from_logs: fromLogs,
    // Newer than everything that it is made of, and the same for every replica that read the same.
    ingest_ts: [base, ...wanted].reduce((newest, { ingest_ts: at }) => (at > newest ? at : newest), 0n) + 1n,
  };
  return own !== undefined && isSame(own, merged) ? null : merged;
}

/** The words of a side belong to its messages: they are not taken from another source than those. */
function isOtherSide(column: (typeof FILLED)[number], base: SpanContentRow): boolean {
  if (column === 'input_text' || column === 'system_instructions') return base.input_messages !== '';
  return column === 'output_text' && base.output_messages !== '';
}

function withoutLogs(own: SpanContentRow): SpanContentRow {
  const blank = own.from_logs.map((column) => [column, column === 'truncated' ? 0 : '']);
  return { ...own, ...Object.fromEntries(blank), from_logs: [] };
}

function emptyRow(span: SpanOfText): SpanContentRow {
  return {
    trace_id: span.trace_id,
    span_id: span.span_id,
    start_time: span.start_time,
    service: span.service,
    stage: span.stage,
    encoding: '',
    system_instructions: '',
    input_messages: '',
    output_messages: '',
    input_text: '',
    output_text: '',
    tool_definitions: '',
    tool_arguments: '',
    tool_result: '',
    documents: '',
    truncated: 0,
    from_logs: [],
    raw: new Map(),
    ingest_ts: 0n,
  };
}

/** By time, then in the order in which the sender wrote them: times are often equal. */
function inOrder(records: readonly LogContentRow[]): readonly LogContentRow[] {
  const compare = (a: bigint | number | string, b: bigint | number | string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...records].sort((a, b) => compare(a.time, b.time) || compare(a.position, b.position) || compare(a.record_id, b.record_id));
}

/** A record with the whole call, of which the newest counts, else one record a message. */
function textOf(records: readonly LogContentRow[], maxBytes: number) {
  const whole = records.findLast(({ name }) => name === DETAILS_EVENT);
  const used = whole === undefined ? records : [whole];
  const [input, output] = [used.flatMap((row) => messagesOf(row.input_messages)), used.flatMap((row) => messagesOf(row.output_messages))];
  const fitted = [input, output].map((side) => fitMessages(side, maxBytes));
  return {
    encoding: [...new Set(used.map(({ encoding }) => encoding).filter((name) => name !== ''))].join('+'),
    system_instructions: systemText(input),
    input_messages: fitted[0]?.json ?? '',
    output_messages: fitted[1]?.json ?? '',
    input_text: lastQuestion(input),
    output_text: lastAnswer(output),
    tool_definitions: used.findLast((row) => row.tool_definitions !== '')?.tool_definitions ?? '',
    truncated: used.some((row) => row.truncated === 1) || fitted.some(({ isCut }) => isCut) ? 1 : 0,
  };
}

function messagesOf(json: string): readonly Message[] {
  if (json === '') return [];
  try {
    const data: unknown = JSON.parse(json);
    return Array.isArray(data) ? data.filter(isMessage) : [];
  } catch {
    return [];
  }
}

function isMessage(data: unknown): data is Message {
  return isObject(data) && typeof data.role === 'string' && Array.isArray(data.parts);
}

function isSame(own: SpanContentRow, merged: SpanContentRow): boolean {
  return (
    FILLED.every((column) => own[column] === merged[column]) &&
    own.encoding === merged.encoding &&
    own.truncated === merged.truncated &&
    own.from_logs.join() === merged.from_logs.join()
  );
}
