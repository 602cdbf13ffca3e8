/** The HTTP API, put together. Nothing listens here; the caller does that. */
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings';
import { tokensOf } from '../config/tokens';
import type { Driver } from '../storage/driver';
import { restrictDriver } from '../storage/restrictDriver';
import { guardAccess } from './access';
import { ApiError, errorBody, toApiError } from './apiError';
import { currentCaller } from './currentCaller';
import type { QueryDeps } from './deps';
import { healthRoute } from './healthRoute';
import { labelRoutes } from './labelRoutes';
import { createMetrics, metricsRoute, type Metrics, type Stats } from './metrics';
import { queryRoute } from './queryRoute';
import { resourceRoutes } from './resourceRoutes';
import { TokenBook } from './tokenBook';

/** Routes of another part of the service; content types that it adds stay with it. */
export type RouteSet = (app: FastifyInstance) => unknown;

export interface AppOptions {
  readonly driver: Driver;
  readonly settings: Settings;
  readonly clock: { now(): number };
  readonly log: FastifyBaseLogger;
  /** Figures of ingest and settling, for health and metrics. */
  readonly stats?: Stats;
  readonly extraRoutes?: readonly RouteSet[];
  /** Given when other parts report to the same metrics. */
  readonly metrics?: Metrics;
  readonly version?: string;
  /** Given when tokens may change while the service runs; those of the settings when absent. */
  readonly tokens?: TokenBook;
}

/** A request that has not come to its end after this long is given up: slow senders hold connections, not the service. */
export const REQUEST_TIMEOUT_MS = 60_000;

/** @returns an app that is ready to listen; its `close` waits for running requests */
export function createApp(options: AppOptions): FastifyInstance {
  const { settings, clock, log, stats = () => ({}), extraRoutes = [], metrics = createMetrics(), version = 'dev' } = options;
  const tokens = options.tokens ?? new TokenBook(tokensOf(settings.file), clock);
  const driver = restrictDriver(options.driver, settings.database, () => currentCaller()?.services ?? null);
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // Idle keep-alive connections would hold up a stop.
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: 200 },
    trustProxy: settings.file.trust_proxy,
  });
  guardAccess(app, { host: settings.host, tokens, feedbackOrigins: settings.file.feedback.origins });
  answerErrors(app);
  const deps: QueryDeps & Pick<AppOptions, 'settings'> = {
    driver,
    settings,
    clock,
    observe: metrics.query,
    report: (error) => log.error({ err: error }, 'a query failed'),
  };
  metricsRoute(app, metrics, stats);
  void app.register(async (api) => {
    // Text would let a page of another origin post a query without asking first.
    api.removeContentTypeParser('text/plain');
    queryRoute(api, deps);
    resourceRoutes(api, deps);
    labelRoutes(api, { ...deps, wholeDriver: options.driver });
    healthRoute(api, { driver, settings, stats, version, tokens });
  });
  for (const routes of extraRoutes) {
    void app.register(async (scope) => {
      await routes(scope);
    });
  }
  return app;
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toApiError(error);
    if (known.status >= 500) request.log.error({ err: error, url: request.url }, 'request failed');
    return reply.code(known.status).send(errorBody(known));
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const unknown = new ApiError(
      404,
      'not_found',
      `There is nothing at ${request.method} ${path}.`,
      'docs/contracts/openapi.yaml lists every route.',
    );
    return reply.code(404).send(errorBody(unknown));
  });
}
