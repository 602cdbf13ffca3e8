/** Statements of a `documents` query in the format `panel`: sums a document, version and topic, from which effects are computed. */
import type { DocumentsQuery } from '../query/operations';
import { activeFilters, compileFilters } from './compileFilter';
import { judgedTraces } from './judgedTraces';
import { join, param, sql, view, type Sql } from './sql';
import { timeWithin } from './timeWithin';

/** Milliseconds since 1970-01-01 UTC. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Documents that are computed at most: the most retrieved ones. */
const MOST_DOCUMENTS = 500;

export function documentsWhere(query: DocumentsQuery, range: Range): Sql {
  const filters = activeFilters(query.filters);
  return join([timeWithin(range), ...(filters.length === 0 ? [] : [compileFilters(filters, { target: 'documents', ...range })])], ' AND ');
}

/** A document once a request, with the rank that the last stage gave it. */
function seen(where: Sql): Sql {
  return sql`SELECT trace_id, document_id, document_version, any(topic) AS topic, argMax(rank, (stage = 'rerank', -toInt32(rank))) AS place,
    max(used) AS is_used, min(time) AS at, max(generated) AS is_generated
  FROM retrieved_documents
  WHERE ${where}
  GROUP BY trace_id, document_id, document_version`;
}

const MOMENTS = sql`countIf(weight > 0), sum(weight), sum(weight * weight), sum(weight * mean), sum(weight * mean * mean)`;
const LED = sql`countIf(weight > 0 AND place = 1), sumIf(weight, place = 1), sumIf(weight * weight, place = 1), sumIf(weight * mean, place = 1), sumIf(weight * mean * mean, place = 1)`;

/**
 * A row a document, version and topic: [document_id, version, topic, requests, rank 1, 2, 3, later, used, known to be used
 * or not, first seen, last seen, generated, …5 moments, …5 moments at rank 1].
 */
export function documentCellsStatement(query: DocumentsQuery, dimension: string, range: Range): Sql {
  const where = documentsWhere(query, range);
  return sql`SELECT document_id, document_version, topic, count(), countIf(place = 1), countIf(place = 2), countIf(place = 3), countIf(place > 3),
  countIf(is_used = 1), countIf(is_used IS NOT NULL), toUnixTimestamp64Milli(min(at)), toUnixTimestamp64Milli(max(at)), max(is_generated), ${MOMENTS}, ${LED}
FROM (${seen(where)}) AS seen
GLOBAL LEFT ANY JOIN (${judgedTraces(query, dimension, range)}) AS judged_traces USING (trace_id)
WHERE (document_id, document_version) IN (
  SELECT document_id, document_version FROM retrieved_documents WHERE ${where}
  GROUP BY document_id, document_version ORDER BY count() DESC, document_id LIMIT ${param(MOST_DOCUMENTS, 'UInt32')})
GROUP BY document_id, document_version, topic`;
}

/** Requests that retrieved anything, by topic: [topic, requests, …5 moments]. */
export function documentTopicsStatement(query: DocumentsQuery, dimension: string, range: Range): Sql {
  return sql`SELECT topic, count(), ${MOMENTS}
FROM (SELECT trace_id, any(topic) AS topic FROM retrieved_documents WHERE ${documentsWhere(query, range)} GROUP BY trace_id) AS asked
GLOBAL LEFT ANY JOIN (${judgedTraces(query, dimension, range)}) AS judged_traces USING (trace_id)
GROUP BY topic`;
}

/** Over time: [document_id, version, bucket (0, 1, …), requests, judged, mean]. */
export function documentTrendStatement(query: DocumentsQuery, dimension: string, range: Range, bucketMs: number): Sql {
  return sql`SELECT document_id, document_version, intDiv(toUnixTimestamp64Milli(at) - ${param(range.from, 'Int64')}, ${param(bucketMs, 'Int64')}) AS bucket,
  count(), countIf(weight > 0), sum(weight * mean) / nullIf(sum(weight), 0)
FROM (${seen(documentsWhere(query, range))}) AS seen
GLOBAL LEFT ANY JOIN (${judgedTraces(query, dimension, range)}) AS judged_traces USING (trace_id)
GROUP BY document_id, document_version, bucket
ORDER BY document_id, document_version, bucket`;
}

/** Requests that were given two of these documents: [one id, one version, other id, other version, requests]. */
export function documentPairsStatement(query: DocumentsQuery, ids: readonly string[], range: Range): Sql {
  return sql`SELECT one.1, one.2, other.1, other.2, count()
FROM (
  SELECT one, arrayJoin(found) AS other FROM (
    SELECT found, arrayJoin(found) AS one FROM (
      SELECT groupUniqArray((document_id, toString(document_version))) AS found
      FROM retrieved_documents
      WHERE ${documentsWhere(query, range)} AND document_id IN ${param(ids, 'Array(String)')}
      GROUP BY trace_id
      HAVING length(found) > 1)))
WHERE one < other
GROUP BY one, other`;
}

/** First sight of documents, ever: [document_id, version, milliseconds]. */
export function documentFirstSeenStatement(ids: readonly string[]): Sql {
  return sql`SELECT name, version, toUnixTimestamp64Milli(min(first_seen))
FROM ${view('changes')}
WHERE kind = 'document' AND name IN ${param(ids, 'Array(String)')}
GROUP BY name, version`;
}
