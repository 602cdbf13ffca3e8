/** Statements of what caused a fall. `start` is the hour at which it began, seconds since 1970-01-01 UTC. */
import type { Filter } from '../../core/query/commonFields';
import type { ScanPlan } from '../../core/worse/scanPlan';
import { join, param, sql, view, type Sql } from '../../core/sql/sql';
import { cellSource, groupName, type CellQuery } from './cellSource';
import { filtered, within, type Stretch } from './requestSource';

/** Cells that a slice scan reads at most; beyond that the finest of them hold an answer or two each. */
const MAX_CELLS = 20_000;
const MAX_DOCUMENTS = 500;

const time = (seconds: number): Sql => param(seconds, 'Int64');

/** The finest cells before and since: [fields …, n, w, ww, x, xx before, n, w, ww, x, xx now]. */
export function slicesStatement(cells: CellQuery, fields: readonly string[], plan: ScanPlan, start: number): Sql {
  const source = cellSource({ ...cells, groupBy: fields });
  const groups = join(
    fields.map((_, index) => groupName(index)),
    ', ',
  );
  const before = sql`base = 1 AND h >= ${time(plan.baseFrom)} AND h < ${time(plan.baseTo)}`;
  const now = sql`h >= ${time(start)} AND h < ${time(plan.end)}`;
  return sql`SELECT ${groups}, ${sumsOf(before)}, ${sumsOf(now)}
FROM ${source}
WHERE (${before}) OR (${now})
GROUP BY ${groups}
ORDER BY sumIf(n, ${now}) DESC, ${groups}
LIMIT ${param(MAX_CELLS, 'UInt32')}`;
}

function sumsOf(side: Sql): Sql {
  const columns = [sql`n`, sql`w`, sql`ww`, sql`x`, sql`xx`];
  return join(
    columns.map((column) => sql`sumIf(${column}, ${side})`),
    ', ',
  );
}

/** Two stretches that are compared: the baseline, and since the start. */
export interface Sides {
  readonly before: Stretch;
  readonly now: Stretch;
}

/** Requests of both stretches; the column is_now tells them apart. */
function bothSides({ before, now }: Sides, filters: readonly Filter[], columns: Sql): Sql {
  const whole = { from: before.from, to: now.to };
  return sql`(
  SELECT ${columns}, time >= ${param(now.from, "DateTime('UTC')")} AS is_now
  FROM interaction_metrics
  WHERE (${within(before)} OR ${within(now)}) AND ${filtered(filters, 'interactions', whole)}
)`;
}

/** Which versions the requests had: [is_now, prompt_name, prompt_version, model, model_version, service, release, requests]. */
export function versionsStatement(filters: readonly Filter[], sides: Sides): Sql {
  const columns = sql`prompt_name, prompt_version, model, model_version, service, release`;
  return sql`SELECT is_now, ${columns}, count()
FROM ${bothSides(sides, filters, columns)}
GROUP BY is_now, ${columns}`;
}

/** Documents given to the model: [document, requests, at rank 1, sum of ranks before, the same now]; requests with any in the first row, whose document is empty. */
export function documentsStatement(filters: readonly Filter[], sides: Sides): Sql {
  const rows = bothSides(sides, filters, sql`retrieved_context_ids AS ids`);
  const figures = (side: Sql): Sql => sql`countIf(${side}), countIf(${side} AND place = 1), sumIf(place, ${side})`;
  return sql`SELECT document, ${figures(sql`NOT is_now`)}, ${figures(sql`is_now`)}
FROM (
  SELECT is_now, document, toUInt32(place) AS place
  FROM ${rows}
  ARRAY JOIN arrayConcat([''], arrayDistinct(ids)) AS document, arrayConcat([0], arrayEnumerate(arrayDistinct(ids))) AS place
  WHERE notEmpty(ids)
)
GROUP BY document
ORDER BY countIf(is_now) DESC, document
LIMIT ${param(MAX_DOCUMENTS, 'UInt32')}`;
}

/** Since the start only: [document at rank 1, tools, n, w, ww, x, xx before, the same now]. @param source requestSource over both sides */
export function refineStatement(source: Sql, { before, now }: Sides): Sql {
  const sums = (side: Sql): Sql =>
    sql`countIf(${side}), sumIf(w, ${side}), sumIf(w * w, ${side}), sumIf(w * x, ${side}), sumIf(w * x * x, ${side})`;
  return sql`SELECT if(empty(ids), '', ids[1]) AS document, arrayStringConcat(arraySort(arrayDistinct(tools)), ' + ') AS tool,
  ${sums(within(before))}, ${sums(within(now))}
FROM ${source}
GROUP BY document, tool
ORDER BY ${sql`countIf(${within(now)})`} DESC, document, tool
LIMIT ${param(MAX_CELLS, 'UInt32')}`;
}

/** The worst requests: [trace_id, milliseconds, topic, prompt_version, model_version, shown, ids]. */
export function worstStatement(source: Sql, worse: 'lower' | 'higher', limit: number): Sql {
  return sql`SELECT ${EXAMPLE_COLUMNS}
FROM ${source}
ORDER BY ${worse === 'lower' ? sql`x` : sql`x DESC, shown DESC`}, time DESC, trace_id
LIMIT 1 BY trace_id
LIMIT ${param(limit, 'UInt32')}`;
}

/** Requests at least as good as usual, the newest first; columns as of worstStatement. */
export function usualStatement(
  source: Sql,
  usual: { readonly worse: 'lower' | 'higher'; readonly mean: number; readonly topics: readonly string[] },
  limit: number,
): Sql {
  const mean = param(usual.mean, 'Float64');
  return sql`SELECT ${EXAMPLE_COLUMNS}
FROM ${source}
WHERE topic IN ${param(usual.topics, 'Array(String)')} AND ${usual.worse === 'lower' ? sql`x >= ${mean}` : sql`x <= ${mean}`}
ORDER BY time DESC, trace_id
LIMIT 1 BY trace_id
LIMIT ${param(limit, 'UInt32')}`;
}

const EXAMPLE_COLUMNS = sql`trace_id, toUnixTimestamp64Milli(time), topic, prompt_version, model_version, shown, ids`;

/** What was asked and answered: [trace_id, question, answer]. */
export function textsStatement(traceIds: readonly string[]): Sql {
  return sql`SELECT trace_id, substringUTF8(user_query, 1, 400), substringUTF8(model_response, 1, 600)
FROM ${view('interaction_text')}
WHERE trace_id IN ${param(traceIds, 'Array(String)')}`;
}

/** Why an evaluator scored as it did: [trace_id, reason]. */
export function reasonsStatement(traceIds: readonly string[], dimension: string, evaluator: string): Sql {
  return sql`SELECT trace_id, argMax(substringUTF8(explanation, 1, 400), scored_at)
FROM score_events
WHERE trace_id IN ${param(traceIds, 'Array(String)')} AND name = ${param(dimension, 'String')} AND evaluator = ${param(evaluator, 'String')}
GROUP BY trace_id`;
}
