/** Sizes: from a small panel in a corner to a full screen; nothing may be cut off sideways or lie over something else. */
import type { CaseName } from './fixtureServer';
import { expect, test } from './workbenchTest';

const WINDOWS = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
] as const;

for (const window of WINDOWS) {
  test(`no sideways scrolling at ${window.width} × ${window.height}, whatever the store holds`, async ({ workbench, page }) => {
    await page.setViewportSize(window);
    await workbench.open('not_good');
    for (const held of ['not_good', 'generated', 'many_segments', 'judge_blind', 'no_data'] as const satisfies readonly CaseName[]) {
      await test.step(held, async () => {
        await workbench.hold(held);
        await workbench.refresh();
        await expect(workbench.byTopic.root).toContainText(MARKS[held]);
        expect(await workbench.overflow()).toBeLessThanOrEqual(0);
        for (const title of ['Is it good?', 'By topic', 'By prompt version', 'By model version'])
          expect(await workbench.panel(title).sidewaysOverflow(), title).toBeLessThanOrEqual(0);
      });
    }
  });
}

/** What shows that the panel has drawn the case and not the one before. */
const MARKS = {
  not_good: 'return policy: not good',
  generated: 'Generated demo data',
  many_segments: '150 more segments',
  judge_blind: 'judge blind',
  no_data: 'No data',
} as const;

interface Size {
  readonly width: number;
  readonly height: number;
  /** Column heads from left to right. */
  readonly columns: readonly string[];
  readonly dimensions: readonly string[];
}

const ALL = ['factuality', 'relevance', 'completeness', 'safety'];
const SIZES: readonly Size[] = [
  { width: 300, height: 200, columns: ['Dimension', 'Mean', 'Interval'], dimensions: ['factuality'] },
  { width: 300, height: 420, columns: ['Dimension', 'Mean', 'Interval'], dimensions: ALL },
  { width: 560, height: 340, columns: ['Dimension', 'Mean', '95 % interval against target', 'Target', 'Judged'], dimensions: ALL },
  {
    width: 1200,
    height: 340,
    columns: ['Dimension', 'Mean', '95 % interval against target', 'Target', 'Judged', 'Coverage', 'Scores', 'Trend'],
    dimensions: ALL,
  },
];

test('a panel shows what fits: the verdict always, the most telling columns first', async ({ workbench }) => {
  await workbench.open('not_good');
  for (const { width, height, columns, dimensions } of SIZES) {
    await test.step(`${width} × ${height}`, async () => {
      await workbench.whole.resize(width, height);
      await expect(workbench.whole.columns).toHaveText(columns);
      await expect(workbench.whole.sentence).toBeInViewport();
      const names = await workbench.whole.rowNames();
      expect(names.map((name) => name.split('\n')[0])).toEqual(dimensions);
      expect(await workbench.whole.sidewaysOverflow()).toBeLessThanOrEqual(0);
    });
  }
});

test('a small panel of segments names the worst dimension of each', async ({ workbench }) => {
  await workbench.open('not_good');
  await workbench.byTopic.resize(300, 200);
  await expect(workbench.byTopic.columns).toHaveText(['Topic', 'Worst dimension']);
  await expect(workbench.byTopic.row('return policy')).toContainText('factuality');
  await expect(workbench.byTopic.row('return policy')).toContainText('3.10');
  expect(await workbench.byTopic.sidewaysOverflow()).toBeLessThanOrEqual(0);
});

test('column heads stay in sight while a long table scrolls', async ({ workbench }) => {
  await workbench.open('many_segments');
  await workbench.byTopic.row('segment 006').waitFor();
  await workbench.byTopic.scroller.evaluate((element) => element.scrollTo({ top: 600 }));
  const [head, panel] = [await workbench.byTopic.columns.first().boundingBox(), await workbench.byTopic.scroller.boundingBox()];
  expect(head?.y).toBeGreaterThanOrEqual((panel?.y ?? Number.NaN) - 1);
  expect(head?.y).toBeLessThan((panel?.y ?? Number.NaN) + 60);
});
