import { useEffect, useState } from 'react';

/** What the page knows about the service and its store. */
export type Health =
  | { readonly state: 'loading' }
  | { readonly state: 'down'; readonly message: string }
  | {
      readonly state: 'ok';
      readonly version: string;
      /** True while no request has settled yet. */
      readonly empty: boolean;
      /** True when the store holds generated demo traffic. */
      readonly generated: boolean;
      readonly otlpEndpoint: string;
    };

/** An empty store is asked often, so that the first trace shows at once. */
const POLL_EMPTY_MS = 3_000;
const POLL_MS = 30_000;

interface HealthBody {
  readonly version?: string;
  readonly store?: { readonly interactions?: number; readonly generated?: number };
  readonly otlp?: { readonly http?: string };
}

export function useHealth(): Health {
  const [health, setHealth] = useState<Health>({ state: 'loading' });
  const settled = health.state === 'ok' && !health.empty;
  useEffect(() => {
    let stopped = false;
    const ask = async (): Promise<void> => {
      const next = await readHealth();
      if (!stopped) setHealth((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    void ask();
    const timer = setInterval(() => void ask(), settled ? POLL_MS : POLL_EMPTY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [settled]);
  return health;
}

async function readHealth(): Promise<Health> {
  try {
    const response = await fetch('/api/v1/health');
    const body = (await response.json()) as HealthBody;
    return {
      state: 'ok',
      version: body.version ?? '',
      empty: (body.store?.interactions ?? 0) === 0,
      generated: (body.store?.generated ?? 0) > 0,
      otlpEndpoint: body.otlp?.http ?? `${window.location.protocol}//${window.location.hostname}:4318`,
    };
  } catch (error) {
    return { state: 'down', message: error instanceof Error ? error.message : String(error) };
  }
}
