import { withChanges } from './withChanges';

const PLACE = /\$\{trace_id\}|\$trace_id/g;

/**
 * An address with the id in the place of `${trace_id}`, or at its end where it has none; null when it is no address that a
 * browser should follow.
 */
export function fillTraceUrl(template: string, traceId: string): string | null {
  if (!/^(https?:|\/)/.test(template)) return null;
  const id = encodeURIComponent(traceId);
  return template.search(PLACE) !== -1 ? template.replaceAll(PLACE, id) : `${template}${id}`;
}

/**
 * Where a trace is looked at on a dashboard with a trace panel: the address that a person set, else the present one with its
 * variable `trace_id` set.
 */
export function traceLink(traceId: string, template: string, search: string): string {
  return fillTraceUrl(template, traceId) ?? withChanges(search, { 'var-trace_id': traceId });
}
