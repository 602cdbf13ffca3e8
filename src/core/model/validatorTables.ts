import { table, type RowOf } from './table';

const WORDS = 'Array(LowCardinality(String))';

/** What the validators found in one request, one entry a finding in each of the arrays. Key: (trace_id, time). */
export const validatorFindings = table('validator_findings', {
  trace_id: 'String',
  time: 'DateTime64(9)',
  service: 'LowCardinality(String)',
  topic: 'LowCardinality(String)',
  validator: WORDS,
  kind: WORDS,
  place: WORDS,
  document_id: 'Array(String)',
  start: 'Array(Nullable(UInt32))',
  quote: 'Array(String)',
  message: 'Array(String)',
  row_version: 'UInt64',
  is_deleted: 'UInt8',
});
export type ValidatorFindingsRow = RowOf<typeof validatorFindings>;
