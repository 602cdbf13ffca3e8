/** Addresses that a click on a cause or an example leads to. Pure: the present address comes in as text. */
import { fillTraceUrl } from './traceLink';
import { withChanges } from './withChanges';

/** What a variable holds when it restricts nothing. */
const ALL = '$__all';

/**
 * The present address with the dashboard's variables set to the slice, or back to All.
 * @param search query part of the present address
 * @param has whether the dashboard has a variable of that name; a field without one cannot be set
 * @returns the changes to the address by parameter; null when no field has a variable
 */
export function drillDown(
  fixed: readonly (readonly [field: string, value: string])[],
  has: (variable: string) => boolean,
  reset = false,
): Readonly<Record<string, string>> | null {
  const known = fixed.filter(([field]) => has(field));
  return known.length === 0 ? null : Object.fromEntries(known.map(([field, value]) => [`var-${field}`, reset ? ALL : value]));
}

export interface TracePlace {
  /** Option of the panel: an address with `${trace_id}` in it; empty for none. */
  readonly template: string;
  /** True when the dashboard has a variable `trace_id`, which a trace panel listens to. */
  readonly hasVariable: boolean;
  readonly search: string;
  /** Uid of the data source for Explore; null where there is no Explore. */
  readonly explore: string | null;
}

/** Where a trace can be looked at: the panel's own address, the dashboard's variable, Explore; null when there is no place. */
export function traceUrl(traceId: string, { template, hasVariable, search, explore }: TracePlace): string | null {
  if (template !== '') return fillTraceUrl(template, traceId);
  if (hasVariable) return withChanges(search, { 'var-trace_id': traceId });
  if (explore === null) return null;
  const quoted = `'${traceId.replace(/[\\']/g, '\\$&')}'`;
  const rawSql = `SELECT start_time, stage, name, status, model_version, document_ids, duration_ns / 1e6 AS ms\nFROM spans\nWHERE trace_id = ${quoted}\nORDER BY start_time`;
  const query = {
    refId: 'A',
    version: 1,
    kind: 'sql',
    format: 'table',
    rawSql,
    datasource: { type: 'plumbline-quality-datasource', uid: explore },
  };
  const panes = { plumbline: { datasource: explore, queries: [query], range: { from: 'now-90d', to: 'now' } } };
  return `/explore?${new URLSearchParams({ schemaVersion: '1', panes: JSON.stringify(panes) }).toString()}`;
}
