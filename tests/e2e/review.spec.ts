/** Labelling answers by keyboard alone, blind to the judge until the label is stored. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './workbenchTest';

const item = (n: number): object => ({
  traceId: String(n).repeat(32),
  time: Date.UTC(2026, 10, 25),
  service: 'support-bot',
  topic: 'return policy',
  promptVersion: 'v1',
  modelVersion: 'm',
  question: `question ${n}`,
  answer: `answer ${n}`,
  documents: [{ rank: 1, id: 'return-policy.md', version: 'v2', content: '30 days' }],
  inclusionProbability: n === 1 ? 1 : 0.25,
  stratum: n === 1 ? 'low' : 'other',
});
const DIMENSIONS = [
  { name: 'factuality', scaleMin: 1, scaleMax: 5, isRate: false, n: 10 },
  { name: 'safety', scaleMin: 0, scaleMax: 1, isRate: true, n: 10 },
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`keys alone, ${colorScheme}`, async ({ page, server }) => {
    const posted: unknown[] = [];
    await page.emulateMedia({ colorScheme });
    await page.route('**/api/v1/resources/dimensions*', (route) => route.fulfill({ json: { dimensions: DIMENSIONS } }));
    await page.route('**/api/v1/resources/review-queue*', (route) => route.fulfill({ json: { items: [item(1), item(2)] } }));
    await page.route('**/api/v1/resources/labels', (route) => {
      posted.push(route.request().postDataJSON());
      return route.fulfill({ json: { results: [] } });
    });
    await page.route('**/api/v1/resources/review-scores*', (route) =>
      route.fulfill({
        json: { scores: [{ name: 'factuality', evaluator: 'judge-a', value: 5, error_type: '', explanation: 'looks right' }] },
      }),
    );
    await page.goto(`${server.url}/review`);
    await page.getByLabel('Your name').focus();
    await page.keyboard.type('anna');
    await page.keyboard.press('Enter');
    await expect(page.getByText('answer 1')).toBeVisible();
    await expect(page.getByText('judge-a')).toHaveCount(0);
    const axe = await new AxeBuilder({ page }).include('main').analyze();
    expect(axe.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.keyboard.press('2');
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await expect(page.getByText('judge-a: 5')).toBeVisible();
    expect(posted).toMatchObject([
      {
        labels: [
          { name: 'factuality', labeller: 'anna', value: 2, inclusion_probability: 1, source: 'review' },
          { name: 'safety', labeller: 'anna', value: 0 },
        ],
      },
    ]);
    await page.keyboard.press('Enter');
    await expect(page.getByText('answer 2')).toBeVisible();
    await expect(page.getByText('judge-a')).toHaveCount(0);
    await page.keyboard.press('s');
    await expect(page.getByText('answer 1')).toBeVisible();
  });
}
