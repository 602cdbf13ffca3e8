import type { ReadId } from './ids';
import type { LogRecord } from './types';

/** A record as read, with ids that may be unusable. */
export interface RawLogRecord extends Omit<LogRecord, 'traceId' | 'spanId'> {
  readonly traceId: ReadId;
  readonly spanId: ReadId;
}

/** Before 2025 the name of an event was an attribute. */
const NAME_ATTRIBUTE = 'event.name';

/**
 * The rules on ids, one for both encodings. A record may name no span, and an all-zero id says the same; an id that cannot be
 * read would join the record to the wrong span or to none, and is refused.
 */
export function toLogRecord(raw: RawLogRecord): { readonly item: LogRecord } | { readonly reason: string } {
  for (const [name, read] of [
    ['trace_id', raw.traceId],
    ['span_id', raw.spanId],
  ] as const) {
    if ('problem' in read && /length|hex/.test(read.problem)) return { reason: `${name} ${read.problem}` };
  }
  const named = raw.name === '' ? raw.attributes.get(NAME_ATTRIBUTE) : raw.name;
  return {
    item: {
      ...raw,
      traceId: 'id' in raw.traceId ? raw.traceId.id : '',
      spanId: 'id' in raw.spanId ? raw.spanId.id : '',
      name: typeof named === 'string' ? named : '',
    },
  };
}
