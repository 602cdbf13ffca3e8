import { withChanges } from './withChanges';

/** An address with `${trace_id}` in it, filled in; null when it is no address that a browser should follow. */
export function fillTraceUrl(template: string, traceId: string): string | null {
  return /^(https?:|\/)/.test(template) ? template.replaceAll(/\$\{trace_id\}|\$trace_id/g, encodeURIComponent(traceId)) : null;
}

/**
 * Where a trace is looked at on a dashboard with a trace panel: the address that a person set, else the present one with its
 * variable `trace_id` set.
 */
export function traceLink(traceId: string, template: string, search: string): string {
  return fillTraceUrl(template, traceId) ?? withChanges(search, { 'var-trace_id': traceId });
}
