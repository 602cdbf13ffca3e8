import { columns, stringField, timeField } from '../core/frames/field';
import type { FrameJSON } from '../core/frames/frame';
import type { ChangesQuery } from '../core/query/model';
import { QueryError } from '../core/sql/compileFilter';
import { join, param, print, printReadable, sql } from '../core/sql/sql';
import type { QueryDeps, TimeRange } from './deps';

const MAX_CHANGES = 1000;
const TITLES: Readonly<Record<string, string>> = {
  prompt: 'Prompt',
  model: 'Model',
  document: 'Document',
  evaluator: 'Evaluator',
  release: 'Release',
};

/**
 * First sights of versions within the range, as annotations read them. The very first version of a name is no change
 * and is left out, unless the name itself is a document: a new document is news.
 */
export async function answerChanges(
  query: ChangesQuery,
  range: TimeRange,
  { driver }: QueryDeps,
  signal?: AbortSignal,
): Promise<FrameJSON[]> {
  const statement = changesStatement(query, range);
  const { rows } = await driver.query({ ...print(statement), ...(signal === undefined ? {} : { signal }) });
  const fields = [
    timeField('time'),
    stringField('title'),
    stringField('text'),
    stringField('tags'),
    stringField('kind'),
    stringField('service'),
    stringField('name'),
    stringField('version'),
  ];
  const values = rows.map(([ms, kind, service, name, version, generated]) => [
    Number(ms),
    `${TITLES[String(kind)] ?? String(kind)} ${String(name)}: ${String(version) || 'first version'}`,
    `First seen in ${String(service)}${Number(generated) === 1 ? ' (generated demo data)' : ''}`,
    String(kind),
    kind,
    service,
    name,
    version,
  ]);
  return [
    {
      schema: {
        refId: query.refId,
        name: 'changes',
        meta: { type: 'table', typeVersion: [0, 0], executedQueryString: printReadable(statement) },
        fields,
      },
      data: { values: columns(values, fields.length) },
    },
  ];
}

function changesStatement(query: ChangesQuery, { from, to }: TimeRange) {
  const conditions = [
    sql`first_seen >= fromUnixTimestamp64Milli(${param(Math.floor(from), 'Int64')}) AND first_seen < fromUnixTimestamp64Milli(${param(Math.floor(to), 'Int64')})`,
    sql`(first_seen > earliest OR kind = 'document')`,
    ...(query.kinds.length === 0 ? [] : [sql`has(${param(query.kinds, 'Array(String)')}, toString(kind))`]),
    ...query.filters
      .filter(({ values }) => values.length > 0)
      .flatMap(({ field, operator, values }) => {
        if (field !== 'service') return [];
        if (operator !== '=' && operator !== 'in') throw new QueryError('Changes can be filtered by service with = or in.');
        return [sql`has(${param(values, 'Array(String)')}, toString(service))`];
      }),
  ];
  return sql`SELECT toUnixTimestamp64Milli(first_seen), kind, service, name, version, generated
FROM (SELECT *, min(first_seen) OVER (PARTITION BY kind, service, name) AS earliest FROM changes)
WHERE ${join(conditions, ' AND ')}
ORDER BY first_seen
LIMIT ${param(MAX_CHANGES, 'UInt32')}`;
}
