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
import { newToken, tokensOf } from '../config/tokens';
import { createIngest, RETRY_SECONDS } from '../ingest/createIngest';
import { createGrpcServer } from '../ingest/grpcServer';
import { ANYBODY, type Sender } from '../ingest/otlpRequest';
import { refusal, type Refusal } from '../ingest/outcome';
import { guardAccess, ingestCaller } from '../server/access';
import { ApiError } from '../server/apiError';
import { createApp, REQUEST_TIMEOUT_MS } from '../server/app';
import { currentCaller } from '../server/currentCaller';
import { createMetrics } from '../server/metrics';
import { feedbackRoutes } from '../server/feedbackRoutes';
import { datasetRoutes } from '../server/datasets';
import { evalRunRoutes } from '../server/evalRuns';
import { scoreRoutes } from '../server/scores';
import { TokenBook, type Caller } from '../server/tokenBook';
import { createPuller, type Puller } from '../pull/createPuller';
import { openPullSource } from '../pull/openPullSource';
import { createJudge, type Judge } from '../judge/createJudge';
import { judgeMetrics } from '../judge/judgeMetrics';
import { judgeRoutes } from '../judge/judgeRoutes';
import { serviceDeps } from '../judge/serviceDeps';
import { createSettler, type Settler } from '../settle/createSettler';
import { shippedPrices } from '../settle/shippedPrices';
import type { Driver } from '../storage/driver';
import { migrate } from '../storage/migrate';
import { openStore } from '../storage/openStore';
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
  /** Address of OTLP/gRPC as its clients take it, such as http://127.0.0.1:4317. */
  readonly grpcUrl: string;
  /** Who may call; exchanged when the configuration changes. */
  readonly tokens: TokenBook;
  /** By which this process calls itself; ends with it. */
  readonly ownToken: string;
  readonly driver: Driver;
  readonly settler: Settler;
  readonly puller: Puller;
  readonly judge: Judge;
  /** Stops taking requests, lets the running ones end, and releases the store. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly settings: Settings;
  readonly log: Logger;
  /** Folder of the built workbench; absent for a service without it. */
  readonly workbench?: string;
  /** False for a service that only runs for a command: it does not read the sources of `pull` in the background. */
  readonly pulls?: boolean;
  /** False for a service that only runs for a command: its evaluators do not look for work in the background. */
  readonly judges?: boolean;
}

/**
 * Opens the store, brings the tables up to date, and listens.
 * @throws StorageError when the store cannot be opened, a system error with code EADDRINUSE when a port is taken
 */
export async function startService({ settings, log, workbench, pulls = true, judges = true }: ServeOptions): Promise<Service> {
  const clock = { now: () => Date.now() };
  const metrics = createMetrics();
  const driver = await openStore({ ...settings, guard: guardOf(settings) }, metrics.statement);
  const closers: (() => Promise<void>)[] = [() => driver.close()];
  try {
    await prepareStore(driver, settings, log);
    const replicaId = `${hostname()}-${settings.port}`;
    const settler = createSettler({ driver, settings, clock, log, replicaId });
    const onTraces: typeof settler.touch = (traces) => settler.touch(traces);
    const { token: ownToken } = newToken();
    const tokens = new TokenBook(tokensOf(settings.file), clock, tokensOf({ tokens: [ownToken], access: [] }));
    const ingest = createIngest({ driver, settings, clock, log, onTraces, senderOf: () => senderOf(currentCaller()) });
    const puller = createPuller({
      driver,
      settings,
      clock,
      log,
      replicaId,
      openSource: (source) => openPullSource(source, settings),
      intake: {
        spans: (groups) => ingest.accept({ signal: 'traces', steps: groups.map((group) => ({ group })) }),
        logs: (groups) => ingest.accept({ signal: 'logs', steps: groups }),
      },
    });
    const judgeDeps = serviceDeps({ driver, settings, prices: shippedPrices(), onTraces, log, worker: replicaId });
    const { evaluators } = settings.file;
    const observer = judgeMetrics(metrics.registry, () => judge.status());
    const judge: Judge = createJudge({ deps: judgeDeps, evaluators, observer });
    const app = createApp({
      driver,
      settings,
      clock,
      log,
      metrics,
      tokens,
      version: VERSION,
      stats: () => ({ ingest: ingest.stats(), settle: settler.stats(), pull: puller.stats() }),
      extraRoutes: [
        (routes) => ingest.routes(routes),
        (routes) => judgeRoutes(routes, { deps: judgeDeps, judge, evaluators }),
        (routes) => datasetRoutes(routes, { driver, settings, clock }),
        (routes) => evalRunRoutes(routes, { driver, settings, clock }),
        (routes) => scoreRoutes(routes, { driver, settings, clock, onTraces }),
        (routes) => feedbackRoutes(routes, { driver, settings, clock, onTraces }),
        ...(workbench === undefined ? [] : [(routes: FastifyInstance) => workbenchRoutes(routes, { root: workbench })]),
      ],
    });
    const otlp: FastifyInstance = Fastify({
      loggerInstance: log.child({ part: 'otlp' }) as FastifyBaseLogger,
      logController: new LogController({ disableRequestLogging: true }),
      forceCloseConnections: 'idle',
      requestTimeout: REQUEST_TIMEOUT_MS,
    });
    guardAccess(otlp, { host: settings.host, tokens });
    await ingest.routes(otlp);
    const grpc = createGrpcServer({
      receive: (request, lease) => ingest.receive(request, lease),
      lease: () => ingest.lease(),
      authorize: (authorization) => authorized(tokens, authorization),
      limits: grpcLimits(settings),
      retrySeconds: RETRY_SECONDS,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      log,
    });
    closers.unshift(
      () => app.close(),
      () => otlp.close(),
      () => grpc.close(),
      () => puller.close(),
      () => judge.close(),
      () => ingest.close(),
      () => settler.close(),
    );
    const url = await listen(app, settings.host, settings.port);
    const otlpUrl = await listen(otlp, settings.host, settings.otlpHttpPort);
    const grpcUrl = urlOf(settings.host, await grpc.listen(settings.host, settings.otlpGrpcPort));
    await settler.start();
    if (pulls) puller.start();
    if (judges) await judge.start();
    return { url, otlpUrl, grpcUrl, tokens, ownToken, driver, settler, puller, judge, close: () => closeAll(closers) };
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
  return urlOf(host, address.port);
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function senderOf(caller: Caller | undefined): Sender {
  return caller === undefined ? ANYBODY : { services: caller.services, spend: (bytes) => caller.limit.spend(bytes) };
}

function authorized(tokens: TokenBook, authorization: string | undefined): Sender | Refusal {
  try {
    return senderOf(ingestCaller(tokens, authorization));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const status = error.status === 401 || error.status === 429 ? error.status : 403;
    return refusal(status, error.message, error.retryAfterSeconds);
  }
}

function grpcLimits({ file }: Settings) {
  return { maxBodyBytes: file.ingest.max_body_mib * 1024 ** 2, maxDecodedBytes: file.ingest.max_decoded_mib * 1024 ** 2 };
}

/** Runs every closer, also when an earlier one fails; the first failure is thrown at the end. */
async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
