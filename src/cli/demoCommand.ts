import { setTimeout as sleep } from 'node:timers/promises';
import { followDemo } from '../demo/followDemo';
import { loadDemo } from '../demo/loadDemo';
import type { CommandContext } from './main';
import { progressBar } from './progressBar';
import { withService } from './withService';

export interface DemoCommandOptions {
  readonly seed: number;
  /** Base address of an OTLP/HTTP endpoint to send to instead of the own service, such as a collector. */
  readonly endpoint?: string;
  /** Goes on with the requests of the demo as they happen, instead of loading its past. */
  readonly follow: boolean;
}

/** Loads the demo incident into the running service, or into the store when none runs; or goes on with its traffic. */
export async function demoCommand(context: CommandContext, options: DemoCommandOptions): Promise<void> {
  const send = options.follow ? follow : load;
  const [token] = context.settings.file.tokens;
  if (options.endpoint !== undefined) return send({ endpoint: options.endpoint, token, seed: options.seed });
  await withService(context, async (service) => {
    await send({ endpoint: service.otlpUrl, token, seed: options.seed });
    await service.settle();
  });
}

interface Target {
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly seed: number;
}

async function load(target: Target): Promise<void> {
  const bar = progressBar('Loading the demo incident');
  const loaded = await loadDemo({ ...target, now: Date.now(), onProgress: bar.update });
  bar.stop();
  console.log(`Loaded ${loaded.traces.toLocaleString('en')} generated requests (${loaded.spans.toLocaleString('en')} spans).`);
}

async function follow(target: Target): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  console.log(`Sending the demo's requests to ${target.endpoint} as they happen, three minutes behind.`);
  await followDemo({
    ...target,
    clock: { now: () => Date.now() },
    wait: (ms) => sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined),
    signal: stop.signal,
  });
}
