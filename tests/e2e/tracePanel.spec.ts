/** The panels "Trace" and "Documents": in both themes, in a corner of a dashboard, and by keyboard alone. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { TRACE_ID } from './fixtures/exploreAnswer';
import { GoodPanel } from './pages/goodPanel';
import { expect, test } from './workbenchTest';

const PANELS = [
  ['Trace', `/?dashboard=plumbline-trace&var-trace_id=${TRACE_ID}`, 'May I return these shoes?'],
  ['Documents', '/?dashboard=plumbline-retrieval', 'return-policy-v1.md'],
] as const;

async function openPanel(page: Page, title: string, address: string, text: string): Promise<GoodPanel> {
  await page.goto(address);
  const panel = new GoodPanel(page, title);
  await expect(panel.root.getByText(text).first()).toBeVisible();
  return panel;
}

/** Serious findings of axe within one panel. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include('[data-viz-panel-key]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`));
}

for (const [title, address, text] of PANELS) {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`${title}: no serious finding of axe, ${colorScheme}`, async ({ page }) => {
      test.slow();
      await page.emulateMedia({ colorScheme });
      await openPanel(page, title, address, text);
      expect(await findings(page)).toEqual([]);
    });

  for (const [width, height] of [
    [300, 200],
    [300, 420],
    [560, 340],
  ] as const)
    test(`${title}: no sideways overflow at ${width} × ${height}`, async ({ page }) => {
      const panel = await openPanel(page, title, address, text);
      await panel.resize(width, height);
      await expect.poll(() => panel.root.evaluate((root) => root.getBoundingClientRect().width)).toBeLessThanOrEqual(width);
      expect(await panel.sidewaysOverflow()).toBeLessThanOrEqual(0);
      await expect(panel.root.getByText(text).first()).toBeVisible();
    });
}

test('Trace: keyboard alone, from stage to stage and back', async ({ page }) => {
  const [[title, address, text]] = PANELS;
  const { root } = await openPanel(page, title, address, text);
  const tree = root.getByRole('tree', { name: 'Stages of the request' });
  await root.getByLabel('Search stages and their text').focus();
  await page.keyboard.press('Tab');
  await expect(tree).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(root.getByRole('treeitem', { selected: true })).toContainText('gateway');
  await page.keyboard.press('ArrowDown');
  await expect(root.getByRole('treeitem', { selected: true })).toContainText('retrieval');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowLeft');
  await expect(root.getByRole('treeitem', { name: /^retrieval/ })).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(root.getByRole('treeitem', { name: /^retrieval/ })).toHaveCount(1);
  await page.keyboard.press('Tab');
  await expect(root.getByRole('region', { name: /^Stage POST/ })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(root.getByRole('region', { name: 'The request', exact: true })).toBeVisible();
});

test('Documents: the table is reached by keyboard and says whom it suspects', async ({ page, workbench }) => {
  const [, [title, address, text]] = PANELS;
  const { root } = await openPanel(page, title, address, text);
  await workbench.heading.click();
  const region = root.getByRole('region', { name: /^Suspect: return-policy-v1\.md/ });
  for (let step = 0; step < 80 && !(await region.evaluate((one) => one === document.activeElement)); step++)
    await page.keyboard.press('Tab');
  await expect(region).toBeFocused();
  await expect(root.getByRole('row').nth(1)).toContainText('Suspect since');
});
