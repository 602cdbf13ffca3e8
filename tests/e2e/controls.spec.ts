/** What a person can turn: variables, time range, refresh, theme, sorting; and what the address keeps of it. */
import { FIELD_VALUES } from './fixtureServer';
import { AWKWARD_NAMES } from './fixtures/goodCases';
import { WorkbenchPage } from './pages/workbenchPage';
import { expect, test } from './workbenchTest';

const HOUR_MS = 3_600_000;

test('the page asks one question a panel, over seven days, with no filter while every variable is at All', async ({ workbench, page }) => {
  const groups: (readonly string[])[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) groups.push(...WorkbenchPage.bodyOf(request).queries.map((query) => query.groupBy));
  });
  const sent = await workbench.nextQuery([], () => workbench.open('good'));
  expect(Number(sent.to) - Number(sent.from)).toBeCloseTo(7 * 24 * HOUR_MS, -5);
  expect(sent.queries).toHaveLength(1);
  expect(sent.queries[0]).toMatchObject({ kind: 'good', version: 1, format: 'panel', filters: [] });
  await expect(workbench.panel('By model version').sentence).toBeVisible();
  expect(groups.map((groupBy) => groupBy.join()).sort()).toEqual(['', 'model_version', 'prompt_version', 'topic']);
});

const VARIABLES = [
  { label: 'Service', field: 'service' },
  { label: 'Topic', field: 'topic' },
  { label: 'Prompt version', field: 'prompt_version' },
  { label: 'Model version', field: 'model_version' },
] as const;

test('each variable offers the values of its field and narrows every panel by them', async ({ workbench }) => {
  await workbench.open('good');
  const filters: { field: string; operator: string; values: string[] }[] = [];
  for (const { label, field } of VARIABLES) {
    await test.step(label, async () => {
      const value = FIELD_VALUES[field]?.[1] ?? '';
      expect([...(await workbench.offered(label))].sort()).toEqual(['All', ...(FIELD_VALUES[field] ?? [])].sort());
      filters.push({ field, operator: 'in', values: [value] });
      const sent = await workbench.nextQuery(['topic'], () => workbench.choose(label, value));
      expect(sent.queries[0]?.filters).toEqual(filters);
    });
  }
});

test('two values of one variable are one filter with both', async ({ workbench, page }) => {
  await workbench.open('good');
  await workbench.choose('Topic', 'return policy');
  const sent = await workbench.nextQuery([], () => workbench.choose('Topic', 'delivery'));
  expect(sent.queries[0]?.filters).toEqual([{ field: 'topic', operator: 'in', values: ['return policy', 'delivery'] }]);
  const url = new URL(page.url());
  expect(url.searchParams.getAll('var-topic')).toEqual(['return policy', 'delivery']);
});

test('a time range changes what is asked', async ({ workbench, page }) => {
  await workbench.open('good');
  await workbench.timePicker.click();
  const sent = await workbench.nextQuery([], () => page.getByText('Last 24 hours', { exact: true }).click());
  expect(Number(sent.to) - Number(sent.from)).toBeCloseTo(24 * HOUR_MS, -5);
  await expect(page).toHaveURL(/from=now-24h&to=now/);
});

test('refresh asks again, and shows what has changed since', async ({ workbench }) => {
  await workbench.open('good');
  await expect(workbench.whole.sentence).toContainText('Good:');
  await workbench.hold('not_good');
  await workbench.nextQuery([], () => workbench.refresh());
  await expect(workbench.whole.sentence).toContainText('Not good: factuality 3.9');
});

test('variables, time range and refresh interval are in the address and survive a reload and a link', async ({ workbench, page }) => {
  const search = '?from=now-2d&to=now&var-topic=return%20policy&var-service=$__all&refresh=1m';
  const sent = await workbench.nextQuery([], () => workbench.open('good', search));
  expect(sent.queries[0]?.filters).toEqual([{ field: 'topic', operator: 'in', values: ['return policy'] }]);
  await expect(workbench.timePicker).toContainText('Last 2 days');
  const again = await workbench.nextQuery([], async () => {
    await page.reload();
  });
  expect(again.queries[0]?.filters).toEqual(sent.queries[0]?.filters);
  expect(Number(again.to) - Number(again.from)).toBeCloseTo(48 * HOUR_MS, -5);
  await expect(workbench.variable('Topic')).toContainText('return policy');
  await expect(page.getByTestId('data-testid RefreshPicker interval button')).toContainText('1m');
});

test('back undoes a choice', async ({ workbench, page }) => {
  await workbench.open('good');
  await workbench.choose('Topic', 'return policy');
  await expect(page).toHaveURL(/var-topic=return/);
  await page.goBack();
  await expect(workbench.variable('Topic')).toContainText('All');
});

test('the theme follows the system until somebody chooses, and the choice survives a reload', async ({ workbench, page }) => {
  const scheme = () => page.evaluate(() => document.documentElement.style.colorScheme);
  await workbench.open('good');
  expect(await scheme()).toBe('light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(scheme).toBe('dark');
  await workbench.chooseTheme('Light');
  await expect.poll(scheme).toBe('light');
  await page.reload();
  await workbench.heading.waitFor();
  expect(await scheme()).toBe('light');
});

test('segments come worst first and sort by a column: the worst on top, then the best, then as before', async ({ workbench }) => {
  await workbench.open('not_good');
  const top = async () => (await workbench.byTopic.rowNames()).slice(0, 3);
  await expect.poll(top).toEqual(['return policy', 'new topic', 'account']);
  const factuality = workbench.byTopic.columnButton('factuality');
  await factuality.click();
  await expect.poll(top).toEqual(['return policy', 'account', 'damaged item']);
  await factuality.click();
  await expect.poll(top).toEqual(['account', 'damaged item', 'delivery']);
  await factuality.click();
  await expect.poll(top).toEqual(['return policy', 'new topic', 'account']);
});

test('two hundred segments: the worst fifty are drawn, the rest is counted, and names stay text', async ({ workbench, page }) => {
  await workbench.open('many_segments');
  await expect(workbench.byTopic.root.getByRole('rowheader')).toHaveCount(50);
  await expect(workbench.byTopic.root).toContainText('150 more segments are not shown.');
  await workbench.byTopic.columnButton('Topic').click();
  const names = await workbench.byTopic.rowNames();
  const markup = AWKWARD_NAMES.find((name) => name.startsWith('<')) ?? '';
  expect(names).toContain(markup);
  expect(names).toContain('(none)');
  await expect(page).toHaveTitle('Plumbline');
});
