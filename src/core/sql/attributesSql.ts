import { param, sql, type Sql } from './sql';

/** Spans that are looked at: enough for every key that is worth offering, few enough to be read at once. */
const SPANS = 20_000;
const MAX_KEYS = 500;

/** Keys of span and resource attributes, the most frequent first: [key, spans]. @param range milliseconds since 1970-01-01 UTC */
export function attributesStatement({ from, to }: { readonly from: number; readonly to: number }): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  return sql`SELECT arrayJoin(keys) AS key, count() AS n
FROM (
  SELECT arrayConcat(mapKeys(attributes), mapKeys(resource_attributes)) AS keys
  FROM spans
  WHERE start_time >= ${at(from)} AND start_time < ${at(to)}
  LIMIT ${param(SPANS, 'UInt32')}
)
GROUP BY key
ORDER BY n DESC, key
LIMIT ${param(MAX_KEYS, 'UInt32')}`;
}
