/** Each question of the query editor, clicked through as a new user would; what it asks, and what it says of a slip. */
import { TRACE_ID } from './fixtures/exploreAnswer';
import { ERROR_TEXT } from './fixtureServer';
import { ExplorePage } from './pages/explorePage';
import { expect, test as base } from './workbenchTest';

const test = base.extend<{ readonly explore: ExplorePage }>({
  explore: async ({ page }, use) => {
    await use(new ExplorePage(page));
  },
});

test('worse: metric, dimension, segments, smallest fall and the number of an alert rule', async ({ explore, page }) => {
  await explore.open();
  expect(await explore.sent('worse', () => explore.ask('Is it getting worse?'))).toMatchObject({
    metrics: [],
    baseline: { kind: 'rolling' },
    groupBy: [],
    format: 'table',
  });
  expect(await explore.sent('worse', () => explore.choose('Metric', 'Fail rate'))).toMatchObject({
    metrics: [{ kind: 'fail_rate', dimension: 'factuality' }],
  });
  expect(await explore.sent('worse', () => explore.choose('Dimension', 'relevance'))).toMatchObject({
    metrics: [{ kind: 'fail_rate', dimension: 'relevance' }],
  });
  await explore.choose('Group by', 'Topic');
  await page.keyboard.press('Escape');
  expect(await explore.sent('worse', () => explore.fill('Smallest fall', '0.2'))).toMatchObject({
    rule: { minFall: 0.2 },
    groupBy: ['topic'],
  });
  expect(await explore.sent('worse', () => explore.choose('Values', 'firing'))).toMatchObject({ format: 'table', values: ['firing'] });
  await page.keyboard.press('Escape');
  expect(await explore.sent('worse', () => explore.format('Time series').click({ force: true }))).toMatchObject({ format: 'time_series' });
  await expect(explore.field('Values')).toHaveCount(0);
});

test('worse: what a rate and a latency are of', async ({ explore }) => {
  await explore.open({ kind: 'worse', format: 'table' });
  await explore.choose('Metric', /^Rate/);
  expect(await explore.sent('worse', () => explore.choose('Of', 'Refusals'))).toMatchObject({
    metrics: [{ kind: 'rate', rate: 'refusal' }],
  });
  await explore.choose('Metric', 'Latency');
  await explore.choose('Of', 'First token');
  const limited = await explore.sent('worse', () => explore.fill('Limit, ms', '1500'));
  expect(limited).toMatchObject({ metrics: [{ kind: 'latency', of: 'ttft', quantile: 0.95, limitMs: 1500 }] });
  const automatic = await explore.sent('worse', () => explore.fill('Limit, ms', ''));
  expect(automatic.metrics).toEqual([{ kind: 'latency', of: 'ttft', quantile: 0.95 }]);
});

test('worse: each baseline asks for what it needs', async ({ explore, page }) => {
  await explore.open({ kind: 'worse', format: 'table' });
  const fixed = await explore.sent('worse', () => explore.choose('Baseline', 'Fixed range'));
  const { from, to } = fixed.baseline as { from: number; to: number };
  expect((to - from) / 86_400_000).toBe(7);
  await explore.choose('Baseline', 'A version');
  await expect(page.getByText('Choose a version.')).toBeVisible();
  expect(await explore.sent('worse', () => explore.choose('Version', 'v2'))).toMatchObject({
    baseline: { kind: 'release', field: 'prompt_version', version: 'v2' },
  });
  await explore.choose('Field', 'model_version');
  await explore.choose('Baseline', 'Two versions');
  await explore.choose('Field', 'model_version');
  await explore.choose('Old version', 'sonnet-2026-09-01');
  expect(await explore.sent('worse', () => explore.choose('New version', 'sonnet-2026-10-20'))).toMatchObject({
    baseline: { kind: 'concurrent', field: 'model_version', old: 'sonnet-2026-09-01', new: 'sonnet-2026-10-20' },
  });
});

test('good: a target of a dimension within its scale', async ({ explore }) => {
  await explore.open();
  await explore.choose('Dimensions', 'factuality');
  await explore.page.keyboard.press('Escape');
  await explore.fill('Target', '7');
  await expect(explore.page.getByText('Between 1 and 5.')).toBeVisible();
  expect(await explore.sent('good', () => explore.fill('Target', '4.5'))).toMatchObject({
    dimensions: ['factuality'],
    targets: { factuality: 4.5 },
    format: 'time_series',
  });
});

test('what is missing: every field, those below a share, and what is no share', async ({ explore, page }) => {
  await explore.open();
  expect(await explore.sent('health', () => explore.ask('What is missing?'))).toMatchObject({ kind: 'health', format: 'panel' });
  const rows = explore.result.getByRole('row');
  await expect(rows.filter({ hasText: 'filled' }).nth(1)).toContainText('100%');
  const all = await rows.count();
  await explore.fill('Filled below, %', 'most');
  await expect(page.getByText('Enter a number.')).toBeVisible();
  await explore.fill('Filled below, %', '250');
  await expect(page.getByText('Between 0.01 and 100.')).toBeVisible();
  expect(await explore.sent('health', () => explore.fill('Filled below, %', '90'))).toMatchObject({ below: 0.9 });
  await expect(rows).toHaveCount(all - 1);
  expect(await explore.sent('health', () => explore.format('Numbers').click({ force: true }))).toMatchObject({
    format: 'table',
    below: 0.9,
  });
});

test('documents and changes, and the traces with a document', async ({ explore, page }) => {
  await explore.open();
  await explore.ask('Documents');
  expect(await explore.sent('documents', () => explore.choose('Group by', 'Topic'))).toMatchObject({ groupBy: ['topic'] });
  await page.keyboard.press('Escape');
  const traces = await explore.sent('traces', () => explore.result.getByRole('link', { name: 'return-policy-v1.md' }).click());
  expect(traces).toMatchObject({ filters: [{ field: 'retrieved_context_ids', operator: '=', values: ['return-policy-v1.md'] }] });
  await explore.ask('Changes');
  expect(await explore.sent('changes', () => explore.choose('Changes of', 'Document versions'))).toMatchObject({ kinds: ['document'] });
  await expect(explore.result).toContainText('return-policy-v2.md');
});

test('a session leads to its conversation, line by line, and a line to its trace', async ({ explore }) => {
  await explore.open({ kind: 'traces' });
  const conversation = await explore.sent('traces', () => explore.result.getByRole('link', { name: 'session-1' }).click());
  expect(conversation).toMatchObject({ format: 'logs', filters: [{ field: 'session_id', operator: '=', values: ['session-1'] }] });
  const lines = explore.page.getByRole('list', { name: 'Conversation' }).getByRole('listitem');
  await expect(lines).toHaveCount(2);
  await expect(lines.filter({ hasText: 'May I return these shoes?' })).toContainText('user');
  await expect(lines.filter({ hasText: 'Yes, within 60 days.' })).toContainText('assistant');
  await expect(explore.format('Logs')).toBeChecked();
  expect(await explore.sent('trace', () => lines.first().getByRole('link').click())).toMatchObject({ traceId: TRACE_ID });
});

test('a question that lacks something is not asked, and is no error', async ({ explore, page }) => {
  await explore.open();
  const asked: string[] = [];
  page.on('request', (one) => {
    if (one.url().endsWith('/api/v1/query')) asked.push(one.postData() ?? '');
  });
  for (const name of ['One trace', 'SQL']) {
    await explore.ask(name);
    await expect(explore.result).toContainText('Nothing to show yet.');
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
  expect(asked).toEqual([]);
});

const QUESTIONS = [
  'Is it good?',
  'Is it getting worse?',
  'Metrics',
  'Traces',
  'Documents',
  'Changes',
  'What is missing?',
  'Does the judge see enough?',
];

test('no data and a failure are said in words, whatever is asked', async ({ explore, server }) => {
  test.slow();
  await explore.hold('nothing', server.url);
  await explore.open();
  for (const name of QUESTIONS) {
    await explore.ask(name);
    await expect(explore.result).toContainText('No data in this time range.');
  }
  await explore.hold('error', server.url);
  for (const name of QUESTIONS) {
    await explore.ask(name);
    await expect(explore.page.getByRole('alert').filter({ hasText: ERROR_TEXT })).toBeVisible();
    await expect(explore.result).toContainText('The query failed');
  }
});

test('the keyboard alone chooses a question and fills a field', async ({ explore, page }) => {
  await explore.open();
  await explore.question('Is it good?').focus();
  await page.keyboard.press('ArrowRight');
  await expect(explore.question('Is it getting worse?')).toBeChecked();
  expect(await explore.sent('metric', () => page.keyboard.press('ArrowRight'))).toMatchObject({ measure: 'requests' });
  await explore.field('Metric').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('Time to');
  const chosen = await explore.sent('metric', async () => {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  });
  expect(chosen.measure).toBe('ttft');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every question fits a narrow window, ${colorScheme}`, async ({ explore, page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 900 });
    await explore.open();
    for (const name of [...QUESTIONS, 'One trace', 'SQL']) {
      await explore.ask(name);
      await expect(explore.question(name)).toBeChecked();
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    }
  });
}

test('provisioned settings can be read and tested, and not changed', async ({ page }) => {
  await page.goto('/settings');
  await page.getByLabel('Authentication method').click();
  await page.getByText('Access token', { exact: true }).click();
  await page.getByLabel('Token').fill('a-token');
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByText('Data source is working')).toBeVisible();
  await page.getByRole('radio', { name: 'Provisioned', exact: true }).click({ force: true });
  await expect(page.getByText('Provisioned data source')).toBeVisible();
  const form = page.getByRole('region', { name: 'Data source settings' });
  await expect(form.getByLabel('URL')).toBeDisabled();
  await expect(form.getByLabel('Token')).toBeDisabled();
  await expect(form.getByRole('button', { name: 'Reset' })).toHaveCount(0);
  await form.getByRole('button', { name: /Additional settings/ }).click();
  for (const box of await form.getByRole('textbox').all()) await expect(box).toBeDisabled();
  await form.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByText('Data source is working')).toBeVisible();
});
