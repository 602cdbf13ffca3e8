/** With the keyboard alone, and as assistive technology reads the page. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { CaseName } from './fixtureServer';
import { expect, test } from './workbenchTest';

/** Rules of WCAG 2.1 A and AA; `serious` and `critical` are what keeps people out. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`));
}

/** Cases whose parts differ, and what shows that the panel has drawn them. */
const CASES: readonly (readonly [held: CaseName, text: string])[] = [
  ['not_good', 'Not good'],
  ['judge_blind', 'Judge blind'],
  ['no_data', 'No data'],
  ['cannot_tell', 'Cannot tell yet'],
  ['error', 'could not be answered'],
];

for (const theme of ['Light', 'Dark'] as const) {
  test(`no serious finding of axe in the ${theme.toLowerCase()} theme`, async ({ workbench, page }) => {
    // Each look of axe at the whole page takes seconds on a busy machine.
    test.slow();
    await workbench.open('good');
    await workbench.chooseTheme(theme);
    for (const [held, text] of CASES) {
      await test.step(held, async () => {
        await workbench.hold(held);
        await workbench.refresh();
        await expect(workbench.whole.answer).toContainText(text);
        expect(await findings(page)).toEqual([]);
      });
    }
    await test.step('generated data', async () => {
      await workbench.open('generated');
      await workbench.byTopic.answer.waitFor();
      expect(await findings(page)).toEqual([]);
    });
    await test.step('empty store', async () => {
      await workbench.open('empty_store');
      expect(await findings(page)).toEqual([]);
    });
  });
}

test('keyboard alone: theme, variable, sorting and reading a panel', async ({ workbench, page }) => {
  await workbench.open('not_good');
  await workbench.byTopic.answer.waitFor();

  await workbench.tabTo('radio', 'System');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.evaluate(() => document.documentElement.style.colorScheme)).toBe('dark');

  await workbench.tabTo('combobox');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('sales');
  const sent = await workbench.nextQuery([], async () => {
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
  });
  expect(sent.queries[0]?.filters).toEqual([{ field: 'service', operator: 'in', values: ['sales-assistant'] }]);

  await workbench.tabTo('button', 'factuality');
  await page.keyboard.press('Enter');
  await expect(workbench.byTopic.root.getByRole('columnheader', { name: 'factuality' })).toHaveAttribute('aria-sort', 'ascending');

  await workbench.byTopic.scroller.focus();
  await page.keyboard.press('End');
  await expect.poll(() => workbench.byTopic.scroller.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
});

test('a screen reader hears the verdict, figures of the bars and of the lines, and what colours mean', async ({ workbench }) => {
  await workbench.open('not_good');
  await expect(workbench.whole.root.getByRole('region', { name: /^Not good: factuality/ })).toBeVisible();
  const factuality = workbench.whole.row('factuality');
  await expect(factuality.getByRole('img', { name: /^Distribution of scores\. 1: < 1 %/ })).toBeVisible();
  await expect(factuality.getByRole('img', { name: /^Trend of factuality\. From 4\.\d\d on .* to 3\.\d\d on / })).toBeVisible();
  await expect(workbench.byTopic.row('return policy').getByRole('cell', { name: /3\.10.*Not good/ })).toBeVisible();
});
