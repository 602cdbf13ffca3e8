import type { DocumentsQuery } from '../query/operations';
import { activeFilters, compileFilters } from './compileFilter';
import { groupColumns } from './groupColumns';
import { judgedTraces } from './judgedTraces';
import { join, param, sql, type Sql } from './sql';
import { timeWithin } from './timeWithin';

/**
 * Documents of the range, the most retrieved first: [document_id, version, …group, requests, share, first rank, mean rank,
 * similarity, judged, mean score, first seen, last seen]. A document counts once a request, with the rank that the last
 * stage gave it: a reranker's comes after the retrieval's. Scores are those of one evaluator epoch (judgedTraces), weighted.
 * @param dimension whose scores are averaged
 * @param range milliseconds since 1970-01-01 UTC
 * @throws QueryError for a field that cannot be filtered or grouped by
 */
export function documentsStatement(query: DocumentsQuery, dimension: string, range: { readonly from: number; readonly to: number }): Sql {
  const group = groupColumns([...new Set(query.groupBy)]);
  const within = timeWithin(range);
  const where = join(
    [within, ...(activeFilters(query.filters).length === 0 ? [] : [compileFilters(query.filters, { target: 'documents', ...range })])],
    ' AND ',
  );
  return sql`SELECT document_id, document_version${group}, count() AS requests, requests / (SELECT uniqExact(trace_id) FROM retrieved_documents WHERE ${where}),
  countIf(place = 1), avg(place), avg(similarity), countIf(weight > 0) AS judged, sum(weight * mean) / nullIf(sum(weight), 0),
  toUnixTimestamp64Milli(min(at)), toUnixTimestamp64Milli(max(at)), max(is_generated)
FROM (
  SELECT trace_id, document_id, document_version${group}, argMax(rank, (stage = 'rerank', -toInt32(rank))) AS place, max(score) AS similarity,
    min(time) AS at, max(generated) AS is_generated
  FROM retrieved_documents
  WHERE ${where}
  GROUP BY trace_id, document_id, document_version${group}
) AS seen
GLOBAL LEFT ANY JOIN (${judgedTraces(query, dimension, range)}) AS judged_traces USING (trace_id)
GROUP BY document_id, document_version${group}
ORDER BY requests DESC, document_id, document_version${group}
LIMIT ${param(query.limit, 'UInt32')}`;
}
