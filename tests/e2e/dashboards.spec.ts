/** Shipped dashboards as an operator goes through them: their order, changes drawn over charts, ad hoc filters. */
import type { Page } from '@playwright/test';
import { WorkbenchPage } from './pages/workbenchPage';
import { expect, test } from './workbenchTest';

const ORDER = [
  'Start',
  'The four questions',
  'Is it good?',
  'Is it getting worse?',
  'One trace',
  'Cost',
  'Retrieval and documents',
  'Judge health',
  'Support assistant: infrastructure (example)',
  'Review',
  'Explore',
  'Settings',
];

test('pages stand in the order in which an operator reads them', async ({ workbench, page }) => {
  await workbench.open();
  const links = ['Start', 'Dashboards', 'Pages'].map((name) =>
    page.getByRole('navigation', { name, exact: true }).getByRole('link').allInnerTexts(),
  );
  expect((await Promise.all(links)).flat()).toEqual(ORDER);
});

test('the start page leads to a dashboard at the address that it has in Grafana', async ({ workbench, page }) => {
  await page.goto('/start');
  await page.getByRole('link', { name: 'Open Cost' }).click();
  await expect(workbench.heading).toHaveText('Cost');
  await expect(page).toHaveURL(/\/d\/plumbline-cost/);
  await expect(page.getByRole('link', { name: 'Cost', exact: true })).toHaveAttribute('aria-current', 'page');
});

const marks = (page: Page) => page.getByRole('img', { name: /^Document return-policy-v2\.md v2: After v1/ });

test('changes are drawn over every chart until they are switched off', async ({ workbench, page }) => {
  await page.goto('/?dashboard=plumbline-four-questions');
  await workbench.heading.waitFor();
  await expect(marks(page)).toHaveCount(4);
  const [chart, mark] = await Promise.all([page.locator('.u-over').first().boundingBox(), marks(page).first().boundingBox()]);
  // The fixture puts the change in the middle of the range.
  expect(Math.abs((mark?.x ?? 0) + (mark?.width ?? 0) / 2 - ((chart?.x ?? 0) + (chart?.width ?? 0) / 2))).toBeLessThan(3);
  await page.getByRole('switch').click({ force: true });
  await expect(marks(page)).toHaveCount(0);
});

test('an ad hoc filter offers fields and attributes with the values of the time range, and narrows every panel', async ({
  workbench,
  page,
}) => {
  await workbench.open();
  const asked: URL[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/resources/')) asked.push(new URL(request.url()));
  });
  const box = page.getByTestId('data-testid ad hoc filters combobox filter input wrapper').or(page.getByPlaceholder('+ label = value'));
  await box.last().click();
  await expect(page.getByRole('option', { name: 'Topic' })).toBeVisible();
  await page.keyboard.type('tenant');
  await page.getByRole('option', { name: 'attributes.tenant' }).click();
  await page.getByRole('option', { name: '= Equals' }).click();
  await expect(page.getByRole('option', { name: 'globex' })).toBeVisible();
  const filters: unknown[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) filters.push(...WorkbenchPage.bodyOf(request).queries.map((query) => query.filters));
  });
  await page.getByRole('option', { name: 'acme' }).click();
  await expect.poll(() => filters.length).toBeGreaterThanOrEqual(4);
  expect(filters).toEqual(filters.map(() => [{ field: 'attributes.tenant', operator: '=', values: ['acme'] }]));
  await expect(page).toHaveURL(/var-filters=attributes\.tenant/);
  const values = asked.find(
    ({ pathname, searchParams }) => pathname.endsWith('/values') && searchParams.get('field') === 'attributes.tenant',
  );
  const days = (Number(values?.searchParams.get('to')) - Number(values?.searchParams.get('from'))) / 86_400_000;
  expect(days).toBeCloseTo(7, 2);
});

test('an ad hoc filter of a link holds from the start', async ({ workbench }) => {
  const sent = await workbench.nextQuery([], () => workbench.open('good', '?var-filters=topic%7C%3D%7Creturn%20policy'));
  expect(sent.queries[0]?.filters).toEqual([{ field: 'topic', operator: '=', values: ['return policy'] }]);
});
