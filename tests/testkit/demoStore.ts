/**
 * A store with the demo incident in it, sent over a real socket and settled by the product itself. To be quick it holds
 * every request about the return policy and each tenth of the others; days, versions and the incident are the demo's.
 */
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { loadSettings, type Settings } from '../../src/config/settings';
import { traceOf, type DemoTrace } from '../../src/demo/generateDemo';
import { RETURN_POLICY } from '../../src/demo/topics';
import { planTraffic } from '../../src/demo/traffic';
import { createIngest } from '../../src/ingest/createIngest';
import { sendInBatches } from '../../src/otlpExport/sendInBatches';
import { createSettler } from '../../src/settle/createSettler';
import { openTestStore, type TestStore } from './store';

/** A Wednesday, 06:48 UTC: the incident began on the Thursday six days before. */
export const DEMO_NOW = Date.UTC(2026, 10, 25, 6, 48);
export const INCIDENT_START = Date.UTC(2026, 10, 19, 9);

const OPTIONS = { seed: 1, now: DEMO_NOW };
const KEPT = 10;

export interface DemoStore {
  readonly store: TestStore;
  readonly settings: Settings;
  readonly clock: { now(): number };
}

/** Takes some five seconds on one core. Close the store when done. */
export async function openDemoStore(): Promise<DemoStore> {
  const store = await openTestStore();
  const settings = { ...loadSettings({}), database: store.database };
  const clock = { now: () => DEMO_NOW };
  const log = { info: () => undefined, warn: () => undefined, error: (details: object) => expect(details).toBeUndefined() };
  const settler = createSettler({ driver: store.driver, settings, clock: { now: () => Date.now() }, log, replicaId: 'demo' });
  const ingest = createIngest({ driver: store.driver, settings, clock, log, onTraces: (traces) => settler.touch(traces) });
  const app = Fastify();
  await ingest.routes(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  await sendInBatches(someTraces(), { endpoint: `http://127.0.0.1:${port}`, spansPerBatch: 4_000 });
  await settler.settleAll();
  await app.close();
  await ingest.close();
  await settler.close();
  return { store, settings, clock };
}

function* someTraces(): Iterable<DemoTrace> {
  let others = 0;
  for (const arrival of planTraffic(OPTIONS)) {
    if (arrival.topic.name !== RETURN_POLICY && others++ % KEPT > 0) continue;
    const trace = traceOf(arrival, OPTIONS);
    if (trace !== undefined) yield trace;
  }
}
