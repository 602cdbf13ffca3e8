import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings';
import type { Driver } from '../storage/driver';
import { tokenCheck } from './access';
import { readHealth } from './health';
import type { Stats } from './metrics';

interface HealthDeps {
  readonly driver: Driver;
  readonly settings: Settings;
  readonly stats: Stats;
  readonly version: string;
}

/** A store that is away is said to be so before a load balancer gives up. */
const PATIENCE_MS = 4_000;

/**
 * `GET /api/v1/health`: open, so that load balancers need no token; without one, where tokens are set, it says only whether
 * all is well. 503 when the store does not answer.
 */
export function healthRoute(app: FastifyInstance, { driver, settings, stats, version }: HealthDeps): void {
  const maySeeAll = tokenCheck(settings.file.tokens);
  app.get('/api/v1/health', async (request, reply) => {
    const { status, problems, store } = await readHealth(driver, settings, AbortSignal.timeout(PATIENCE_MS));
    reply.code(status === 'down' ? 503 : 200);
    const brief = { product: 'plumbline', version, status };
    if (!maySeeAll(request)) return brief;
    const otlp = settings.otlpHttpPort === 0 ? {} : { http: `http://${request.hostname.replace(/:\d+$/, '')}:${settings.otlpHttpPort}` };
    return { ...brief, problems, uptimeSeconds: Math.round(process.uptime()), store, otlp, ...stats() };
  });
}
