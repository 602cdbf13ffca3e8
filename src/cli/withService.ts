import type { CommandContext } from './main';
import { startService } from './serve';

export interface RunningService {
  /** Base address of OTLP/HTTP. */
  readonly otlpUrl: string;
  /** Base address of the HTTP API. */
  readonly url: string;
  /** By which a service of this process is called; absent for a running one. */
  readonly token?: string;
  /** Waits until everything that was sent has settled, where this process can see to it. */
  settle(): Promise<void>;
}

/**
 * Runs `work` against the service that owns the store: the one that answers on the configured port, or one of its own
 * that is started for this and stopped afterwards. The embedded folder has one owner, so a command never opens it
 * beside a running service.
 */
export async function withService<T>({ settings, log }: CommandContext, work: (service: RunningService) => Promise<T>): Promise<T> {
  const url = `http://${settings.host}:${settings.port}`;
  if (await answers(url)) {
    return work({ url, otlpUrl: `http://${settings.host}:${settings.otlpHttpPort}`, settle: async () => undefined });
  }
  const service = await startService({
    settings: { ...settings, port: 0, otlpHttpPort: 0, otlpGrpcPort: 0 },
    log,
    pulls: false,
    judges: false,
  });
  try {
    return await work({ url: service.url, token: service.ownToken, otlpUrl: service.otlpUrl, settle: () => service.settler.settleAll() });
  } finally {
    await service.close();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(2_000) });
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'product' in body && body.product === 'plumbline';
  } catch {
    return false;
  }
}
