/** Shipped dashboards agree with Grafana's format, with the plugins of this bundle and with the query model. */
import { parser as promql } from '@prometheus-io/lezer-promql';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { querySchema, type Query } from '../../src/core/query/model';
import { FIELD_LIST } from '../../src/core/sql/fields';
import dataSourceManifest from '../../src/datasource/plugin.json';
import { dashboardSchema } from '../../src/workbench/dashboardJson';
import { readDashboards, type Dashboard } from './dashboardFiles';

const ROOT = join(__dirname, '..', '..');
const COLUMNS = 24;

const PLUMBLINE = { type: dataSourceManifest.id, uid: '${datasource}' };
/** Metrics of the infrastructure, which the first question is asked of. */
const PROMETHEUS = { type: 'prometheus', uid: '${prometheus}' };

/** Panels that every Grafana has and that need nothing of ours. */
const CORE_PANELS = ['row', 'text', 'timeseries', 'stat', 'table', 'barchart'];
const PANELS = readdirSync(join(ROOT, 'src', 'panels')).map((name) => idIn(join(ROOT, 'src', 'panels', name, 'plugin.json')));
const FIELDS = new Set(FIELD_LIST.map(({ name }) => name));
/** Variables that Grafana itself knows, and the macros of the service. */
const BUILT_IN = /^__/;

/**
 * Metrics that the stack of docker-compose.yml gives to Prometheus: its own `up`, the collector's host metrics (with the
 * names and units that its exporter makes of them) and its span metrics.
 */
const METRICS = new Set([
  'up',
  'system_cpu_utilization_ratio',
  'system_memory_utilization_ratio',
  'traces_span_metrics_calls_total',
  'traces_span_metrics_duration_seconds_bucket',
]);

const variableQuerySchema = z.strictObject({
  refId: z.string(),
  version: z.literal(1),
  kind: z.literal('values'),
  field: z.string(),
  filters: z.array(z.unknown()).optional(),
});

const FILES = readDashboards();

test('there is something to test, and addresses differ', () => {
  const uids = FILES.map(({ dashboard }) => dashboard.uid);
  expect(uids.length).toBeGreaterThan(0);
  expect(new Set(uids).size).toBe(uids.length);
});

test('the start page of the app leads to each of them that is not an example', () => {
  const page = readFileSync(join(ROOT, 'src', 'app', 'StartPage.tsx'), 'utf8');
  const linked = [...page.matchAll(/uid: '([^']+)'/g)].map((match) => match[1]);
  const shipped = FILES.filter(({ dashboard }) => !dashboard.tags.includes('example')).map(({ dashboard }) => dashboard.uid);
  expect(linked.sort()).toEqual(shipped.sort());
});

test('the data source offers each of them for import', () => {
  const offered = dataSourceManifest.includes.map(({ type, name, path }) => ({ type, name, path }));
  const shipped = FILES.map(({ name, dashboard }) => ({ type: 'dashboard', name: dashboard.title, path: `dashboards/${name}` }));
  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
  expect(offered.sort(byPath)).toEqual(shipped.sort(byPath));
});

describe.each(FILES.map((file) => [file.name, file] as const))('%s', (_name, { json, dashboard }) => {
  const targets = dashboard.panels.flatMap((panel) => panel.targets);
  const own = targets.filter(({ datasource }) => datasource.type === PLUMBLINE.type);
  const metrics = targets.filter(({ datasource }) => datasource.type === PROMETHEUS.type);
  const queries: readonly Query[] = [...own, ...dashboard.annotations.list.map(({ target }) => target)].map((target) =>
    querySchema.parse(target),
  );

  test('the workbench can read it', () => expect(() => dashboardSchema.parse(json)).not.toThrow());

  test('panels lie inside the grid and not over each other', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { gridPos } of dashboard.panels) {
      expect(gridPos.x).toBeGreaterThanOrEqual(0);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(COLUMNS);
      expect(Math.min(gridPos.w, gridPos.h)).toBeGreaterThan(0);
    }
    expect(overlaps(dashboard)).toEqual([]);
  });

  test('panels are ours or in every Grafana', () => {
    const known = new Set([...PANELS, ...CORE_PANELS]);
    expect(dashboard.panels.map(({ type }) => type).filter((type) => !known.has(type))).toEqual([]);
  });

  test('data come from the data sources that the viewer has chosen, never from fixed ones', () => {
    const references = dataSourcesIn(json);
    expect(references.length).toBeGreaterThanOrEqual(dashboard.panels.length + targets.length);
    for (const reference of references) expect([PLUMBLINE, PROMETHEUS]).toContainEqual(reference);
    const chosen = dashboard.templating.list.filter(({ type }) => type === 'datasource').map(({ name, query }) => [name, query]);
    expect(chosen).toEqual([['datasource', PLUMBLINE.type], ...(metrics.length > 0 ? [['prometheus', 'prometheus']] : [])]);
  });

  test('the queries of a panel have names of their own', () => {
    for (const panel of dashboard.panels) expect(new Set(panel.targets.map(({ refId }) => refId)).size).toBe(panel.targets.length);
  });

  test('filters and groups name fields that exist', () => {
    const named = queries.flatMap((query) => [...query.filters.map(({ field }) => field), ...('groupBy' in query ? query.groupBy : [])]);
    expect(named.filter((field) => !FIELDS.has(field))).toEqual([]);
  });

  test('queries of Prometheus can be read, and ask for metrics that the stack has', () => {
    for (const { expr } of metrics) {
      const { errors, names } = readPromQl(z.string().parse(expr));
      expect({ expr, errors, unknown: names.filter((name) => !METRICS.has(name)) }).toEqual({ expr, errors: 0, unknown: [] });
    }
  });

  test('variables that are used exist, and those that exist are used', () => {
    // Ad hoc filters go into each query of their data source without being named.
    const defined = dashboard.templating.list.filter(({ type }) => type !== 'adhoc').map((variable) => variable.name);
    const used = [...JSON.stringify([dashboard.panels, dashboard.annotations]).matchAll(/\$\{?(\w+)/g)].map((match) => match[1] ?? '');
    expect(used.filter((variable) => !defined.includes(variable) && !BUILT_IN.test(variable))).toEqual([]);
    expect(defined.filter((variable) => !used.includes(variable))).toEqual([]);
  });

  test('every query of the store listens to the variables', () => {
    const chosen = dashboard.templating.list.filter(({ type }) => type === 'query').map(({ name }) => name);
    for (const target of own) if (chosen.length > 0) expect(JSON.stringify(target)).toMatch(new RegExp(`\\$(${chosen.join('|')})\\b`));
  });

  test('ad hoc filters stand where each panel of ours takes them: SQL does not', () => {
    const adHoc = dashboard.templating.list.filter(({ type }) => type === 'adhoc');
    expect(adHoc.map(({ datasource }) => datasource)).toEqual(adHoc.map(() => PLUMBLINE));
    const takesThem = own.length > 0 && own.every(({ kind }) => kind !== 'sql') && !dashboard.tags.includes('example');
    expect(adHoc).toHaveLength(takesThem ? 1 : 0);
  });

  test('changes are drawn over every dashboard with a chart of a core panel', () => {
    const charts = dashboard.panels.filter(({ type }) => type === 'timeseries');
    expect(dashboard.annotations.list.filter(({ enable, target }) => enable === true && target.kind === 'changes')).toHaveLength(
      charts.length > 0 ? 1 : 0,
    );
  });

  test('variables list a field that exists, and All asks for no restriction', () => {
    for (const variable of dashboard.templating.list.filter(({ type }) => type === 'query')) {
      expect(FIELDS).toContain(variableQuerySchema.parse(variable.query).field);
      // Without it Grafana sends every listed value, and a value beyond the end of the list would be left out silently.
      if (variable.includeAll === true) expect(variable.allValue).toBe('$__all');
    }
  });
});

function idIn(path: string): string {
  return z.object({ id: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).id;
}

/** Errors of the grammar, and the metrics that are named. Grafana's variable for an interval stands for one. */
function readPromQl(text: string): { readonly errors: number; readonly names: readonly string[] } {
  const filled = text.replaceAll('$__rate_interval', '1m');
  const names: string[] = [];
  let errors = 0;
  promql.parse(filled).iterate({
    enter({ name, type, from, to, node }) {
      if (type.isError) errors++;
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(filled.slice(from, to));
    },
  });
  return { errors, names };
}

/** Pairs of panels that share a cell of the grid. */
function overlaps({ panels }: Dashboard): string[] {
  return panels.flatMap((one, index) =>
    panels
      .slice(index + 1)
      .filter(({ gridPos: b }) => {
        const a = one.gridPos;
        return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
      })
      .map((other) => `${one.title} and ${other.title}`),
  );
}

/** Every `datasource` reference at any depth. */
function dataSourcesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(dataSourcesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'datasource' ? [inner] : dataSourcesIn(inner)));
}
