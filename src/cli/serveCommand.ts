import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { watchTokens } from '../config/watchTokens';
import { loadDemo } from '../demo/loadDemo';
import type { CommandContext } from './main';
import { progressBar } from './progressBar';
import { startService, type Service } from './serve';

/** The built page lies beside the built service. */
const WORKBENCH = join(__dirname, 'workbench');

/** Runs until it is told to stop. A second signal while it is stopping ends it at once. */
export async function serveCommand({ settings, log }: CommandContext, options: { readonly demo: boolean }): Promise<void> {
  const workbench = existsSync(join(WORKBENCH, 'index.html')) ? WORKBENCH : undefined;
  const service = await startService({ settings, log, ...(workbench === undefined ? {} : { workbench }) });
  stopOnSignal(service, log);
  watchTokens({
    env: process.env,
    onTokens: (tokens) => {
      service.tokens.replace(tokens);
      log.info({ tokens: tokens.map(({ name }) => name) }, 'access tokens read anew');
    },
    onFailure: (err) => log.error({ err }, 'the changed configuration cannot be used; access tokens stay as they were'),
  });
  console.log(
    `\n  Plumbline   ${service.url}\n  OTLP/HTTP   ${service.otlpUrl}\n  OTLP/gRPC   ${service.grpcUrl}\n  Store       ${storeName(settings)}\n`,
  );
  if (options.demo && (await isEmpty(service))) await fillWithDemo(service, service.ownToken);
}

function storeName(settings: CommandContext['settings']): string {
  return settings.clickhouse === undefined ? `embedded, ${settings.dataDir}` : `${settings.clickhouse.url}, database ${settings.database}`;
}

async function isEmpty({ driver }: Service): Promise<boolean> {
  const { rows } = await driver.query({ sql: 'SELECT 1 FROM spans LIMIT 1' });
  return rows.length === 0;
}

async function fillWithDemo(service: Service, token: string | undefined): Promise<void> {
  const bar = progressBar('  Loading the generated demo incident');
  const loaded = await loadDemo({ endpoint: service.otlpUrl, token, now: Date.now(), seed: 1, onProgress: bar.update });
  bar.stop();
  await service.settler.settleAll();
  console.log(`  Demo        ${loaded.traces.toLocaleString('en')} generated requests loaded. Open ${service.url}\n`);
}

function stopOnSignal(service: Service, log: Logger): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
