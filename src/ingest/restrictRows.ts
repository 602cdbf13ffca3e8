/** A sender whose token names services writes for those alone. */
import { BOUND_SENDER } from '../core/model/boundSender';
import { boundId } from '../core/scores/boundId';
import type { Driver } from '../storage/driver';
import { readForeignOwners } from '../storage/foreignOwners';
import type { Sender } from './otlpRequest';
import type { IngestRows, RefusedRow } from './rows';

export interface RestrictedRows {
  readonly rows: IngestRows;
  readonly refused: readonly RefusedRow[];
}

/**
 * Takes out what the sender may not write: spans and text of other services, a span that would replace one of another
 * service, and scores of traces that are known to be another service's. Whether a trace that has not come yet is the
 * sender's cannot be known here; its scores name the services that they may reach, its spans that a bound sender sent
 * them, and settling looks.
 * @throws StorageError
 */
export async function restrictRows(rows: IngestRows, { services }: Sender, driver: Driver): Promise<RestrictedRows> {
  if (services === null) return { rows, refused: [] };
  const ids = [...rows.spans, ...rows.scores, ...rows.logs].map(({ trace_id }) => trace_id);
  const owners = await readForeignOwners(driver, ids, services);
  const refused: RefusedRow[] = [];
  const isAllowed = (row: Identified, service: string | undefined, what: string): boolean => {
    const owner = service !== undefined && !services.includes(service) ? service : owners.get(keyOf(row));
    if (owner === undefined) return true;
    refused.push({ traceId: row.trace_id, spanId: row.span_id, reason: `this token may not write ${what} of the service ${owner}` });
    return false;
  };
  const spans = rows.spans.filter((row) => isAllowed(row, row.service, 'spans'));
  const kept = new Set(spans.map(keyOf));
  return {
    rows: {
      spans: spans.map((row) => ({ ...row, flags: [...row.flags, BOUND_SENDER] })),
      content: rows.content.filter((row) => kept.has(keyOf(row))),
      scores: rows.scores
        .filter((row) => isAllowed(row, owners.get(row.trace_id), 'scores'))
        .map((row) => ({ ...row, score_id: boundId(row.score_id, services), only_services: services })),
      logs: rows.logs.filter((row) => isAllowed(row, row.service, 'text')),
    },
    refused,
  };
}

interface Identified {
  readonly trace_id: string;
  readonly span_id: string;
}

const keyOf = ({ trace_id, span_id }: Identified): string => `${trace_id}:${span_id}`;
