import type { InteractionRow } from '../model/tables';
import type { ValidatorFindingsRow } from '../model/validatorTables';
import type { NamedFinding } from '../validators/runValidators';

/** All findings of a request as one row, so that settling it again replaces them all. */
export function findingsRow(findings: readonly NamedFinding[], interaction: InteractionRow): ValidatorFindingsRow {
  const { trace_id, time, service, topic, row_version } = interaction;
  return {
    trace_id,
    time,
    service,
    topic,
    validator: findings.map(({ validator }) => validator),
    kind: findings.map(({ kind }) => kind),
    place: findings.map(({ place }) => place),
    document_id: findings.map(({ documentId }) => documentId ?? ''),
    start: findings.map(({ start }) => start ?? null),
    quote: findings.map(({ quote }) => quote ?? ''),
    message: findings.map(({ message }) => message),
    row_version,
    is_deleted: 0,
  };
}
