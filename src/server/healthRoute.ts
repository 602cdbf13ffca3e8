import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings';
import type { Driver } from '../storage/driver';
import { readHealth } from './health';
import type { Stats } from './metrics';
import type { TokenBook } from './tokenBook';

interface HealthDeps {
  readonly driver: Driver;
  readonly settings: Settings;
  readonly stats: Stats;
  readonly version: string;
  readonly tokens: TokenBook;
}

/** A store that is away is said to be so before a load balancer gives up. */
const PATIENCE_MS = 4_000;

/**
 * `GET /api/v1/health`: open, so that load balancers need no token; without one, where tokens are set, it says only whether
 * all is well. 503 when the store does not answer.
 */
export function healthRoute(app: FastifyInstance, { driver, settings, stats, version, tokens }: HealthDeps): void {
  app.get('/api/v1/health', async (request, reply) => {
    const { status, problems, store } = await readHealth(driver, settings, AbortSignal.timeout(PATIENCE_MS));
    reply.code(status === 'down' ? 503 : 200);
    const brief = { product: 'plumbline', version, status };
    const caller = tokens.find(request.headers.authorization);
    if (caller === undefined || caller.services !== null || !caller.scopes.includes('query')) return brief;
    const address = (port: number): string => `http://${request.hostname.replace(/:\d+$/, '')}:${port}`;
    const otlp = {
      ...(settings.otlpHttpPort === 0 ? {} : { http: address(settings.otlpHttpPort) }),
      ...(settings.otlpGrpcPort === 0 ? {} : { grpc: address(settings.otlpGrpcPort) }),
    };
    return { ...brief, problems, uptimeSeconds: Math.round(process.uptime()), store, otlp, ...stats() };
  });
}
