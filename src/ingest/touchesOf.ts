import type { TouchedTraces, TraceTouch } from '../core/settle/touchedTraces';
import type { IngestRows } from './rows';

/** The traces that rows belong to, with the time that their spans take; rows without a span have none. */
export function touchesOf({ spans, scores, logs }: IngestRows, receivedAt: bigint): TouchedTraces {
  const touched = new Map<string, TraceTouch>();
  for (const { trace_id: id, start_time: start, end_time: end } of spans) {
    const known = touched.get(id);
    const minStart = known?.minStart === undefined || start < known.minStart ? start : known.minStart;
    const maxEnd = known?.maxEnd === undefined || end > known.maxEnd ? end : known.maxEnd;
    touched.set(id, { minStart, maxEnd, receivedAt });
  }
  for (const { trace_id: id } of [...scores, ...logs]) if (id !== '' && !touched.has(id)) touched.set(id, { receivedAt });
  return touched;
}
