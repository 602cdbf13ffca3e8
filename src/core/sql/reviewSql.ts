/** Statements of the review page: which answers a person is shown next, and what stands in them. */
import type { Filter } from '../query/commonFields';
import { activeFilters, compileFilters } from './compileFilter';
import { join, param, sql, view, type Sql } from './sql';
import { timeWithin } from './timeWithin';

export interface ReviewQuestion {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly from: number;
  readonly to: number;
  readonly filters: readonly Filter[];
  readonly labeller: string;
  readonly limit: number;
}

/**
 * Relative probabilities of being drawn: answers with a low score are rare, and tell most about a judge (judging §1.11).
 * Only their ratio matters to the order.
 */
export const DRAW = { low: 1, other: 0.25 } as const;

/** Whether a trace has a low score: one of the two lowest steps of five, in any dimension. */
const LOW = sql`max(1 + round(4 * (value - scale_min) / (scale_max - scale_min)) <= 2)`;

/** A hash of the trace, evenly spread over (0, 1]: the same for every person, so that two of them label the same answers. */
const EVEN = sql`(cityHash64(trace_id, 'review') + 1) / 18446744073709551616`;

/**
 * [trace_id, probability, stratum] in the order of hash / probability: whoever stops after k answers has drawn each with a
 * probability in proportion to the stated one (sequential Poisson sampling, Ohlsson 1998). What the person has labelled is
 * left out.
 */
export function reviewDraw(question: ReviewQuestion): Sql {
  const { filters, labeller, limit } = question;
  const conditions = [
    timeWithin(question),
    sql`value IS NOT NULL AND evaluator_kind != 'HUMAN'`,
    ...(activeFilters(filters).length === 0 ? [] : [compileFilters(filters, { target: 'scores', ...question })]),
  ];
  return sql`SELECT trace_id, if(low, ${param(DRAW.low, 'Float64')}, ${param(DRAW.other, 'Float64')}) AS probability, if(low, 'low', 'other')
FROM (
  SELECT trace_id, ${LOW} AS low
  FROM scores WHERE ${join(conditions, ' AND ')} GROUP BY trace_id
)
WHERE ${notLabelledBy(labeller)}
ORDER BY ${EVEN} / probability LIMIT ${param(limit, 'UInt32')}`;
}

/**
 * Judged answers that there are to draw from: [evaluator, epoch, dimension, stratum, answers]. What an evaluator failed on counts,
 * as long as another score let it be drawn.
 */
export function strataStatement(range: Pick<ReviewQuestion, 'from' | 'to'>): Sql {
  return sql`SELECT one.1, one.2, one.3, if(low, 'low', 'other') AS stratum, count()
FROM (
  SELECT trace_id, ${LOW} AS low, groupUniqArray((evaluator, evaluator_epoch, name)) AS judged
  FROM scores WHERE ${timeWithin(range)} AND evaluator_kind != 'HUMAN' GROUP BY trace_id HAVING count(value) > 0
)
ARRAY JOIN judged AS one
GROUP BY one, stratum`;
}

/** A row when any answer of the range has a score. */
export function anyScored(range: Pick<ReviewQuestion, 'from' | 'to'>): Sql {
  return sql`SELECT 1 FROM scores WHERE ${timeWithin(range)} AND value IS NOT NULL LIMIT 1`;
}

/** The same where no answer has a score: every answer is as likely. */
export function unscoredDraw(question: ReviewQuestion): Sql {
  const { filters, labeller, limit } = question;
  const conditions = [
    timeWithin(question),
    sql`status != 'error'`,
    ...(activeFilters(filters).length === 0 ? [] : [compileFilters(filters, { target: 'interactions', ...question })]),
    notLabelledBy(labeller),
  ];
  return sql`SELECT trace_id, 1., '' FROM interaction_metrics WHERE ${join(conditions, ' AND ')} ORDER BY ${EVEN} LIMIT ${param(limit, 'UInt32')}`;
}

function notLabelledBy(labeller: string): Sql {
  return sql`trace_id GLOBAL NOT IN (SELECT trace_id FROM labels WHERE labeller = ${param(labeller, 'String')})`;
}

/** [trace_id, milliseconds, service, topic, prompt_version, model_version, question, answer] */
export function reviewRequests(ids: readonly string[], { from, to }: Pick<ReviewQuestion, 'from' | 'to'>): Sql {
  return sql`SELECT i.trace_id, toUnixTimestamp64Milli(i.time), i.service, i.topic, i.prompt_version, i.model_version, t.user_query, t.model_response
FROM (SELECT * FROM interaction_metrics WHERE ${timeWithin({ from, to })} AND trace_id IN ${param(ids, 'Array(String)')}) AS i
GLOBAL ANY LEFT JOIN (SELECT trace_id, user_query, model_response FROM ${view('interaction_text')} WHERE trace_id IN ${param(ids, 'Array(String)')}) AS t USING (trace_id)`;
}

/** [trace_id, stage, documents as JSON] by the start of their span */
export function reviewDocuments(ids: readonly string[]): Sql {
  return sql`SELECT trace_id, stage, documents FROM span_content
WHERE trace_id IN ${param(ids, 'Array(String)')} AND stage IN ('retrieval', 'rerank') AND documents != '' ORDER BY start_time`;
}

/** What judges said of one answer: [name, evaluator, value, error_type, explanation]. */
export function judgementsOf(traceId: string): Sql {
  return sql`SELECT s.name, s.evaluator, s.value, s.error_type, e.explanation
FROM (SELECT score_id, name, evaluator, value, error_type, trace_id FROM scores WHERE trace_id = ${param(traceId, 'String')} AND evaluator_kind != 'HUMAN') AS s
GLOBAL ANY LEFT JOIN (SELECT score_id, explanation FROM score_events WHERE trace_id = ${param(traceId, 'String')}) AS e USING (score_id)
ORDER BY s.name, s.evaluator`;
}

/** Labels of a trace by one person: [name]. */
export function labelledDimensions(traceId: string, labeller: string): Sql {
  return sql`SELECT name FROM labels WHERE trace_id = ${param(traceId, 'String')} AND labeller = ${param(labeller, 'String')}`;
}

/** [label_id, trace_id, name, labeller, value, label, comment, inclusion_probability, stratum, source, milliseconds], the newest first. */
export function labelList(question: {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly labeller: string;
  readonly traceId: string;
  readonly limit: number;
}): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const equal = (column: Sql, value: string): Sql[] => (value === '' ? [] : [sql`${column} = ${param(value, 'String')}`]);
  const conditions = [
    sql`labelled_at >= ${at(question.from)} AND labelled_at < ${at(question.to)}`,
    ...equal(sql`name`, question.name),
    ...equal(sql`labeller`, question.labeller),
    ...equal(sql`trace_id`, question.traceId),
  ];
  return sql`SELECT label_id, trace_id, name, labeller, value, label, comment, inclusion_probability, stratum, source, toUnixTimestamp64Milli(labelled_at)
FROM labels WHERE ${join(conditions, ' AND ')} ORDER BY labelled_at DESC, label_id LIMIT ${param(question.limit, 'UInt32')}`;
}
