/** Lists of requests: a page of fifty out of millions, by every way that a person looks for them. */
import { join } from 'node:path';
import { loadSettings } from '../src/config/settings';
import { answerQueries } from '../src/server/answerQueries';
import type { Driver } from '../src/storage/driver';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import { percentile, rounded, timeEach, type Benchmark, type BenchReport } from './benchmark';
import { engineVersion } from './machine';
import { untilQuiet } from './untilQuiet';

const DAY_MS = 86_400_000;
const DAYS = 35;
const LIMIT_MS = 200;
const TIMING = { warmUp: 1, repeat: 15, limitMs: 4_000 } as const;
/** Inserts, as parts that live ingest leaves behind. */
const PARTS = 8;
/** One request in ten is judged. */
const JUDGED = 10;
const settings = loadSettings({});

interface Question {
  readonly name: string;
  readonly query: (run: number, size: number) => Readonly<Record<string, unknown>>;
  /** Rows of a page; an answer with others was not measured. */
  readonly rows: (size: number) => number | null;
}

const is = (field: string, value: string) => ({ filters: [{ field, operator: '=', values: [value] }] });

const QUESTIONS: readonly Question[] = [
  { name: 'newest', query: () => ({}), rows: () => 50 },
  { name: 'a topic', query: (run) => is('topic', `topic ${run % 10}`), rows: () => 50 },
  { name: 'a rare version', query: () => is('prompt_version', 'v0'), rows: () => null },
  { name: 'worst', query: () => ({ order: 'worst', dimension: 'factuality' }), rows: () => 50 },
  {
    name: 'worst of a topic',
    query: (run) => ({ order: 'worst', dimension: 'factuality', ...is('topic', `topic ${run % 10}`) }),
    rows: () => 50,
  },
  { name: 'slowest', query: () => ({ order: 'slowest' }), rows: () => 50 },
  { name: 'costliest', query: () => ({ order: 'costliest' }), rows: () => 50 },
  { name: 'a common word', query: () => ({ search: 'return policy' }), rows: () => 50 },
  { name: 'a rare word', query: (run, size) => ({ search: `order${(run * 7919) % Math.floor(size / 100)}` }), rows: () => 50 },
  { name: 'a word of one request', query: (run, size) => ({ search: `case${(run * 7919) % size}` }), rows: () => 1 },
  { name: 'a session', query: (run, size) => is('session_id', `s${(run * 7919) % Math.floor(size / 5)}`), rows: () => 5 },
  { name: 'a user', query: (run, size) => is('user_id', `u${(run * 7919) % Math.floor(size / 50)}`), rows: () => 50 },
  { name: 'a document', query: (run) => is('retrieved_context_ids', `doc-${run % 500}.md`), rows: () => 50 },
  { name: 'scores up to 1', query: () => ({ filters: [{ field: 'scores.factuality', operator: '<=', values: ['1'] }] }), rows: () => 50 },
  { name: 'cost above a bound', query: () => ({ filters: [{ field: 'cost_usd', operator: '>', values: ['0.0999'] }] }), rows: () => 50 },
];

export const traces: Benchmark = {
  name: 'traces',
  title: 'A page of 50 requests, 35 days, through the query service, by number of requests',
  sizes: [1_000_000, 10_000_000],
  async run({ folder, sizes, say }): Promise<BenchReport> {
    const rows: BenchReport['rows'][number][] = [];
    const raw: Record<string, readonly number[]> = {};
    const conclusions: Record<string, number | string> = { target: `p95 <= ${LIMIT_MS} ms at 10,000,000 requests` };
    for (const size of sizes) {
      const until = Math.floor(Date.now() / DAY_MS) * DAY_MS;
      const driver = await openDriver({ dataDir: join(folder, `traces-${size}`), database: 'plumbline' });
      try {
        await migrate(driver, { database: 'plumbline', cluster: '' });
        say(`making ${size.toLocaleString('en')} requests`);
        await load(driver, size, until);
        await untilQuiet(driver);
        say('measuring');
        conclusions.engine = await engineVersion(driver);
        let worst = 0;
        for (const { name, query, rows: expected } of QUESTIONS) {
          const times = await timeEach((run) => ask(driver, until, query(run, size), expected(size)), TIMING);
          const p95 = percentile(times, 0.95);
          worst = Math.max(worst, p95);
          raw[`${name} ${size}`] = times;
          rows.push({
            requests: size,
            list: name,
            'median ms': rounded(percentile(times, 0.5)),
            'p95 ms': rounded(p95),
            runs: times.length,
          });
        }
        conclusions[`slowest p95 at ${size}`] = rounded(worst);
      } finally {
        await driver.close();
      }
    }
    return { rows, raw, conclusions };
  },
};

async function ask(driver: Driver, until: number, query: Readonly<Record<string, unknown>>, expected: number | null): Promise<void> {
  const deps = { driver, settings, clock: { now: () => until } };
  const queries = [{ refId: 'A', kind: 'traces', limit: 50, ...query }];
  const { results } = await answerQueries({ from: until - DAYS * DAY_MS, to: until, queries }, deps);
  const rows = results.A?.frames[0]?.data.values[0]?.length;
  if (results.A?.status !== 200 || (expected !== null && rows !== expected))
    throw new Error(`${JSON.stringify(query)}: ${results.A?.error ?? `${rows} rows`}`);
}

/** Rows made inside the engine. Everything about a request follows from its number, so the same words find the same rows. */
async function load(driver: Driver, size: number, until: number): Promise<void> {
  const step = (BigInt(DAYS * DAY_MS) * 1_000_000n) / BigInt(size);
  const start = BigInt(until - DAYS * DAY_MS) * 1_000_000n;
  const time = `fromUnixTimestamp64Nano(toInt64(${start} + number * ${step}), 'UTC')`;
  const id = 'lower(hex(sipHash128(number)))';
  const topic = `concat('topic ', toString(cityHash64(number, 't') % 10))`;
  // One request in ten thousand has the rare version.
  const prompt = `if(cityHash64(number, 'p') % 10000 = 0, 'v0', concat('v', toString(1 + intDiv(number * 3, ${size}))))`;
  const segments = `'assistant', 'production', '1.0', ${topic}, 'answer', ${prompt}, 'openai', 'model', 'model-1'`;
  const names = 'service, environment, release, topic, prompt_name, prompt_version, provider, model, model_version';
  const settingsOf = { max_partitions_per_insert_block: 0 };
  for (let part = 0; part < PARTS; part++) {
    const from = Math.floor((part * size) / PARTS);
    const numbers = `numbers(${from}, ${Math.floor(((part + 1) * size) / PARTS) - from})`;
    await driver.command({
      sql: `INSERT INTO interactions_local (trace_id, time, ${names}, latency_ms, cost_usd, input_tokens, output_tokens, retrieved_context_ids, status, session_id, user_id, row_version)
        SELECT ${id}, ${time}, ${segments}, exp(5 + 4 * (cityHash64(number, 'l') % 1000000) / 1000000), 0.1 * (cityHash64(number, 'c') % 1000000) / 1000000, 800, 120,
          arrayMap(rank -> concat('doc-', toString(cityHash64(number, rank) % 500), '.md'), [1, 2, 3, 4]), 'ok',
          concat('s', toString(number % ${Math.floor(size / 5)})), concat('u', toString(number % ${Math.floor(size / 50)})), 1
        FROM ${numbers}`,
      settings: settingsOf,
    });
    await driver.command({
      sql: `INSERT INTO interaction_text_local (trace_id, time, service, user_query, model_response, row_version)
        SELECT ${id}, ${time}, 'assistant', concat('What is the return policy for order', toString(number % ${Math.floor(size / 100)}), ' in case', toString(number), '?'),
          concat('You can send it back within ', toString(cityHash64(number) % 90), ' days of delivery, unused and in its packaging.'), 1
        FROM ${numbers}`,
      settings: settingsOf,
    });
    await driver.command({
      sql: `INSERT INTO scores_local (score_id, trace_id, time, scored_at, name, evaluator, evaluator_epoch, value, scale_min, scale_max, inclusion_probability, ${names}, row_version)
        SELECT ${id}, ${id}, ${time} AS at, at, 'factuality', 'judge', 'e', multiIf((cityHash64(number, 'f') % 100 AS u) < 2, 1, u < 5, 2, u < 13, 3, u < 35, 4, 5), 1, 5, 0.1, ${segments}, 1
        FROM ${numbers} WHERE number % ${JUDGED} = 0`,
      settings: settingsOf,
    });
  }
}
