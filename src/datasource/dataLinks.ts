/** Links from figures to what stands behind them: the failing traces of a cell, a trace, a conversation. */
import { FieldType, type DataFrame, type DataLink, type Field } from '@grafana/data';
import { QUERY_VERSION, type Filter } from '../core/query/model';
import type { PlumblineQuery, Saved } from './types';

/** What a link opens: of which data source, under which name. */
export interface LinkTarget {
  readonly uid: string;
  readonly name: string;
}

type TraceList = Saved<'traces'>;

/**
 * Adds the links that the kind of a frame allows. A frame that is not known, such as one of SQL, gets a link on a column
 * named `trace_id` and `session_id`.
 * @param query that was answered; its filters and dimension narrow what a link opens
 */
export function withDataLinks(frame: DataFrame, query: PlumblineQuery | undefined, target: LinkTarget): DataFrame {
  const groupBy = stringsOf(frame.meta?.custom?.groupBy);
  return {
    ...frame,
    fields: frame.fields.map((field) => {
      const links = linksOf(field, frame, query, groupBy, target);
      return links.length === 0 ? field : { ...field, config: { ...field.config, links: [...(field.config.links ?? []), ...links] } };
    }),
  };
}

function linksOf(
  field: Field,
  frame: DataFrame,
  query: PlumblineQuery | undefined,
  groupBy: readonly string[],
  target: LinkTarget,
): DataLink[] {
  const byName = LINKS_BY_FIELD[field.name];
  if (byName !== undefined && field.type === FieldType.string)
    return [...(field.name === 'trace_id' ? [ONE_TRACE] : []), internal(byName.title, byName.query(), target)];
  const kind = String(frame.meta?.custom?.kind ?? '');
  if (field.type !== FieldType.number || query === undefined) return [];
  if (/^good_(summary|segments|series|segment_series)$/.test(kind))
    return [internal('Worst traces', worstTraces(query, frame, field, groupBy), target)];
  if (/^worse_(summary|segments|series)$/.test(kind) || kind === 'metric')
    return [internal('Traces', { ...traces(query, frame, field, groupBy), ...orderOf(query) } as TraceList, target)];
  return [];
}

const ROW_VALUE = '${__value.raw}';

/** The shipped dashboard with the trace panel. */
const ONE_TRACE: DataLink = { title: 'Open the trace', url: `/d/plumbline-trace?var-trace_id=${ROW_VALUE}&\${__url_time_range}` };

const LINKS_BY_FIELD: Readonly<Record<string, { readonly title: string; readonly query: () => PlumblineQuery }>> = {
  trace_id: { title: 'Trace in Explore', query: () => ({ refId: 'A', kind: 'trace', version: QUERY_VERSION, traceId: ROW_VALUE }) },
  session_id: {
    title: 'Conversation',
    query: () => ({
      refId: 'A',
      kind: 'traces',
      version: QUERY_VERSION,
      format: 'logs',
      filters: [{ field: 'session_id', operator: '=', values: [ROW_VALUE] }],
    }),
  },
  document_id: {
    title: 'Traces with this document',
    query: () => ({
      refId: 'A',
      kind: 'traces',
      version: QUERY_VERSION,
      filters: [{ field: 'retrieved_context_ids', operator: '=', values: [ROW_VALUE] }],
    }),
  },
};

/** Labels of a series stand at its field, those of a row in the columns beside it. */
function labelOf(name: string, frame: DataFrame, field: Field): string | undefined {
  if (field.labels?.[name] !== undefined) return field.labels[name];
  return frame.fields.some((other) => other.name === name) ? `\${__data.fields["${name}"]}` : undefined;
}

function traces(query: PlumblineQuery, frame: DataFrame, field: Field, groupBy: readonly string[]): TraceList {
  const cell = groupBy.flatMap((name): Filter[] => {
    const value = labelOf(name, frame, field);
    return value === undefined ? [] : [{ field: name, operator: '=', values: [value] }];
  });
  const named = new Set(cell.map((filter) => filter.field));
  const rest = (query.filters ?? []).filter((filter) => !named.has(filter.field) || filter.operator !== '=');
  return { refId: 'A', kind: 'traces', version: QUERY_VERSION, filters: [...rest, ...cell] };
}

function worstTraces(query: PlumblineQuery, frame: DataFrame, field: Field, groupBy: readonly string[]): TraceList {
  const dimension = labelOf('dimension', frame, field);
  return { ...traces(query, frame, field, groupBy), order: 'worst', ...(dimension === undefined ? {} : { dimension }) };
}

/** The end of the list that a measure speaks of. */
function orderOf(query: PlumblineQuery): Partial<TraceList> {
  if (query.kind !== 'metric') return query.kind === 'worse' ? { order: 'worst' } : {};
  switch (query.measure) {
    case 'latency':
    case 'ttft':
      return { order: 'slowest' };
    case 'cost':
    case 'cost_per_request':
      return { order: 'costliest' };
    default:
      return {};
  }
}

function internal(title: string, query: PlumblineQuery, { uid, name }: LinkTarget): DataLink {
  return { title, url: '', internal: { datasourceUid: uid, datasourceName: name, query } };
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
