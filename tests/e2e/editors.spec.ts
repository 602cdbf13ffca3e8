/** The query editor, the settings of the data source and the way between dashboards, as a new user takes them. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { SQL_ERROR, TRACE_ID } from './fixtures/exploreAnswer';
import { expect, test } from './workbenchTest';

const explore = (query: object): string =>
  `/explore?left=${encodeURIComponent(JSON.stringify({ queries: [{ refId: 'A', version: 1, ...query }] }))}`;

/** The next query of a kind that is asked because of what is done. */
async function sent(page: Page, kind: string, act: () => Promise<unknown>): Promise<Record<string, unknown>> {
  const ofKind = (queries: Record<string, unknown>[]): Record<string, unknown> | undefined => queries.find((query) => query.kind === kind);
  const bodyOf = (data: unknown): Record<string, unknown>[] => (data as { queries: Record<string, unknown>[] }).queries;
  await page.waitForLoadState('networkidle');
  const request = page.waitForRequest((one) => one.url().endsWith('/api/v1/query') && ofKind(bodyOf(one.postDataJSON())) !== undefined);
  await act();
  return ofKind(bodyOf((await request).postDataJSON())) ?? {};
}

const question = (page: Page, name: string) => page.getByRole('radiogroup', { name: 'Question' }).getByRole('radio', { name, exact: true });
const mode = (page: Page, name: string) => page.getByRole('radiogroup', { name: 'Editor' }).getByRole('radio', { name, exact: true });
const option = (page: Page, name: string) => page.getByRole('option', { name }).first();

test('a query is built by clicking only: metric, group, filter with values of the data, in the zone of the viewer', async ({ page }) => {
  await page.goto('/explore');
  const asked = await sent(page, 'metric', () => question(page, 'Metrics').click({ force: true }));
  expect(asked).toMatchObject({ kind: 'metric', measure: 'requests', timezone: 'Europe/Berlin' });
  await page.getByLabel('Metric', { exact: true }).click();
  await option(page, 'Error rate').click();
  await page.getByLabel('Group by').click();
  await option(page, 'Topic').click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByLabel('Values of filter 1').click();
  const filtered = await sent(page, 'metric', () => option(page, 'return policy').click());
  expect(filtered).toMatchObject({
    kind: 'metric',
    measure: 'error_rate',
    groupBy: ['topic'],
    filters: [{ field: 'topic', operator: 'in', values: ['return policy'] }],
  });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('list', { name: 'Series' })).toContainText('return policy');
});

test('to SQL and back: the SQL follows the time range, and the way back loses nothing', async ({ page }) => {
  await page.goto(explore({ kind: 'metric', measure: 'latency', groupBy: ['topic'] }));
  const code = await sent(page, 'sql', () => mode(page, 'Code').click({ force: true }));
  expect(code.kind).toBe('sql');
  expect(String(code.rawSql)).toContain('time >= $__fromTime');
  await expect(page.locator('.view-lines')).toContainText('interaction_metrics');
  const back = await sent(page, 'metric', () => mode(page, 'Builder').click({ force: true }));
  expect(back).toMatchObject({ kind: 'metric', measure: 'latency', groupBy: ['topic'] });
});

test('edited SQL is not thrown away without a word, and an error stands beside the field', async ({ page }) => {
  await page.goto(explore({ kind: 'sql', rawSql: 'SELECT valu FROM scores' }));
  await expect(page.getByRole('alert').filter({ hasText: SQL_ERROR })).toBeVisible();
  await page.locator('.view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('select count() as answers from scores');
  const run = await sent(page, 'sql', () => page.keyboard.press('ControlOrMeta+Enter'));
  expect(run.rawSql).toBe('select count() as answers from scores');
  await expect(page.getByRole('cell', { name: '42' })).toBeVisible();
  await page.getByRole('button', { name: 'Format SQL' }).click();
  await expect(page.locator('.view-line')).toHaveCount(4);
  await mode(page, 'Builder').click({ force: true });
  await page.getByRole('button', { name: 'Keep editing' }).click();
  await expect(mode(page, 'Code')).toBeChecked();
});

test('SQL completion offers documented views, columns and macros', async ({ page }) => {
  await page.goto(explore({ kind: 'sql', rawSql: '' }));
  await page.locator('.view-lines').click();
  await page.keyboard.type('SELECT val');
  await page.keyboard.press('ControlOrMeta+Space');
  await expect(page.locator('.suggest-widget')).toContainText('value');
  await page.keyboard.press('Escape');
  await page.keyboard.type('ue FROM scores WHERE $__timeF');
  await page.keyboard.press('ControlOrMeta+Space');
  await expect(page.locator('.suggest-widget')).toContainText('$__timeFilter');
});

test('a filter that cannot be says so in its row', async ({ page }) => {
  await page.goto(explore({ kind: 'traces', filters: [{ field: 'latency_ms', operator: '>', values: ['slow'] }] }));
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('"slow" is no number.');
});

test('links lead from a line to its traces, to one trace and its conversation', async ({ page }) => {
  await page.goto(explore({ kind: 'metric', measure: 'latency', groupBy: ['topic'], format: 'time_series' }));
  const traces = await sent(page, 'traces', () =>
    page.getByRole('list', { name: 'Series' }).getByRole('link', { name: 'return policy' }).click(),
  );
  expect(traces).toMatchObject({
    kind: 'traces',
    order: 'slowest',
    filters: [{ field: 'topic', operator: '=', values: ['return policy'] }],
  });
  const trace = await sent(page, 'trace', () => page.getByRole('link', { name: TRACE_ID }).click());
  expect(trace).toMatchObject({ kind: 'trace', traceId: TRACE_ID });
  await expect(page).toHaveURL(/\/d\/plumbline-trace/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One trace');
  await page.goto(explore({ kind: 'trace', traceId: TRACE_ID }));
  await page.getByRole('button', { name: /gateway answer/ }).click();
  await expect(page.getByRole('definition').first()).toHaveText('May I return these shoes?');
});

test('the SQL that will run is shown', async ({ page }) => {
  await page.goto(explore({ kind: 'documents' }));
  await page.getByRole('button', { name: 'SQL that will run' }).click();
  await expect(page.getByTestId('sql-preview')).toContainText('"kind":"documents"');
});

test('settings: a token is kept as a secret, sent with each request, tested, and written into the file by a variable', async ({ page }) => {
  await page.goto('/settings');
  await page.getByLabel('Authentication method').click();
  await page.getByText('Access token', { exact: true }).click();
  await page.getByLabel('Token').fill('a-token');
  const request = page.waitForRequest((one) => one.url().endsWith('/api/v1/resources/fields'));
  await page.getByRole('button', { name: 'Save & test' }).click();
  expect((await request).headers().authorization).toBe('Bearer a-token');
  await expect(page.getByText('Data source is working')).toBeVisible();
  await expect(page.getByTestId('provisioning-yaml')).toContainText('token: ${PLUMBLINE_TOKEN}');
  await expect(page.getByTestId('provisioning-yaml')).not.toContainText('a-token');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Reset' })).toBeVisible();
});

test('every shipped dashboard opens from the navigation, in its place and without overflow', async ({ page, workbench }) => {
  await workbench.open('good');
  const links = page.getByRole('navigation', { name: 'Dashboards' }).getByRole('link');
  const titles = await links.allInnerTexts();
  expect(titles.length).toBeGreaterThanOrEqual(2);
  for (const title of titles) {
    await links.filter({ hasText: title }).first().click();
    await expect(workbench.heading).toHaveText(title);
    await expect(page).toHaveURL(/dashboard=plumbline-/);
    expect(await workbench.overflow()).toBeLessThanOrEqual(0);
  }
});

for (const theme of ['light', 'dark'] as const) {
  test(`no serious finding of axe and no overflow on the editors, ${theme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: theme });
    for (const [path, text] of [
      ['/explore', 'Is it good?'],
      [explore({ kind: 'traces' }), 'May I return'],
      ['/settings', 'Connection'],
    ] as const) {
      await page.goto(path);
      await expect(page.getByText(text).first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))).toEqual([]);
      for (const width of [1280, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      }
    }
  });
}
