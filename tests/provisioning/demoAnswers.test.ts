/**
 * Every query that ships is asked, over HTTP, of a store with the demo incident in it: those of dashboards, of variables,
 * of alert rules and of the SQL cookbook. One load serves them all.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { z } from 'zod';
import type { FrameJSON, QueryAnswer } from '../../src/core/frames/frame';
import { createApp } from '../../src/server/app';
import { DEMO_NOW, INCIDENT_START, openDemoStore, type DemoStore } from '../testkit/demoStore';
import { readAlertFiles, storeQueries, type AlertRule } from './alertFiles';
import { readDashboards, type Dashboard, type Panel, type Target } from './dashboardFiles';
import { evaluateRule, keyOf, numberSet, type Labels, type NumberSet } from './evaluateRule';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OWN = 'plumbline-quality-datasource';

let demo: DemoStore;
let app: FastifyInstance;
let url = '';
/** A trace of the incident. */
let hitTrace = '';

beforeAll(async () => {
  demo = await openDemoStore();
  const { store, settings, clock } = demo;
  app = createApp({ driver: store.driver, settings, clock, log: pino({ level: 'silent' }), version: '0.0.0' });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const worst = {
    refId: 'A',
    kind: 'traces',
    order: 'worst',
    dimension: 'factuality',
    filters: [{ field: 'topic', operator: '=', values: ['return policy'] }],
  };
  const { A } = await ask([worst], { from: DEMO_NOW - 7 * DAY, to: DEMO_NOW });
  hitTrace = String(A?.frames[0]?.data.values[1]?.[0]);
});
afterAll(async () => {
  await app?.close();
  await demo?.store.close();
});

interface Range {
  readonly from: number;
  readonly to: number;
}

async function ask(
  queries: readonly object[],
  { from, to }: Range,
  headers: Record<string, string> = {},
): Promise<Record<string, QueryAnswer>> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ from, to, queries }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { results: Record<string, QueryAnswer> }).results;
}

/** Rows of all frames together. */
const rowsOf = (frames: readonly FrameJSON[]): number => frames.reduce((sum, { data }) => sum + (data.values[0]?.length ?? 0), 0);
const typesOf = (frames: readonly FrameJSON[]): string[] => [...new Set(frames.map(({ schema }) => schema.meta?.type ?? 'none'))];

const FILES = readDashboards();

/** "now-7d" before the end of the demo. */
function rangeOf({ time }: Dashboard): Range {
  const [, count = '', unit = ''] = /^now-(\d+)([dh])$/.exec(time.from) ?? [];
  return { from: DEMO_NOW - Number(count) * (unit === 'd' ? DAY : HOUR), to: DEMO_NOW };
}

/** A query as the data source sends it with every variable at All: the filters are gone, and SQL has the word for it. A trace is chosen. */
function atAll({ filters, rawSql, search, traceId, ...target }: Target): object {
  const kept = z
    .array(z.looseObject({ values: z.array(z.string()) }))
    .parse(filters ?? [])
    .filter(({ values }) => !values.some((value) => value.startsWith('$')));
  return {
    ...target,
    filters: kept,
    ...(typeof search === 'string' ? { search: search.replace(/^\$\w+$/, '') } : {}),
    ...(typeof traceId === 'string' ? { traceId: traceId.replace(/^\$\w+$/, hitTrace) } : {}),
    ...(typeof rawSql === 'string' ? { rawSql: rawSql.replace(/\$(?!__)\w+/g, "'$__all'") } : {}),
    intervalMs: HOUR,
    maxDataPoints: 1000,
  };
}

const PANELS = FILES.flatMap(({ dashboard }) =>
  dashboard.panels
    .filter(({ targets }) => targets.some(({ datasource }) => datasource.type === OWN))
    .map((panel): [string, Dashboard, Panel] => [`${dashboard.title}: ${panel.title}`, dashboard, panel]),
);

/** What the demo has none of: it checks no format, cuts no context, has one evaluator, and the week brought no change of it. */
const EMPTY_IN_THE_DEMO = new Set(['Judge health: Changes of evaluators', 'Retrieval and documents: Nothing found']);
const UNKNOWN_IN_THE_DEMO = new Set(['format_failure_rate']);

describe('dashboards', () => {
  test.each(PANELS)('%s', async (name, dashboard, panel) => {
    const own = panel.targets.filter(({ datasource }) => datasource.type === OWN);
    const results = await ask(own.map(atAll), rangeOf(dashboard));
    for (const { refId, measure } of own) {
      const { status, error, frames } = results[refId] ?? { status: 0, frames: [] };
      expect({ refId, status, error }).toEqual({ refId, status: 200, error: undefined });
      if (!EMPTY_IN_THE_DEMO.has(name) && !UNKNOWN_IN_THE_DEMO.has(String(measure))) expect(rowsOf(frames)).toBeGreaterThan(0);
      expect(frames.map(({ schema }) => schema.refId)).toEqual(frames.map(() => refId));
      if (panel.type === 'timeseries') expect(typesOf(frames)).toEqual(['timeseries-multi']);
      if (panel.type === 'stat') expect(rowsOf(frames)).toBe(1);
      if (panel.type === 'table') expect(frames).toHaveLength(1);
      if (panel.type === 'plumbline-isitgood-panel') expect(frames[0]?.schema.meta?.custom).toMatchObject({ kind: 'good_summary' });
      if (panel.type === 'plumbline-documents-panel') {
        expect(frames[0]?.schema.meta?.custom).toMatchObject({ kind: 'documents_panel' });
        expect(frames[0]?.data.values[0]?.[0]).toBe('return-policy-v1.md');
      }
      if (panel.type === 'plumbline-trace-panel') expect(frames[0]?.schema.meta?.custom).toMatchObject({ kind: 'trace_summary' });
      if (panel.type === 'plumbline-isitworse-panel') expect(frames[0]?.schema.meta?.custom).toMatchObject({ kind: 'worse_summary' });
    }
  });

  const annotations = FILES.flatMap(({ dashboard }) =>
    dashboard.annotations.list.map((annotation) => [dashboard.title, dashboard, annotation] as const),
  );
  test.each(annotations)('%s: changes as annotations', async (_title, dashboard, { target }) => {
    const { Changes } = await ask([atAll({ ...target, datasource: { type: OWN, uid: '' } })], rangeOf(dashboard));
    expect(Changes?.status).toBe(200);
    expect(Changes?.frames[0]?.schema.fields.map(({ name }) => name).slice(0, 4)).toEqual(['time', 'title', 'text', 'tags']);
  });

  const fields = [...new Set(FILES.flatMap(({ dashboard }) => dashboard.templating.list.map(({ query }) => fieldOf(query))))].filter(
    (name) => name !== '',
  );
  test.each(fields)('the variable of %s offers values', async (field) => {
    const response = await fetch(`${url}/api/v1/resources/values?field=${field}&from=${DEMO_NOW - 7 * DAY}&to=${DEMO_NOW}`);
    const { values } = (await response.json()) as { values: { value: string; count: number }[] };
    expect(values.length).toBeGreaterThan(0);
    expect(values.every(({ value, count }) => value !== '' && count > 0)).toBe(true);
  });
});

function fieldOf(query: unknown): string {
  return z.object({ field: z.string() }).safeParse(query).data?.field ?? '';
}

const RULES = readAlertFiles()
  .groups.flatMap(({ rules }) => rules)
  .map((rule): [string, AlertRule] => [rule.title, rule]);

const SERVICE: Labels = { service: 'support-assistant' };
const POLICY: Labels = { ...SERVICE, topic: 'return policy' };

/** Instances that fire. The incident is on a small topic and drowns in the whole, which is why there is a rule by topic. */
const FIRING: Readonly<Record<string, readonly Labels[]>> = { 'Quality regression on a topic': [{ metric: 'factuality', ...POLICY }] };

describe('alert rules', () => {
  async function evaluate(rule: AlertRule): Promise<ReadonlyMap<string, NumberSet>> {
    const queries = storeQueries(rule);
    const seconds = queries[0]?.relativeTimeRange.from ?? 0;
    const results = await ask(
      queries.map(({ model }) => ({ ...model, intervalMs: 1000, maxDataPoints: 43_200 })),
      { from: DEMO_NOW - seconds * 1000, to: DEMO_NOW },
      { fromalert: 'true' },
    );
    for (const { refId } of queries) expect(results[refId]).toMatchObject({ status: 200 });
    return evaluateRule(rule, new Map(queries.map(({ refId }) => [refId, numberSet(results[refId]?.frames ?? [])])));
  }

  test.each(RULES)('%s has rows, the same instances in each query, and fires where it should', async (title, rule) => {
    const sets = await evaluate(rule);
    const condition = sets.get(rule.condition) ?? new Map();
    expect(condition.size).toBeGreaterThan(0);
    for (const [refId, set] of sets) expect({ refId, keys: [...set.keys()].sort() }).toEqual({ refId, keys: [...condition.keys()].sort() });
    // Null would be "no data" of this instance.
    expect([...condition.values()].every((value) => value === 0 || value === 1)).toBe(true);
    const firing = [...condition].flatMap(([key, value]) => (value === 1 ? [key] : []));
    if (title !== 'Blind spot') expect(firing.sort()).toEqual((FIRING[title] ?? []).map(keyOf).sort());
  });

  test('the message of the topic says since when and by how much', async () => {
    const rule = RULES.find(([title]) => title === 'Quality regression on a topic')?.[1];
    if (rule === undefined) throw new Error('No such rule');
    const sets = await evaluate(rule);
    const valueOf = (refId: string): number => sets.get(refId)?.get(keyOf({ metric: 'factuality', ...POLICY })) ?? Number.NaN;
    expect(Math.abs(valueOf('since') * 1000 - INCIDENT_START)).toBeLessThan(12 * HOUR);
    expect(valueOf('expected')).toBeCloseTo(4.6, 0);
    expect(valueOf('observed')).toBeCloseTo(3.1, 0);
    expect(valueOf('fall')).toBeCloseTo(valueOf('expected') - valueOf('observed'), 1);
    expect(valueOf('n')).toBeGreaterThan(40);
    expect(valueOf('z')).toBeGreaterThan(5);
  });
});

describe('docs/sql-cookbook.md', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'sql-cookbook.md'), 'utf8');
  const recipes = [...text.matchAll(/^## (\d+)\. (.+)$[^]*?```sql\n([^]*?)```/gm)].map(
    ([, number, title = '', sql = '']) => [`${number}. ${title}`, sql] as const,
  );

  test('there are twenty questions', () =>
    expect(recipes.map(([title]) => title.split('.')[0])).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1))));

  test.each(recipes)('%s', async (_title, rawSql) => {
    const { A } = await ask([{ refId: 'A', kind: 'sql', rawSql, intervalMs: HOUR }], { from: DEMO_NOW - 28 * DAY, to: DEMO_NOW });
    expect({ status: A?.status, error: A?.error }).toEqual({ status: 200, error: undefined });
    expect(rowsOf(A?.frames ?? [])).toBeGreaterThan(0);
  });
});
