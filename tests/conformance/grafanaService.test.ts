/**
 * The back end of the data source between a Grafana host and the real service: every kind of query is asked over
 * go-plugin and HTTP, answered from the embedded store, and judged as Grafana would. Needs Go.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { configFileSchema } from '../../src/config/configFile';
import { loadSettings } from '../../src/config/settings';
import { interactions, scores } from '../../src/core/model/tables';
import { createApp } from '../../src/server/app';
import { rollUpScores, rollUpTraffic } from '../testkit/rollUp';
import { interactionRow, scoreRow } from '../testkit/rows';
import { openTestStore, type TestStore } from '../testkit/store';
import { buildExecutable, findGo, runGoTests } from './goTests';

jest.setTimeout(20 * 60_000);

const TOKEN = 'conformance-token-0001';
const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 0, 1);
const TO = FROM + 48 * HOUR;

/** What the Go side reads: tests/conformance/host/service_test.go. */
interface Case {
  readonly name: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly from?: number;
  readonly to?: number;
  readonly alert?: boolean;
  readonly minRows: number;
  readonly error?: string;
}

/** A quiet month before the data, for every state that has nothing to say. */
const EMPTY = { from: FROM - 800 * HOUR, to: FROM - 700 * HOUR };

const CASES: readonly Case[] = [
  { name: 'good, panel', query: { kind: 'good' }, minRows: 10 },
  { name: 'good, panel, grouped', query: { kind: 'good', groupBy: ['topic', 'prompt_version'] }, minRows: 20 },
  { name: 'good, panel, nothing there', query: { kind: 'good' }, ...EMPTY, minRows: 0 },
  { name: 'good, table, of which an alert rule names no number', query: { kind: 'good', format: 'table' }, alert: true, minRows: 1 },
  {
    name: 'alert on the verdict of a quiet month',
    query: { kind: 'good', format: 'table', values: ['state'] },
    ...EMPTY,
    alert: true,
    minRows: 0,
  },
  { name: 'alert on the verdict', query: { kind: 'good', format: 'table', values: ['state'] }, alert: true, minRows: 1 },
  {
    name: 'alert on the mean by segment',
    query: { kind: 'good', format: 'table', values: ['mean'], groupBy: ['topic', 'prompt_version'] },
    alert: true,
    minRows: 4,
  },
  { name: 'alert on coverage', query: { kind: 'good', format: 'table', values: ['coverage'] }, alert: true, minRows: 1 },
  { name: 'alert on a series', query: { kind: 'good', format: 'time_series', groupBy: ['topic'] }, alert: true, minRows: 4 },
  { name: 'changes', query: { kind: 'changes' }, minRows: 0 },
  {
    name: 'SQL, table',
    query: { kind: 'sql', rawSql: 'SELECT topic, count() AS n FROM interactions GROUP BY topic' },
    alert: true,
    minRows: 2,
  },
  {
    name: 'SQL, time series',
    query: {
      kind: 'sql',
      format: 'time_series',
      rawSql:
        'SELECT $__timeInterval(time) AS t, topic, count() AS n FROM interactions WHERE $__timeFilter(time) GROUP BY t, topic ORDER BY t',
    },
    alert: true,
    minRows: 4,
  },
  {
    name: 'SQL, time series without rows',
    query: { kind: 'sql', format: 'time_series', rawSql: 'SELECT time AS t, cost_usd FROM interactions WHERE 0' },
    alert: true,
    minRows: 0,
  },
  {
    name: 'SQL, 200,000 rows',
    query: { kind: 'sql', rawSql: 'SELECT number AS n, toString(number) AS s FROM numbers(200000)' },
    minRows: 200_000,
  },
  { name: 'SQL, writing', query: { kind: 'sql', rawSql: 'DROP TABLE interactions' }, minRows: 0, error: 'read' },
  { name: 'SQL, broken', query: { kind: 'sql', rawSql: 'SELECT nothing FROM interactions' }, minRows: 0, error: 'nothing' },
  { name: 'an unknown kind', query: { kind: 'guess' }, minRows: 0, error: 'no kind' },
];

const RESOURCES = ['fields', 'dimensions', 'values?field=topic', 'topics', 'schema', 'health'];

const go = findGo();

(go === '' ? describe.skip : describe)('back end of the data source and the service', () => {
  let store: TestStore;
  let app: FastifyInstance;
  let folder: string;
  let executable: string;

  beforeAll(async () => {
    executable = buildExecutable();
    folder = mkdtempSync(join(tmpdir(), 'plumbline-conformance-'));
    store = await openTestStore();
    await fill(store);
    const settings = {
      ...loadSettings({}),
      database: store.database,
      file: configFileSchema.parse({ tokens: [TOKEN] }),
    };
    app = createApp({ driver: store.driver, settings, clock: { now: () => TO }, log: pino({ level: 'silent' }), version: '0.0.0' });
    await app.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await app?.close();
    await store?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  test('every question is answered as Grafana wants it', async () => {
    const { port } = app.server.address() as AddressInfo;
    const plan = join(folder, 'plan.json');
    const cases = CASES.map((given) => ({ from: FROM, to: TO, ...given }));
    writeFileSync(plan, JSON.stringify({ url: `http://127.0.0.1:${port}`, token: TOKEN, cases, resources: RESOURCES }));
    const { passed, skipped, failures } = await runGoTests(go, ['-run', '^TestService', './tests/conformance/host'], {
      PLUMBLINE_EXECUTABLE: executable,
      PLUMBLINE_CONFORMANCE_PLAN: plan,
    });
    expect(failures).toEqual([]);
    expect(skipped).toEqual([]);
    expect(passed.filter((name) => name.startsWith('TestServiceAnswers/'))).toHaveLength(CASES.length);
    expect(passed).toContain('TestServiceTakesFiftyAtOnce');
  });
});

/** 48 hours of one service: two topics, two prompt versions; every other request judged. */
async function fill({ driver }: TestStore): Promise<void> {
  const requests = Array.from({ length: 400 }, (_, i) => ({
    trace_id: i.toString(16).padStart(32, '0'),
    time: BigInt(FROM + Math.floor((i / 400) * 48 * HOUR)) * 1_000_000n,
    service: 'assistant',
    topic: i % 3 === 0 ? 'return policy' : 'shipping',
    prompt_version: i < 200 ? 'v1' : 'v2',
    row_version: 1n,
  }));
  const asked = requests.map((request) => interactionRow(request));
  const judged = requests
    .filter((_, i) => i % 2 === 0)
    .map((request, i) =>
      scoreRow({
        ...request,
        score_id: request.trace_id,
        evaluator: 'judge',
        evaluator_epoch: 'e1',
        value: 3 + (i % 3),
        inclusion_probability: 0.5,
      }),
    );
  await driver.insert(interactions, asked);
  await driver.insert(scores, judged);
  await rollUpTraffic(driver, asked);
  await rollUpScores(driver, judged);
}
