/**
 * The running service: store, ingest, settling, API and workbench put together. Everything it needs comes in as a
 * value, so that a test or another command can run one beside itself.
 */
import { hostname } from 'node:os';
import type { AddressInfo } from 'node:net';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { guardOf } from '../config/guardOf';
import type { Settings } from '../config/settings';
import { createIngest } from '../ingest/createIngest';
import { guardAccess } from '../server/access';
import { createApp } from '../server/app';
import { scoreRoutes } from '../server/scores';
import { createSettler, type Settler } from '../settle/createSettler';
import type { Driver } from '../storage/driver';
import { migrate } from '../storage/migrate';
import { openDriver } from '../storage/openDriver';
import { applyRetention } from '../storage/retention';
import { workbenchRoutes } from '../workbench/routes';

/** Written in by the build; a run from the sources has none. */
declare const PLUMBLINE_VERSION: string | undefined;
const VERSION = typeof PLUMBLINE_VERSION === 'undefined' ? 'dev' : PLUMBLINE_VERSION;

export interface Service {
  /** Base address of the HTTP API and the workbench, such as http://127.0.0.1:3300. */
  readonly url: string;
  /** Base address of OTLP/HTTP, without a path. */
  readonly otlpUrl: string;
  readonly driver: Driver;
  readonly settler: Settler;
  /** Stops taking requests, lets the running ones end, and releases the store. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly settings: Settings;
  readonly log: Logger;
  /** Folder of the built workbench; absent for a service without it. */
  readonly workbench?: string;
}

/**
 * Opens the store, brings the tables up to date, and listens.
 * @throws StorageError when the store cannot be opened, a system error with code EADDRINUSE when a port is taken
 */
export async function startService({ settings, log, workbench }: ServeOptions): Promise<Service> {
  const clock = { now: () => Date.now() };
  const driver = await openDriver({ ...settings, guard: guardOf(settings) });
  const closers: (() => Promise<void>)[] = [() => driver.close()];
  try {
    await prepareStore(driver, settings, log);
    const settler = createSettler({ driver, settings, clock, log, replicaId: `${hostname()}-${settings.port}` });
    const ingest = createIngest({ driver, settings, clock, log, onTraces: (traces) => settler.touch(traces) });
    const app = createApp({
      driver,
      settings,
      clock,
      log,
      version: VERSION,
      stats: () => ({ ingest: ingest.stats(), settle: settler.stats() }),
      extraRoutes: [
        (routes) => ingest.routes(routes),
        (routes) => scoreRoutes(routes, { driver, settings, clock, onTraces: (traces) => settler.touch(traces) }),
        ...(workbench === undefined ? [] : [(routes: FastifyInstance) => workbenchRoutes(routes, { root: workbench })]),
      ],
    });
    const otlp: FastifyInstance = Fastify({
      loggerInstance: log.child({ part: 'otlp' }) as FastifyBaseLogger,
      logController: new LogController({ disableRequestLogging: true }),
      forceCloseConnections: 'idle',
    });
    guardAccess(otlp, { host: settings.host, tokens: settings.file.tokens });
    await ingest.routes(otlp);
    closers.unshift(
      () => app.close(),
      () => otlp.close(),
      () => ingest.close(),
      () => settler.close(),
    );
    const url = await listen(app, settings.host, settings.port);
    const otlpUrl = await listen(otlp, settings.host, settings.otlpHttpPort);
    await settler.start();
    return { url, otlpUrl, driver, settler, close: () => closeAll(closers) };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

async function prepareStore(driver: Driver, settings: Settings, log: Logger): Promise<void> {
  const cluster = settings.clickhouse?.cluster ?? '';
  const { applied } = await migrate(driver, { database: settings.database, cluster });
  if (applied.length > 0) log.info({ applied }, 'tables created or upgraded');
  await applyRetention(
    driver,
    { database: settings.database, cluster },
    { textDays: settings.file.retention.text_days, metricsDays: settings.file.retention.metrics_days },
  );
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ host, port });
  const address = app.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

/** Runs every closer, also when an earlier one fails; the first failure is thrown at the end. */
async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
