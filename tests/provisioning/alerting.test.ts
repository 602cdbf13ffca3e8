/** Shipped alert rules, contact point and policies: what can be said of the files without a store. */
import { querySchema } from '../../src/core/query/model';
import { expressions, readAlertFiles, storeQueries, type AlertRule } from './alertFiles';
import { readDashboards } from './dashboardFiles';

const files = readAlertFiles();
const rules = files.groups.flatMap((group) => group.rules);
const named = rules.map((rule): [string, AlertRule] => [rule.title, rule]);
const SEGMENTS = new Set(['service', 'topic']);

test('the six rules of a team, the budget, and the three on the judge', () => {
  expect(named.map(([title]) => title)).toEqual([
    'Judge blind',
    'Blind spot',
    'Judge drift',
    'Structural failures',
    'Time to the first token',
    'Quality regression',
    'Quality regression on a topic',
    'Hallucination rate',
    'Thumbs down',
    'Cost of a request',
    'Budget',
  ]);
  expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
  expect(new Set(files.groups.map(({ name }) => name)).size).toBe(files.groups.length);
});

describe.each(named)('%s', (_title, rule) => {
  test('its condition is its last expression, and each refId is its model’s', () => {
    expect(expressions(rule).at(-1)?.refId).toBe(rule.condition);
    expect(new Set(rule.data.map(({ refId }) => refId)).size).toBe(rule.data.length);
    for (const { refId, model } of rule.data) expect(model.refId).toBe(refId);
  });

  test('each query is one that the service answers, with one number and the labels of the others', () => {
    const queries = storeQueries(rule).map(({ model }) => querySchema.parse(model));
    for (const query of queries) expect(query).toMatchObject({ format: 'table', values: [expect.any(String)] });
    const asked = queries.map((query) => JSON.stringify({ ...query, refId: '', values: [] }));
    expect(new Set(asked).size).toBe(1);
    expect(new Set(storeQueries(rule).map(({ datasourceUid }) => datasourceUid))).toEqual(new Set(['plumbline']));
    expect(new Set(storeQueries(rule).map(({ relativeTimeRange }) => relativeTimeRange.from)).size).toBe(1);
  });

  test('annotations name queries and labels that are there', () => {
    const queries = storeQueries(rule).map(({ model }) => querySchema.parse(model));
    const groupBy = queries.flatMap((query) => ('groupBy' in query ? query.groupBy : []));
    const own = queries.flatMap(({ kind }) => (kind === 'agreement' ? ['evaluator', 'dimension'] : ['metric', 'dimension']));
    const labels = new Set([...own, ...groupBy]);
    expect([...labels].filter((label) => SEGMENTS.has(label)).length).toBeLessThanOrEqual(2);
    const refIds = rule.data.map(({ refId }) => refId);
    for (const text of Object.values(rule.annotations)) {
      for (const [, name = ''] of text.matchAll(/\$values\.(\w+)/g)) expect(refIds).toContain(name);
      for (const [, name = ''] of text.matchAll(/\$labels\.(\w+)/g)) expect([...labels]).toContain(name);
      // Grafana fills in ${NAME} from its environment.
      expect(text).not.toMatch(/\$\{/);
    }
    expect(Object.keys(rule.annotations)).toEqual(['summary', 'description', 'panel', 'traces', 'runbook']);
  });

  test('labels hold nothing that changes', () => {
    expect(Object.values(rule.labels).join(' ')).not.toContain('$');
    expect(rule.labels).toMatchObject({ product: 'plumbline', severity: expect.stringMatching(/^(critical|warning|info)$/) });
  });

  test('it leads to a panel that exists', () => {
    const dashboard = readDashboards().find(({ dashboard: { uid } }) => uid === rule.dashboardUid)?.dashboard;
    expect(dashboard?.panels.map(({ id }) => id)).toContain(rule.panelId);
    expect(rule.annotations.panel).toContain(`d/${rule.dashboardUid}?`);
    expect(rule.annotations.panel).toContain(`viewPanel=panel-${rule.panelId}`);
    const variables = [...(rule.annotations.panel ?? '').matchAll(/var-(\w+)=/g)].map(([, name]) => name);
    expect(dashboard?.templating.list.map(({ name }) => name)).toEqual(expect.arrayContaining(variables));
  });
});

test('policies and rules speak of each other', () => {
  const [policy] = files.policies;
  const receivers = files.contactPoints.map(({ name }) => name);
  expect(
    [policy?.receiver, ...(policy?.routes.map(({ receiver }) => receiver) ?? [])].every((name) => receivers.includes(name ?? '')),
  ).toBe(true);
  const severities = policy?.routes.flatMap(({ matchers }) =>
    matchers.flatMap((matcher) => /^severity =~? (.+)$/.exec(matcher)?.[1]?.split('|') ?? []),
  );
  expect(new Set(rules.map(({ labels }) => labels.severity))).toEqual(new Set(severities));
});
