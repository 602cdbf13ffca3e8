/** What editors and variables ask: `GET /api/v1/resources/*`. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { filterSchema } from '../core/query/model';
import { QueryError } from '../core/query/queryError';
import { attributesStatement } from '../core/sql/attributesSql';
import { FIELD_LIST } from '../core/sql/fields';
import { valuesStatement } from '../core/sql/valuesSql';
import { readDimensionList } from './dimensionList';
import type { QueryDeps, TimeRange } from './deps';
import { goneSignal } from './queryRoute';
import { readRows } from './readRows';
import { readSchema } from './schemaList';
import { sqlPreview } from './sqlPreview';

const DAY_MS = 86_400_000;
const MAX_VALUES = 1000;

const rangeSchema = z.object({ from: z.coerce.number().optional(), to: z.coerce.number().optional() });

const valuesSchema = rangeSchema.extend({
  field: z.string().min(1).max(256),
  filters: z.string().max(100_000).optional(),
  search: z.string().max(256).default(''),
  limit: z.coerce.number().int().min(1).max(MAX_VALUES).default(500),
});

const previewSchema = rangeSchema.extend({ query: z.string().max(200_000) });

export function resourceRoutes(app: FastifyInstance, deps: QueryDeps): void {
  const { clock, settings } = deps;
  app.get('/api/v1/resources/fields', async () => ({ fields: FIELD_LIST }));
  app.get('/api/v1/resources/attributes', async (request, reply) => {
    const range = timeRange(rangeSchema.parse(request.query), clock.now());
    const rows = await readRows(attributesStatement(range), { deps, signal: goneSignal(reply) });
    return { attributes: rows.map(([name, count]) => ({ name: String(name), count: Number(count) })) };
  });
  app.get('/api/v1/resources/values', async (request, reply) => {
    const { field, filters, search, limit, ...range } = valuesSchema.parse(request.query);
    const question = { field, search, limit: limit + 1, filters: filtersOf(filters), ...timeRange(range, clock.now()) };
    const rows = await readRows(valuesStatement(question), { deps, signal: goneSignal(reply) });
    return {
      values: rows.slice(0, limit).map(([value, count]) => ({ value: String(value ?? ''), count: Number(count) })),
      truncated: rows.length > limit,
    };
  });
  app.get('/api/v1/resources/dimensions', async (request, reply) => {
    const range = timeRange(rangeSchema.parse(request.query), clock.now());
    return { dimensions: await readDimensionList(range, { deps, signal: goneSignal(reply) }) };
  });
  app.get('/api/v1/resources/topics', async (request, reply) => {
    const range = timeRange(rangeSchema.parse(request.query), clock.now());
    const statement = valuesStatement({ field: 'topic', filters: [], search: '', limit: MAX_VALUES, ...range });
    const rows = await readRows(statement, { deps, signal: goneSignal(reply) });
    const seen = new Map(rows.map(([topic, requests]) => [String(topic), Number(requests)]));
    const names = new Set([...seen.keys(), ...settings.file.topics.map(({ topic }) => topic)]);
    return { topics: [...names].map((topic) => ({ topic, requests: seen.get(topic) ?? 0 })) };
  });
  app.get('/api/v1/resources/schema', async (_request, reply) => ({ views: await readSchema({ deps, signal: goneSignal(reply) }) }));
  app.get('/api/v1/resources/sql-preview', (request, reply) => {
    const { query, ...range } = previewSchema.parse(request.query);
    return reply.send({ sql: sqlPreview(jsonOf(query, 'query'), timeRange(range, clock.now()), deps) });
  });
}

/** The last thirty days where nothing is said. */
function timeRange({ from, to }: { readonly from?: number | undefined; readonly to?: number | undefined }, now: number): TimeRange {
  const end = to ?? now;
  const start = from ?? end - 30 * DAY_MS;
  if (!(end > start)) throw new QueryError('The time range is empty: "from" must be before "to".');
  return { from: start, to: end };
}

function filtersOf(text: string | undefined) {
  return text === undefined || text === '' ? [] : z.array(filterSchema).max(50).parse(jsonOf(text, 'filters'));
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new QueryError(`The parameter "${name}" is no JSON.`);
  }
}
