/** Statements of drift that is not quality. Each reads both stretches at once; the column is_now tells them apart. */
import type { Filter } from '../../core/query/commonFields';
import { activeFilters } from '../../core/sql/compileFilter';
import { param, sql, view, type Sql } from '../../core/sql/sql';
import type { Sides } from './causesSql';
import { filtered, within } from './requestSource';

const whole = ({ before, now }: Sides) => ({ from: before.from, to: now.to });
const inEither = ({ before, now }: Sides): Sql => sql`(${within(before)} OR ${within(now)})`;
const isNow = ({ now }: Sides): Sql => sql`time >= ${param(now.from, "DateTime('UTC')")}`;

/**
 * What the requests' own columns tell: [is_now, topic, model, model_version, requests, with tokens, sum and squares of output
 * tokens, refused, format checked, format wrong].
 */
export function requestDriftStatement(filters: readonly Filter[], sides: Sides): Sql {
  const tokens = sql`toFloat64(ifNull(output_tokens, 0))`;
  return sql`SELECT ${isNow(sides)} AS is_now, topic, model, model_version, count(), countIf(output_tokens IS NOT NULL), sum(${tokens}),
  sum(${tokens} * ${tokens}), countIf(finish_reason = 'content_filter'), countIf(format_ok IS NOT NULL), countIf(ifNull(format_ok = 0, 0))
FROM interaction_metrics
WHERE ${inEither(sides)} AND ${filtered(filters, 'interactions', whole(sides))}
GROUP BY is_now, topic, model, model_version`;
}

/** [requests with documents before, now, of them now with a document that the baseline never had]. */
export function newDocumentsStatement(filters: readonly Filter[], sides: Sides): Sql {
  const rows = sql`interaction_metrics WHERE ${inEither(sides)} AND notEmpty(retrieved_context_ids) AND ${filtered(filters, 'interactions', whole(sides))}`;
  return sql`SELECT countIf(NOT is_now), countIf(is_now), countIf(is_now AND NOT hasAll(known, ids))
FROM (
  SELECT ${isNow(sides)} AS is_now, retrieved_context_ids AS ids,
    (SELECT groupUniqArray(document) FROM (SELECT arrayJoin(retrieved_context_ids) AS document FROM ${rows} AND NOT (${isNow(sides)}))) AS known
  FROM ${rows}
)`;
}

/** Score of the first document by stage: [stage, n, sum, squares before, the same now]. */
export function retrievalDriftStatement(filters: readonly Filter[], sides: Sides): Sql {
  const figures = (side: Sql): Sql => sql`countIf(${side}), sumIf(score, ${side}), sumIf(score * score, ${side})`;
  return sql`SELECT stage, ${figures(sql`NOT is_now`)}, ${figures(sql`is_now`)}
FROM (
  SELECT stage, ${isNow(sides)} AS is_now, assumeNotNull(score) AS score
  FROM retrieved_documents
  WHERE ${inEither(sides)} AND rank = 1 AND score IS NOT NULL AND trace_id GLOBAL IN (
    SELECT trace_id FROM interaction_metrics WHERE ${inEither(sides)} AND ${filtered(filters, 'interactions', whole(sides))}
  )
)
GROUP BY stage`;
}

/**
 * Questions of a sample of requests: [is_now, length in characters, beginning]. Trace ids are random and the table is sorted
 * by them, so a range of ids is a sample that is cheap to read.
 * @param sample.below first trace id that is left out; empty for all
 * @param sample.most questions of each stretch
 */
export function questionsStatement(
  filters: readonly Filter[],
  sides: Sides,
  sample: { readonly below: string; readonly most: number },
): Sql {
  const range = sample.below === '' ? sql`1` : sql`trace_id < ${param(sample.below, 'String')}`;
  const requests = sql`SELECT trace_id FROM interaction_metrics WHERE ${inEither(sides)} AND ${filtered(filters, 'interactions', whole(sides))}`;
  const chosen = activeFilters(filters).length === 0 ? sql`1` : sql`trace_id GLOBAL IN (${requests})`;
  return sql`SELECT ${isNow(sides)} AS is_now, lengthUTF8(user_query), substringUTF8(user_query, 1, 200)
FROM ${view('interaction_text')}
WHERE ${inEither(sides)} AND ${range} AND user_query != '' AND ${chosen}
LIMIT ${param(sample.most, 'UInt32')} BY is_now`;
}
