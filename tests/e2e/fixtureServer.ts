/**
 * The built workbench with an API of known answers behind it. The cookie `plumbline-case` of a browser context chooses
 * what the store "holds": a name of GOOD_CASES or WORSE_CASES, or one of the cases of the service itself below.
 */
import fastify, { type FastifyRequest } from 'fastify';
import type { QueryAnswer } from '../../src/core/frames/frame';
import { tableFrame } from '../../src/core/frames/tableFrame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { queryRequestSchema, querySchema } from '../../src/core/query/model';
import { FIELD_LIST } from '../../src/core/sql/fields';
import { workbenchRoutes } from '../../src/workbench/routes';
import { exploreAnswer } from './fixtures/exploreAnswer';
import { goodAnswer } from './fixtures/goodAnswer';
import { GOOD_CASES, isGoodCase, type GoodCaseName } from './fixtures/goodCases';
import { worseAnswer } from './fixtures/worseAnswer';
import { isWorseCase, WORSE_CASES, type WorseCaseName } from './fixtures/worseCases';

/** Cases in which the store's figures play no part. */
export const SERVICE_CASES = [
  /** Each query fails with a message. */
  'error',
  /** There are requests, and none of them fits what is asked. */
  'nothing',
  /** The request itself is refused. */
  'refused',
  /** Queries are answered only after `release`. */
  'slow',
  /** No request was ever received. */
  'empty_store',
] as const;

export type CaseName = GoodCaseName | WorseCaseName | (typeof SERVICE_CASES)[number];
export const CASE_COOKIE = 'plumbline-case';

/** Values that variables offer, by field; the most frequent first, as the service orders them. */
export const FIELD_VALUES: Readonly<Record<string, readonly string[]>> = {
  service: ['support-assistant', 'sales-assistant'],
  topic: ['delivery', 'return policy', 'invoice'],
  prompt_version: ['v3', 'v2', 'v1'],
  model_version: ['sonnet-2026-09-01', 'sonnet-2026-10-20'],
  'attributes.tenant': ['acme', 'globex'],
};

/** A documented view, as far as completion shows it. */
const VIEWS = [{ name: 'scores', comment: 'Scores', columns: [{ name: 'value', type: 'Nullable(Float64)', comment: 'Score' }] }];

export const ERROR_TEXT = 'ClickHouse stopped the query at its time limit. Narrow the time range or the filters.';
export const REFUSED_TEXT = 'The store does not answer: connection refused.';

export interface FixtureServer {
  readonly url: string;
  /** Makes queries of the case `slow` wait from now on. */
  readonly holdBack: () => void;
  /** Lets them be answered, those that wait and those to come. */
  readonly release: () => void;
  readonly close: () => Promise<void>;
}

/** @param root folder of the built workbench */
export async function startFixtureServer(root: string): Promise<FixtureServer> {
  const app = fastify();
  let gate = closedGate();
  workbenchRoutes(app, { root });
  app.get('/api/v1/health', (request) => healthOf(caseOf(request)));
  app.get<{ Querystring: { field?: string } }>('/api/v1/resources/values', ({ query }) => ({
    values: (FIELD_VALUES[query.field ?? ''] ?? []).map((value, index) => ({ value, count: 1_000 - index })),
    truncated: false,
  }));
  app.get('/api/v1/resources/fields', () => ({ fields: FIELD_LIST }));
  app.get('/api/v1/resources/attributes', () => ({ attributes: [{ name: 'tenant', count: 10 }] }));
  app.get('/api/v1/resources/dimensions', () => ({ dimensions: DEFAULT_DIMENSIONS.map((dimension) => ({ ...dimension, n: 1 })) }));
  app.get('/api/v1/resources/schema', () => ({ views: VIEWS }));
  app.get<{ Querystring: { query: string; from: string; to: string } }>('/api/v1/resources/sql-preview', ({ query }) => ({
    sql: `SELECT 1 FROM interaction_metrics WHERE time >= fromUnixTimestamp64Milli(${query.from}) -- ${query.query}`,
  }));
  app.post('/api/v1/query', async (request, reply) => {
    const name = caseOf(request);
    if (name === 'refused') return reply.code(503).send({ error: { code: 'store_unavailable', message: REFUSED_TEXT, hint: '' } });
    if (name === 'slow') await gate.opened;
    return { results: answers(request.body, name) };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The fixture server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    holdBack: () => (gate = closedGate()),
    release: () => gate.open(),
    close: () => app.close(),
  };
}

function closedGate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

function caseOf({ headers }: FastifyRequest): CaseName {
  const name = new RegExp(`${CASE_COOKIE}=(\\w+)`).exec(headers.cookie ?? '')?.[1] ?? 'good';
  const service = SERVICE_CASES.find((one) => one === name);
  if (service !== undefined) return service;
  if (isGoodCase(name) || isWorseCase(name)) return name;
  throw new Error(`No case ${name}`);
}

/** Queries are checked as the service does, so that a page which sends a wrong one is found here too. */
function answers(body: unknown, name: CaseName): Record<string, QueryAnswer> {
  const { from, to, queries } = queryRequestSchema.parse(body);
  return Object.fromEntries(
    queries.map((sent) => {
      const query = querySchema.parse(sent);
      if (name === 'nothing') return [query.refId, { status: 200, frames: nothing(query.refId) }];
      if (name !== 'error' && query.kind === 'worse')
        return [query.refId, { status: 200, frames: worseAnswer(WORSE_CASES[isWorseCase(name) ? name : 'steady'], query) }];
      const explored = name === 'error' ? undefined : exploreAnswer(query, { from, to });
      if (explored !== undefined) return [query.refId, explored];
      if (name === 'error' || query.kind !== 'good')
        return [query.refId, { status: 504, frames: [], error: ERROR_TEXT, errorSource: 'downstream' }];
      const held = GOOD_CASES[isGoodCase(name) ? name : 'good'];
      return [query.refId, { status: 200, frames: goodAnswer(held, query, { from, to }) }];
    }),
  );
}

function nothing(refId: string) {
  return tableFrame({ refId, columns: [], rows: [], executedQueryString: 'SELECT 1', notices: [], format: 'table' });
}

function healthOf(name: CaseName) {
  const isGenerated = isGoodCase(name) && GOOD_CASES[name].isGenerated;
  const interactions = name === 'empty_store' ? 0 : 24_800;
  return {
    product: 'plumbline',
    version: '0.0.0-test',
    status: 'ok',
    store: { interactions, generated: isGenerated ? interactions : 0 },
    otlp: { http: 'http://127.0.0.1:4318' },
  };
}
