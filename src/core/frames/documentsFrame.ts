import type { DocumentsQuery } from '../query/operations';
import { columns, numberField, stringField, timeField } from './field';
import type { FrameJSON } from './frame';

/**
 * @param rows of documentsStatement
 * @param dimension whose scores are averaged
 */
export function documentsFrame(
  { refId, groupBy }: DocumentsQuery,
  dimension: string,
  rows: readonly (readonly unknown[])[],
  executedQueryString: string,
): FrameJSON {
  const group = [...new Set(groupBy)];
  const fields = [
    ...['document_id', 'document_version', ...group].map((name) => stringField(name)),
    numberField('requests', { description: 'Requests that retrieved it' }),
    numberField('share', { unit: 'percentunit', description: 'Share of the requests that retrieved anything' }),
    numberField('first', { description: 'Requests in which it came first' }),
    numberField('mean_rank', { decimals: 1, description: 'Mean rank, 1 is the best' }),
    numberField('similarity', { decimals: 2, description: 'Mean similarity that the retriever gave' }),
    numberField('judged', { description: `Of the requests, those with a score of ${dimension}` }),
    numberField('mean_score', { decimals: 2, displayNameFromDS: dimension, description: `Mean ${dimension} of the answers that had it` }),
    timeField('first_seen'),
    timeField('last_seen'),
  ];
  const texts = 2 + group.length;
  const isGenerated = rows.some((row) => Number(row[texts + 9]) === 1);
  const values = rows.map((row) =>
    row.slice(0, fields.length).map((value, index) => (index < texts || value === null ? value : Number(value))),
  );
  return {
    schema: {
      refId,
      name: 'documents',
      meta: {
        type: 'table',
        typeVersion: [0, 0],
        preferredVisualisationType: 'table',
        executedQueryString,
        ...(isGenerated ? { notices: [{ severity: 'info', text: 'Generated demo data' }] } : {}),
        custom: { kind: 'documents', dimension },
      },
      fields,
    },
    data: { values: columns(values, fields.length) },
  };
}
