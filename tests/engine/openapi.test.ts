/** docs/contracts/openapi.yaml and the routes of the whole service name each other, one by one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { parse } from 'yaml';
import { loadSettings } from '../../src/config/settings';
import { createIngest } from '../../src/ingest/createIngest';
import { createApp } from '../../src/server/app';
import { feedbackRoutes } from '../../src/server/feedbackRoutes';
import { datasetRoutes } from '../../src/server/datasets';
import { evalRunRoutes } from '../../src/server/evalRuns';
import { judgeOn } from '../testkit/judgeBench';
import { judgeRoutes } from '../../src/judge/judgeRoutes';
import { serviceDeps } from '../../src/judge/serviceDeps';
import { scoreRoutes } from '../../src/server/scores';
import { openTestStore, type TestStore } from '../testkit/store';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

test('the OpenAPI file has every route of the service, and no other', async () => {
  const settings = { ...loadSettings({}), database: store.database };
  const deps = { driver: store.driver, settings, clock: { now: () => 0 }, log: pino({ level: 'silent' }), onTraces: () => undefined };
  const ingest = createIngest(deps);
  const app = createApp({
    ...deps,
    extraRoutes: [
      (routes) => ingest.routes(routes),
      (routes) => scoreRoutes(routes, deps),
      (routes) =>
        judgeRoutes(routes, { deps: serviceDeps({ ...deps, prices: [], worker: 'w' }), judge: judgeOn(store, []), evaluators: [] }),
      (routes) => datasetRoutes(routes, deps),
      (routes) => evalRunRoutes(routes, deps),
      (routes) => feedbackRoutes(routes, deps),
    ],
  });
  await app.ready();
  const file = parse(readFileSync(join(__dirname, '../../docs/contracts/openapi.yaml'), 'utf8')) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const described = Object.entries(file.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  for (const route of described) {
    const [method = '', url = ''] = route.split(' ');
    expect([route, app.hasRoute({ method: method as 'GET', url })]).toEqual([route, true]);
  }
  const parts: string[] = [];
  const registered = app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      // A route with a parameter is printed as branches of a tree, four columns to a level.
      const [, lead = '', part = '', methods = ''] = /^([│├└─\s]*)(\S*)(?: \(([^)]*)\))?/.exec(line) ?? [];
      const level = lead.length / 4;
      parts.length = level;
      parts[level] = part;
      const own = methods.split(', ').filter((method) => method !== '' && method !== 'HEAD');
      return own.map((method) => `${method} ${parts.join('')}`);
    });
  expect(registered.sort()).toEqual(described.sort());
  await app.close();
});
