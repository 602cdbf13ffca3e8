/**
 * Every query of the shipped alert rules, asked as Grafana asks it (the built executable under a go-plugin host) and read by
 * Grafana's own data-plane reader, of services in each state that there is, and of a time without any. Needs Go.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { configFileSchema } from '../../src/config/configFile';
import { loadSettings } from '../../src/config/settings';
import { WORSE_STATES, type WorseState } from '../../src/core/verdict/worseState';
import { createApp } from '../../src/server/app';
import { readAlertFiles, storeQueries } from '../provisioning/alertFiles';
import { keyOf, numberSet } from '../provisioning/evaluateRule';
import { insertQuality, insertTraffic, qualityCell, trafficCell } from '../testkit/hourlyCells';
import { openTestStore, type TestStore } from '../testkit/store';
import { buildExecutable, findGo, runGoTests } from './goTests';

jest.setTimeout(20 * 60_000);

const TOKEN = 'conformance-token-0002';
const HOUR = 3_600_000;
const DAYS = 42;
const TO = Date.UTC(2026, 0, 15);
/** Before anything was there. */
const NOTHING = TO - 400 * 24 * HOUR;

/** What a service named after its state shows: scores an hour, their mean and their epoch, by hours before now. */
const SERVICES: Readonly<Record<WorseState, (hoursAgo: number) => { n: number; mean?: number; epoch?: string }>> = {
  steady: () => ({ n: 5 }),
  worse: (hoursAgo) => ({ n: 5, mean: hoursAgo < 72 ? 3.2 : 4 }),
  better: (hoursAgo) => ({ n: 5, mean: hoursAgo < 72 ? 4.7 : 4 }),
  judge_blind: (hoursAgo) => ({ n: hoursAgo < 48 ? 0 : 5 }),
  evaluator_changed: (hoursAgo) => ({ n: 5, epoch: hoursAgo < 48 ? 'e2' : 'e1' }),
  not_enough_data: (hoursAgo) => ({ n: hoursAgo < 48 ? 1 : 0 }),
};

const QUERIES = readAlertFiles().groups.flatMap(({ rules }) =>
  rules.flatMap((rule) =>
    storeQueries(rule).map(({ model, relativeTimeRange: { from } }) => ({ name: `${rule.title}: ${model.refId}`, model, from })),
  ),
);

const go = findGo();
let store: TestStore;
let app: FastifyInstance;
let url = '';

beforeAll(async () => {
  store = await openTestStore();
  await fill(store);
  const settings = { ...loadSettings({}), database: store.database, file: configFileSchema.parse({ tokens: [TOKEN] }) };
  app = createApp({ driver: store.driver, settings, clock: { now: () => TO }, log: pino({ level: 'silent' }), version: '0.0.0' });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app?.close();
  await store?.close();
});

test('the services are in the states that they are named after', async () => {
  const query = { refId: 'A', kind: 'worse', format: 'table', groupBy: ['service'], values: ['state'] };
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ from: TO - 168 * HOUR, to: TO, queries: [query] }),
  });
  const { results } = (await response.json()) as { results: { A: { frames: Parameters<typeof numberSet>[0] } } };
  const states = numberSet(results.A.frames);
  const expected = Object.entries(WORSE_STATES).map(([service, code]) => [keyOf({ metric: 'factuality', service }), code]);
  expect(Object.fromEntries(states)).toEqual(Object.fromEntries(expected));
});

(go === '' ? test.skip : test)('Grafana reads each answer as a set of numbers with labels of their own, or as no data', async () => {
  const executable = buildExecutable();
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-alerts-'));
  try {
    const plan = join(folder, 'plan.json');
    const cases = QUERIES.flatMap(({ name, model, from }) => [
      { name, query: model, from: TO - from * 1000, to: TO, alert: true, minRows: 1 },
      { name: `${name}, of nothing`, query: model, from: NOTHING - from * 1000, to: NOTHING, alert: true, minRows: 0 },
    ]);
    writeFileSync(plan, JSON.stringify({ url, token: TOKEN, cases, resources: [] }));
    const { passed, failures } = await runGoTests(go, ['-run', '^TestServiceAnswers$', './tests/conformance/host'], {
      PLUMBLINE_EXECUTABLE: executable,
      PLUMBLINE_CONFORMANCE_PLAN: plan,
    });
    expect(failures).toEqual([]);
    expect(passed.filter((name) => name.startsWith('TestServiceAnswers/'))).toHaveLength(cases.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Scores spread by ±0.5 around the mean of each hour, which wobbles by a hundredth. */
async function fill({ driver }: TestStore): Promise<void> {
  const hours = Array.from({ length: DAYS * 24 }, (_, index) => index + 1);
  const cells = Object.entries(SERVICES).flatMap(([service, shape]) =>
    hours.map((hoursAgo) => {
      const { n, mean = 4, epoch = 'e1' } = shape(hoursAgo);
      const m = mean + (hoursAgo % 2 === 0 ? 0.01 : -0.01);
      const hour = (TO - hoursAgo * HOUR) / 1000;
      const sums = { n: BigInt(n), sw: n, sw2: n, swx: n * m, swxx: n * (m * m + 0.25) };
      return {
        traffic: trafficCell({ hour, service, n: 10n }),
        quality: n === 0 ? [] : [qualityCell({ hour, service, evaluator_epoch: epoch, ...sums })],
      };
    }),
  );
  await insertTraffic(
    driver,
    cells.map(({ traffic }) => traffic),
  );
  await insertQuality(
    driver,
    cells.flatMap(({ quality }) => quality),
  );
  // There is one cell an hour and service, so the totals of an hour are its cell.
  for (const name of ['quality', 'traffic']) {
    const { rows } = await driver.query({
      sql: `SELECT arrayStringConcat(groupArray(name), ', ') FROM (SELECT name FROM system.columns
WHERE database = currentDatabase() AND table IN ('${name}_totals_local', '${name}_hourly_local') GROUP BY name HAVING count() = 2)`,
    });
    const columns = String(rows[0]?.[0]);
    await driver.command({ sql: `INSERT INTO ${name}_totals_local (${columns}) SELECT ${columns} FROM ${name}_hourly_local` });
  }
}
