import { join } from 'node:path';
import { loadSettings } from '../src/config/settings';
import { encodeTraces } from '../src/core/otlp/encode/encodeTraces';
import { createIngest } from '../src/ingest/createIngest';
import type { Driver } from '../src/storage/driver';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import { percentile, rounded, timeEach, type Benchmark, type BenchReport } from './benchmark';
import { genAiTraffic } from './genAiTraffic';
import { askGood } from './goodQuery';
import { engineVersion } from './machine';
import { loadScores } from './syntheticScores';

const HOUR_MS = 3_600_000;
const SPANS_PER_SECOND = 5_000;
/** Requests of 500 spans each. */
const REQUESTS_PER_SECOND = SPANS_PER_SECOND / 500;
/** Different requests that are sent in turn; the time of receipt tells their copies apart. */
const PREPARED_SPANS = 100_000;
const TIMING = { warmUp: 3, repeat: 60, limitMs: 60_000 } as const;
export const goodUnderLoad: Benchmark = {
  name: 'load',
  title: `Is it good? The same question alone and while ${SPANS_PER_SECOND} model calls of 2 kB a second come in`,
  sizes: [400_000],
  async run({ folder, sizes, say }): Promise<BenchReport> {
    const rows: BenchReport['rows'][number][] = [];
    const raw: Record<string, readonly number[]> = {};
    let engine = '';
    for (const scores of sizes) {
      const until = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
      const driver = await openDriver({ dataDir: join(folder, `load-${scores}`), database: 'plumbline' });
      await migrate(driver, { database: 'plumbline', cluster: '' });
      engine = await engineVersion(driver);
      say(`loading ${scores.toLocaleString('en')} scores`);
      await loadScores(driver, { scores, until });
      const ask = (run: number): Promise<void> => askGood(driver, until, run);
      say('alone');
      raw[`alone ${scores}`] = await timeEach(ask, TIMING);
      say('under load');
      const traffic = startTraffic(driver);
      raw[`under load ${scores}`] = await timeEach(ask, TIMING);
      const { spans, seconds, answers } = await traffic.stop();
      raw[`answers to senders ${scores}`] = answers;
      await driver.close();
      for (const name of ['alone', 'under load'] as const) {
        const times = raw[`${name} ${scores}`] ?? [];
        rows.push({
          case: name,
          scores,
          'p50 ms': rounded(percentile(times, 0.5)),
          'p95 ms': rounded(percentile(times, 0.95)),
          'spans/s taken': name === 'alone' ? 0 : Math.round(spans / seconds),
          'sender p99 ms': name === 'alone' ? '' : rounded(percentile(answers, 0.99)),
        });
      }
    }
    return { rows, raw, conclusions: { engine } };
  },
};

/** Sends at a fixed rate, whether earlier requests have been answered or not, as many SDKs together do. */
function startTraffic(driver: Driver) {
  const start = BigInt(Date.now() - HOUR_MS) * 1_000_000n;
  const bodies = genAiTraffic(PREPARED_SPANS, start).map((request) => Buffer.from(encodeTraces(request)));
  const log = { error: console.error, warn: console.error };
  const receiver = createIngest({ driver, settings: loadSettings({}), clock: { now: () => Date.now() }, log, onTraces: () => undefined });
  const answers: number[] = [];
  const running = new Set<Promise<void>>();
  const began = performance.now();
  let sent = 0;
  const send = async (body: Buffer): Promise<void> => {
    const before = performance.now();
    const { status } = await receiver.handleTraces({ contentType: 'application/x-protobuf', contentEncoding: undefined, body });
    if (status === 200) answers.push(performance.now() - before);
  };
  const tick = (): void => {
    const due = ((performance.now() - began) / 1000) * REQUESTS_PER_SECOND;
    while (sent < due) {
      const work = send(bodies[sent++ % bodies.length] ?? Buffer.alloc(0));
      running.add(work);
      void work.finally(() => running.delete(work));
    }
  };
  const timer = setInterval(tick, 1000 / REQUESTS_PER_SECOND / 2);
  return {
    async stop() {
      clearInterval(timer);
      const seconds = (performance.now() - began) / 1000;
      await Promise.all(running);
      await receiver.close();
      return { spans: answers.length * (SPANS_PER_SECOND / REQUESTS_PER_SECOND), seconds, answers };
    },
  };
}
