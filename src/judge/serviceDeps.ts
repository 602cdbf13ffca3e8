/** The judge's world in a service: real time, real randomness, the keys of the environment. */
import { randomBytes } from 'node:crypto';
import type { Settings } from '../config/settings';
import { compilePrices } from '../core/cost/compilePrices';
import type { Price } from '../core/cost/priceTable';
import { layoutOf, type JudgeDeps } from './judgeDeps';

export interface ServiceParts extends Pick<JudgeDeps, 'driver' | 'onTraces' | 'log'> {
  readonly settings: Pick<Settings, 'file' | 'database' | 'clickhouse'>;
  /** Prices of the shipped table; those of the configuration come first. */
  readonly prices: readonly Price[];
  /** Names this process among those that share the store, the same after a restart. */
  readonly worker: string;
}

export function serviceDeps({ driver, onTraces, log, settings, prices, worker }: ServiceParts): JudgeDeps {
  return {
    driver,
    layout: layoutOf(settings),
    priceOf: compilePrices([settings.file.prices, prices]),
    clock: { now: () => Date.now() },
    sleep,
    random: Math.random,
    nonce: () => randomBytes(12).toString('hex'),
    env: process.env,
    onTraces,
    log,
    worker,
  };
}

/** Waiting keeps no process alive. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal?.addEventListener('abort', done, { once: true });
  });
}
