import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; the target of a panel is 50 ms. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Numbers of other parts of the service, by part; nested numbers are found, everything else is left out. */
export type Stats = () => Readonly<Record<string, unknown>>;

export interface Metrics {
  readonly registry: Registry;
  /** One answered query. */
  query(kind: string, status: number, milliseconds: number): void;
  /** One statement of the store. */
  statement(about: { readonly operation: string; readonly outcome: string; readonly seconds: number }): void;
}

/** Prometheus metrics of one service, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const queries = new Histogram({
    name: 'plumbline_query_duration_seconds',
    help: 'Time to answer one query, by kind and status',
    labelNames: ['kind', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const statements = new Histogram({
    name: 'plumbline_storage_duration_seconds',
    help: 'Time of one statement in the store, by operation and outcome',
    labelNames: ['operation', 'outcome'],
    buckets: BUCKETS,
    registers: [registry],
  });
  return {
    registry,
    query: (kind, status, milliseconds) => queries.observe({ kind, status }, milliseconds / 1000),
    statement: ({ operation, outcome, seconds }) => statements.observe({ operation, outcome }, seconds),
  };
}

/** Counts requests and serves `GET /metrics`. */
export function metricsRoute(app: FastifyInstance, { registry }: Metrics, stats: Stats): void {
  const requests = new Counter({
    name: 'plumbline_http_requests_total',
    help: 'HTTP requests, by route, method and status',
    labelNames: ['route', 'method', 'status'],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    requests.inc({ route: request.routeOptions.url ?? 'unknown', method: request.method, status: reply.statusCode });
  });
  const gauges = new Map<string, Gauge>();
  app.get('/metrics', async (_request, reply) => {
    for (const [name, value] of numbersOf('plumbline', stats())) {
      const gauge =
        gauges.get(name) ?? new Gauge({ name, help: 'Reported by the part of the service that the name says', registers: [registry] });
      gauges.set(name, gauge);
      gauge.set(value);
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

/** {ingest: {spansAccepted: 3}} is plumbline_ingest_spans_accepted 3. */
function numbersOf(prefix: string, value: unknown): [string, number][] {
  if (typeof value === 'number' && Number.isFinite(value)) return [[prefix, value]];
  if (typeof value === 'bigint') return [[prefix, Number(value)]];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersOf(`${prefix}_${snake(key)}`, inner));
}

function snake(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9_]/g, '_')
    .toLowerCase();
}
