/** Reads the spans of a range that Plumbline does not have yet, and hands them in. */
import { spanOfRow, type TableSpan } from '../core/otelTables/spanOfRow';
import { keysSql, spansSql, type KeyCursor, type Range, type Selection } from '../core/otelTables/tracesSql';
import type { Span, SpanGroup } from '../core/otlp/types';
import { physicalName } from '../storage/tableName';
import type { Pulled, SourceDeps } from './pullDeps';
import { BOUNDED_RESULT, isTooMuch } from './resultLimit';
import { READ_SETTINGS } from './sourceTables';

export async function pullTraces(deps: SourceDeps, range: Range): Promise<Pulled> {
  const selection = selectionOf(deps);
  let [spans, refused] = [0, 0];
  for (let after: KeyCursor | undefined; ;) {
    const keys = await readKeys(deps, range, selection, after);
    const missing = await withoutKnown(deps, keys);
    for (let at = 0; at < missing.length; at += deps.pages.rows) {
      deps.signal.throwIfAborted();
      const page = await handIn(deps, missing.slice(at, at + deps.pages.rows));
      spans += page.spans;
      refused += page.refused;
    }
    after = keys.at(-1);
    if (keys.length < deps.pages.keys) return { spans, refused, logs: 0 };
  }
}

export function selectionOf({ source }: Pick<SourceDeps, 'source'>): Selection {
  return {
    onlyGenAi: source.spans === 'genai',
    services: source.services,
    margin: BigInt(Math.round(source.overlap_minutes * 60)) * 1_000_000_000n,
  };
}

async function readKeys(
  { from, tables, signal, pages }: SourceDeps,
  range: Range,
  selection: Selection,
  after: KeyCursor | undefined,
): Promise<KeyCursor[]> {
  const { rows } = await from.query({ ...keysSql(tables.traces, range, selection, after, pages.keys), settings: READ_SETTINGS, signal });
  return rows.map(([time, traceId, spanId]) => ({ time: BigInt(String(time)), traceId: String(traceId), spanId: String(spanId) }));
}

/** A span without an id of its own is only known once it has been read; then it replaces itself. */
async function withoutKnown({ driver, layout }: SourceDeps, keys: readonly KeyCursor[]): Promise<readonly KeyCursor[]> {
  if (keys.length === 0) return keys;
  const { rows } = await driver.query({
    sql: `SELECT concat(trace_id, ':', span_id) FROM \`${layout.database}\`.\`${physicalName('spans', layout)}\` WHERE trace_id IN {traces:Array(String)}`,
    params: { traces: [...new Set(keys.map(({ traceId }) => traceId.toLowerCase()))] },
  });
  const known = new Set(rows.map(([key]) => String(key)));
  return keys.filter(({ traceId, spanId }) => !known.has(`${traceId}:${spanId}`.toLowerCase()));
}

async function handIn(deps: SourceDeps, keys: readonly KeyCursor[]): Promise<{ readonly spans: number; readonly refused: number }> {
  const rows = await readSpans(deps, keys);
  const read = rows.map(spanOfRow);
  const spans = onePerKey(read.filter((one) => 'span' in one));
  await deps.intake.spans(groupsOf(spans));
  return { spans: spans.length, refused: read.length - read.filter((one) => 'span' in one).length };
}

async function readSpans(deps: SourceDeps, keys: readonly KeyCursor[]): Promise<readonly (readonly unknown[])[]> {
  if (keys.length === 0) return [];
  const limit = keys.length === 1 ? {} : BOUNDED_RESULT;
  try {
    const { rows } = await deps.from.query({
      ...spansSql(deps.tables.traces, keys),
      settings: { ...limit, ...READ_SETTINGS },
      signal: deps.signal,
    });
    return rows;
  } catch (error) {
    if (!isTooMuch(error) || keys.length === 1) throw error;
    const half = keys.length >> 1;
    return [...(await readSpans(deps, keys.slice(0, half))), ...(await readSpans(deps, keys.slice(half)))];
  }
}

/**
 * The exporter writes a span again when its sender repeats it, and the table does not say which came last. The one that
 * ended last counts, and of those the one that says more: the same one whatever the order of the rows.
 */
function onePerKey(spans: readonly TableSpan[]): readonly TableSpan[] {
  const best = new Map<string, TableSpan>();
  const alone: TableSpan[] = [];
  for (const one of spans) {
    const key = `${one.span.traceId}:${one.span.spanId}`;
    const known = best.get(key);
    if (one.span.spanId === '') alone.push(one);
    else if (known === undefined || saysMore(one.span, known.span)) best.set(key, one);
  }
  return [...best.values(), ...alone];
}

function saysMore(one: Span, other: Span): boolean {
  if (one.end !== other.end) return one.end > other.end;
  if (one.attributes.size !== other.attributes.size) return one.attributes.size > other.attributes.size;
  return textOf(one) > textOf(other);
}

const textOf = (span: Span): string => JSON.stringify([...span.attributes].map(([key, value]) => [key, String(value)]).sort());

/** Spans of one resource and scope together, so that both are looked at once. */
function groupsOf(spans: readonly TableSpan[]): SpanGroup[] {
  const groups = new Map<string, SpanGroup & { readonly spans: Span[] }>();
  for (const { span, resource, scope } of spans) {
    const key = JSON.stringify([...resource.entries(), scope.name, scope.version].map(String));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { resource, scope, spans: [span] });
    else group.spans.push(span);
  }
  return [...groups.values()];
}
