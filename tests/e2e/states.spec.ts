/** Each state of the panel is drawn with words, in both themes: never by colour or by an empty box. */
import { ERROR_TEXT, REFUSED_TEXT, type CaseName } from './fixtureServer';
import { expect, test } from './workbenchTest';

interface Expected {
  readonly held: CaseName;
  /** Of the panel over everything. */
  readonly sentence: string;
  /** A row by its name and what must stand in it. */
  readonly row: readonly [name: string, ...texts: string[]];
}

const STATES: readonly Expected[] = [
  {
    held: 'good',
    sentence: 'Good: every dimension at or above its target; closest is relevance 4.5 (4.5 to 4.6) against 4.2, 1,240 judged answers',
    row: ['factuality', 'Good', '4.61', '4.51 to 4.71', '4.2', '1,240', '5 %', '1,240 scored and 12 failed of 24,800 requests'],
  },
  {
    held: 'not_good',
    sentence: 'Not good: factuality 3.9 (3.8 to 4.0) against 4.2, 1,240 judged answers',
    row: ['factuality', 'Not good', '3.87', '3.79 to 3.95', '4.2'],
  },
  {
    held: 'cannot_tell',
    sentence: 'Cannot tell yet: factuality needs about 340 more judged answers',
    row: ['factuality', 'Cannot tell yet: about 340 more judged answers', '4.24', '4.05 to 4.43'],
  },
  {
    held: 'too_few',
    sentence: 'Cannot tell yet: factuality needs about 6 more judged answers',
    row: ['factuality', '4 judged answers: too few to say', '–', '4'],
  },
  {
    held: 'judge_blind',
    sentence: 'Judge blind: factuality has no scores; and 3 more',
    row: ['safety', 'Judge blind: nothing was scored', '–', 'no interval', '0 %', '0 scored and 0 failed of 5,120 requests'],
  },
  {
    held: 'no_target',
    sentence: 'No target set: tone 4.0 (3.9 to 4.1), 1,240 judged answers',
    row: ['tone', 'No target set', '4.02', 'none'],
  },
  {
    held: 'rates',
    sentence: 'Not good: format_ok 80 % (77.1 % to 82.6 %) against 99 %, 1,240 judged answers',
    row: ['grounded', 'Good', '96.4 %', '95.1 % to 97.4 %', '95 %'],
  },
];

for (const theme of ['Light', 'Dark'] as const) {
  test(`every state says its verdict and its figures in words, ${theme.toLowerCase()} theme`, async ({ workbench }) => {
    await workbench.open('good');
    await workbench.chooseTheme(theme);
    for (const { held, sentence, row } of STATES) {
      await test.step(held, async () => {
        await workbench.hold(held);
        await workbench.refresh();
        await expect(workbench.whole.sentence).toHaveText(sentence);
        const [name, ...texts] = row;
        for (const text of texts) await expect(workbench.whole.row(name)).toContainText(text);
      });
    }
  });
}

test('no data: says so, and what to do', async ({ workbench }) => {
  await workbench.open('no_data');
  for (const panel of [workbench.whole, workbench.byTopic]) {
    await expect(panel.sentence).toContainText('No data');
    await expect(panel.sentence).toContainText('Widen the time range or remove a filter.');
  }
});

test('an error of the query: the message of the service, as an alert', async ({ workbench }) => {
  await workbench.open('error');
  await expect(workbench.whole.alert).toContainText('This could not be answered');
  await expect(workbench.whole.alert).toContainText(ERROR_TEXT);
});

test('loading: shows that it is, then the answer takes its place', async ({ workbench, server }) => {
  await workbench.open('slow');
  await expect(workbench.whole.loadingBar).toBeVisible();
  server.release();
  await expect(workbench.whole.sentence).toContainText('Good: every dimension');
});

test('a changed evaluator is said before the figures', async ({ workbench }) => {
  await workbench.open('evaluator_changed');
  const notice = workbench.whole.root.getByText('The evaluator of factuality changed within this time range.');
  await expect(notice).toBeInViewport();
  const [said, figures] = [await notice.boundingBox(), await workbench.whole.row('factuality').boundingBox()];
  expect(said?.y).toBeLessThan(figures?.y ?? Number.NaN);
});

test('generated data are labelled on the page and in every panel', async ({ workbench, page }) => {
  await workbench.open('generated');
  await expect(page.getByRole('note')).toContainText('Generated demo data');
  for (const title of ['Is it good?', 'By topic', 'By prompt version', 'By model version'])
    await expect(workbench.panel(title).root).toContainText('Generated demo data');
});

test('an empty store: how to send the first request', async ({ workbench, page }) => {
  await workbench.open('empty_store');
  await expect(workbench.heading).toHaveText('No requests yet');
  await expect(page.getByText('export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318')).toBeVisible();
  await workbench.hold('good');
  // The page asks again by itself.
  await expect(workbench.heading).toHaveText('Is it good?');
});

test.describe('when the service refuses or is away', () => {
  // The browser itself writes a line for each response that is no success.
  test.use({ expectedNoise: [/Failed to load resource/] });

  test('a refused request: its reason, as an alert', async ({ workbench }) => {
    await workbench.open('refused');
    await expect(workbench.whole.alert).toContainText(REFUSED_TEXT);
  });

  test('a service that is away: what to do, and the page comes back by itself', async ({ workbench, page }) => {
    await workbench.hold('good');
    let away = true;
    await page.route('**/api/v1/health', (route) => (away ? route.abort() : route.continue()));
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText('The Plumbline service does not answer');
    away = false;
    await expect(workbench.whole.sentence).toContainText('Good: every dimension');
  });

  test('figures stay on screen when a later refresh fails', async ({ workbench }) => {
    await workbench.open('good');
    await expect(workbench.whole.sentence).toContainText('Good: every dimension');
    await workbench.hold('refused');
    await workbench.refresh();
    await expect(workbench.whole.root).toContainText(REFUSED_TEXT);
  });
});
