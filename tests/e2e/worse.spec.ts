/** "Is it getting worse?": each state in words, what is blamed, where clicks lead, sizes, keyboard and assistive technology. */
import AxeBuilder from '@axe-core/playwright';
import type { CaseName } from './fixtureServer';
import { WORSE_CASES } from './fixtures/worseCases';
import { WorkbenchPage } from './pages/workbenchPage';
import { expect, test } from './workbenchTest';

/** A case and what must stand in the panel besides its sentence. */
const STATES: readonly (readonly [held: keyof typeof WORSE_CASES, ...texts: string[]])[] = [
  [
    'steady',
    'factuality',
    'Steady',
    '4.56',
    '1,240',
    'A fall of factuality under 0.39 is likely to be missed in one day, under 0.16 in a week.',
  ],
  ['incident', 'factuality · return policy', 'Worse', '3.10', '4.60', '2 segments by topic without a change or with too little data.'],
  ['better', 'Better', '4.85', '640'],
  ['not_enough', 'Not enough data: about 140 more answers', 'No values in this time range to draw.'],
  ['blind', 'Judge blind'],
  ['renewed', 'Evaluator changed', 'new evaluator', 'Scores before that are no baseline for it.'],
  ['rates', 'format failure', '7.20 %', '1.10 %', '$0.0041'],
];

for (const theme of ['Light', 'Dark'] as const) {
  test(`every state says its verdict and its figures in words, without a serious finding of axe, ${theme.toLowerCase()} theme`, async ({
    workbench,
    page,
  }) => {
    test.slow();
    await workbench.openWorse('steady');
    await workbench.chooseTheme(theme);
    for (const [held, ...texts] of STATES) {
      await test.step(held, async () => {
        await workbench.hold(held);
        await workbench.refresh();
        await expect(workbench.worse.sentence).toContainText(WORSE_CASES[held].sentence);
        for (const text of texts) await expect(workbench.worse.root).toContainText(text);
        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([]);
      });
    }
  });
}

test('the incident: start, causes, what changed then, documents, examples and drift', async ({ workbench, page }) => {
  await workbench.openWorse('incident');
  const { worse } = workbench;
  await expect(worse.chart).toHaveAccessibleName(
    /factuality · return policy over time\. Now 3\.10, expected 4\.60\. The change began about Thu 19 Nov/,
  );
  await test.step('causes', async () => {
    const causes = worse.part('What got worse: factuality').getByRole('listitem');
    await expect(causes.first()).toContainText('return policy');
    await expect(causes.first()).toContainText('−1.50');
    await expect(causes.first()).toContainText('92 % of the fall');
    await expect(causes.first()).toContainText('Most of it in answers with return-policy-v1.md at rank 1');
    await expect(causes.nth(1)).toContainText('drawn to the rest');
    await expect(causes.nth(1)).toContainText('may be chance');
  });
  await test.step('changes', async () => {
    const changes = worse.part('What changed then').getByRole('listitem');
    await expect(changes).toHaveCount(3);
    await expect(changes.first()).toContainText('ADocument return-policy-v2.md');
    await expect(changes.first()).toContainText('at the start, reached 100 % of the answers that fell');
    await expect(changes.nth(2)).toContainText('4 days before the start');
  });
  await test.step('documents', async () => {
    await expect(worse.row('return-policy-v1.md')).toContainText('Outranks its newer version return-policy-v2.md');
    await expect(worse.row('return-policy-v1.md')).toContainText('100 % → 68 %');
  });
  await test.step('examples', async () => {
    const [now] = await worse.root.locator('details').filter({ hasText: 'How long can I return the lamp?' }).all();
    await now?.locator('summary').click();
    await expect(worse.root.getByText('The newer policy gives 30 days.')).toBeVisible();
    await expect(worse.root.getByText('refund-timing-v2.md')).toBeVisible();
    // What users wrote stays text.
    await expect(worse.root).toContainText('<img src=x onerror="document.title=1">');
    await expect(page).toHaveTitle('Plumbline');
  });
  await test.step('drift', async () => {
    const drift = worse.part('Drift that is not quality');
    await expect(drift).toContainText('Model drift Share of answers by gpt-4o-2024-11-20 for gpt-4o: 0 % before, 100 % since');
    await expect(drift).toContainText('Data drift Share of requests with a document that the baseline never had: 0 % before, 2.5 % since');
    await expect(drift).toContainText('1 measure has not moved');
  });
});

test('a click on a cause narrows the dashboard to it, another one shows everything again, and back undoes', async ({ workbench, page }) => {
  await workbench.openWorse('incident');
  const sent = await workbench.nextQuery([], () => workbench.worse.cause('return policy').click());
  expect(sent.queries[0]?.filters).toEqual([{ field: 'topic', operator: 'in', values: ['return policy'] }]);
  await expect(page).toHaveURL(/var-topic=return(\+|%20)policy/);
  await expect(workbench.variable('Topic')).toContainText('return policy');
  await expect(workbench.worse.cause('return policy')).toHaveAttribute('aria-current', 'true');
  const all = await workbench.nextQuery([], () => workbench.worse.cause('return policy').click());
  expect(all.queries[0]?.filters).toEqual([]);
  await page.goBack();
  await expect(workbench.variable('Topic')).toContainText('return policy');
});

test('keyboard alone: along the line, and to a cause', async ({ workbench, page }) => {
  await workbench.openWorse('incident');
  await workbench.worse.chart.focus();
  await page.keyboard.press('End');
  await expect(workbench.worse.chart).toHaveAttribute('aria-valuetext', /Wed 25 Nov \d\d:00: 3\.\d\d \(.*\), expected 4\.60, n = 2/);
  await page.keyboard.press('Home');
  await expect(workbench.worse.chart).toHaveAttribute('aria-valuetext', /Wed 11 Nov .*: 4\.\d\d/);
  await workbench.worse.cause('return policy').focus();
  const sent = await workbench.nextQuery([], () => page.keyboard.press('Enter'));
  expect(sent.queries[0]?.filters).toHaveLength(1);
});

test('another metric can be drawn', async ({ workbench }) => {
  await workbench.openWorse('incident');
  await workbench.worse.root.getByRole('button', { name: 'relevance', exact: true }).click();
  await expect(workbench.worse.chart).toHaveAccessibleName(/^relevance over time/);
});

test('ninety days of hours are drawn in less than 100 ms', async ({ workbench }) => {
  await workbench.openWorse('long');
  await workbench.worse.chart.waitFor();
  // From the click on another metric until its line is on screen. The best of several: the machine may be busy.
  const took: number[] = [];
  for (const name of ['relevance', 'factuality', 'relevance', 'factuality', 'relevance']) {
    const button = workbench.worse.root.getByRole('button', { name, exact: true });
    took.push(
      await button.evaluate(
        (element) =>
          new Promise<number>((resolve) => {
            const started = performance.now();
            (element as HTMLElement).click();
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
          }),
      ),
    );
    await expect(workbench.worse.chart).toHaveAccessibleName(new RegExp(`^${name} over time`));
  }
  const line = workbench.worse.chart.locator('path').nth(3);
  expect((await line.getAttribute('d'))?.match(/L/g)).toHaveLength(90 * 24 - 1);
  expect(Math.min(...took)).toBeLessThan(100);
});

const SIZES = [
  { width: 300, height: 200, parts: ['Worse: factuality · return policy 4.60 → 3.10 since Thu 19 Nov', 'return policy'] },
  { width: 420, height: 420, parts: ['What got worse: factuality'] },
  { width: 800, height: 500, parts: ['What got worse: factuality', 'What changed then'] },
  { width: 1240, height: 700, parts: ['What got worse: factuality', 'What changed then', 'Drift that is not quality'] },
] as const;

test('sizes: the answer, the picture and the first cause are in sight, and nothing is cut off sideways', async ({ workbench }) => {
  await workbench.openWorse('incident');
  for (const { width, height, parts } of SIZES) {
    await test.step(`${width} × ${height}`, async () => {
      await workbench.worse.resize(width, height);
      await expect(workbench.worse.sentence).toBeInViewport();
      await expect(workbench.worse.chart).toBeVisible();
      for (const text of parts) await expect(workbench.worse.root).toContainText(text);
      expect(await workbench.worse.sidewaysOverflow()).toBeLessThanOrEqual(0);
    });
  }
});

for (const window of [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
] as const) {
  test(`no sideways scrolling at ${window.width} × ${window.height}`, async ({ workbench, page }) => {
    await page.setViewportSize(window);
    await workbench.openWorse('incident');
    for (const held of ['incident', 'rates', 'not_enough'] as const satisfies readonly CaseName[]) {
      await workbench.hold(held);
      await workbench.refresh();
      await expect(workbench.worse.root).toContainText(WORSE_CASES[held].rows[0]?.metric.replace('_', ' ') ?? '');
      expect(await workbench.overflow()).toBeLessThanOrEqual(0);
      expect(await workbench.worse.sidewaysOverflow()).toBeLessThanOrEqual(0);
    }
  });
}

test('no data, an error, generated data', async ({ workbench }) => {
  await workbench.openWorse('none');
  await expect(workbench.worse.sentence).toContainText('No data');
  await workbench.hold('error');
  await workbench.refresh();
  await expect(workbench.worse.alert).toContainText('This could not be answered');
  await workbench.openWorse('generated');
  await expect(workbench.worse.root).toContainText('Generated demo data');
});

test('what is asked: every dimension with scores, and what no judge is asked about', async ({ workbench, page }) => {
  const asked: unknown[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) asked.push(...WorkbenchPage.bodyOf(request).queries);
  });
  await workbench.openWorse('steady');
  await expect(workbench.worse.sentence).toContainText('Steady');
  expect(asked).toContainEqual(expect.objectContaining({ kind: 'worse', format: 'panel', metrics: [], filters: [] }));
  expect(asked).toContainEqual(expect.objectContaining({ kind: 'worse', metrics: expect.arrayContaining([{ kind: 'cost' }]) }));
});
