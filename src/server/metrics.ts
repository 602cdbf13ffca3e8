import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; the target of a panel is 50 ms. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Numbers of other parts of the service, by part; nested numbers are found, and those of a list under the `name` of each
 * entry, as a label. Everything else is left out.
 */
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
    for (const { metric, name, value } of numbersOf('plumbline', stats())) {
      const gauge = gauges.get(metric) ?? newGauge(metric, name, registry);
      gauges.set(metric, gauge);
      if (name === undefined) gauge.set(value);
      else gauge.set({ name }, value);
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function newGauge(metric: string, name: string | undefined, registry: Registry): Gauge {
  const help = 'Reported by the part of the service that the name says';
  return new Gauge({ name: metric, help, labelNames: name === undefined ? [] : ['name'], registers: [registry] });
}

interface Reported {
  readonly metric: string;
  /** Of an entry of a list. */
  readonly name: string | undefined;
  readonly value: number;
}

/** {ingest: {spansAccepted: 3}} is plumbline_ingest_spans_accepted 3, {pull: [{name: "a", spans: 3}]} plumbline_pull_spans{name="a"} 3. */
function numbersOf(metric: string, value: unknown, name?: string): Reported[] {
  if (typeof value === 'number' && Number.isFinite(value)) return [{ metric, name, value }];
  if (typeof value === 'bigint' || typeof value === 'boolean') return [{ metric, name, value: Number(value) }];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((entry: unknown) => (isNamed(entry) ? numbersOf(metric, entry, entry.name) : []));
  return Object.entries(value).flatMap(([key, inner]) => numbersOf(`${metric}_${snake(key)}`, inner, name));
}

function isNamed(entry: unknown): entry is { readonly name: string } {
  return typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string';
}

function snake(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9_]/g, '_')
    .toLowerCase();
}
