/** Shipped dashboards agree with Grafana's format, with the plugins of this bundle and with the query model. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { querySchema } from '../../src/core/query/model';
import { FIELD_LIST } from '../../src/core/sql/fields';
import dataSourceManifest from '../../src/datasource/plugin.json';
import { dashboardSchema } from '../../src/workbench/dashboardJson';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'provisioning', 'dashboards');
const COLUMNS = 24;

/** Panels that every Grafana has and that need nothing of ours. */
const CORE_PANELS = ['row', 'text', 'timeseries', 'stat', 'table', 'barchart'];
const PANELS = readdirSync(join(ROOT, 'src', 'panels')).map((name) => idIn(join(ROOT, 'src', 'panels', name, 'plugin.json')));
const FIELDS = new Set(FIELD_LIST.map(({ name }) => name));
/** Variables that Grafana itself knows. */
const BUILT_IN = /^__/;

const variableQuerySchema = z.strictObject({
  refId: z.string(),
  version: z.literal(1),
  kind: z.literal('values'),
  field: z.string(),
  filters: z.array(z.unknown()).optional(),
});

const fileSchema = z.looseObject({
  id: z.null(),
  uid: z.string().regex(/^[\w-]{1,40}$/),
  schemaVersion: z.literal(42),
  tags: z.array(z.string()),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), type: z.string() })) }),
  panels: z.array(
    z.looseObject({
      id: z.number(),
      type: z.string(),
      title: z.string().min(1),
      description: z.string().min(1),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.record(z.string(), z.unknown())).default([]),
    }),
  ),
});
type Dashboard = z.infer<typeof fileSchema>;

const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));

test('there is something to test, and addresses differ', () => {
  const uids = FILES.map((name) => fileSchema.parse(read(name)).uid);
  expect(uids.length).toBeGreaterThan(0);
  expect(new Set(uids).size).toBe(uids.length);
});

test('the start page of the app leads to each of them', () => {
  const page = readFileSync(join(ROOT, 'src', 'app', 'StartPage.tsx'), 'utf8');
  const linked = [...page.matchAll(/uid: '([^']+)'/g)].map((match) => match[1]);
  expect(linked.sort()).toEqual(FILES.map((name) => fileSchema.parse(read(name)).uid).sort());
});

describe.each(FILES)('%s', (name) => {
  const json = read(name);
  const dashboard: Dashboard = fileSchema.parse(json);
  const targets = dashboard.panels.flatMap((panel) => panel.targets);

  test('the workbench can draw it', () => expect(() => dashboardSchema.parse(json)).not.toThrow());

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

  test('data come from the data source that the viewer has chosen, never from a fixed one', () => {
    const references = dataSourcesIn(json);
    expect(references.length).toBeGreaterThanOrEqual(dashboard.panels.length + targets.length);
    for (const reference of references) expect(reference).toEqual({ type: dataSourceManifest.id, uid: '${datasource}' });
    expect(dashboard.templating.list.find(({ type }) => type === 'datasource')).toMatchObject({
      name: 'datasource',
      query: dataSourceManifest.id,
    });
  });

  test('every query is one that the service answers', () => {
    for (const target of targets) expect(querySchema.safeParse(target)).toMatchObject({ success: true });
  });

  test('filters and groups name fields that exist', () => {
    const queries = targets.map((target) => querySchema.parse(target));
    const named = queries.flatMap((query) => [...query.filters.map(({ field }) => field), ...(query.kind === 'good' ? query.groupBy : [])]);
    expect(named.filter((field) => !FIELDS.has(field))).toEqual([]);
  });

  test('variables that are used exist, and those that exist are used', () => {
    const defined = dashboard.templating.list.map((variable) => variable.name);
    const used = [...JSON.stringify(dashboard.panels).matchAll(/\$\{?(\w+)/g)].map((match) => match[1] ?? '');
    expect(used.filter((variable) => !defined.includes(variable) && !BUILT_IN.test(variable))).toEqual([]);
    expect(defined.filter((variable) => !used.includes(variable))).toEqual([]);
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
