import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { join } from 'node:path';
import { startFixtureServer } from './fixtureServer';

/** Each state of the answer and what a person must be able to read in it. */
const STATES: readonly (readonly [name: string, text: RegExp])[] = [['not_good', /not good/i]];

for (const [name, text] of STATES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${name} in ${colorScheme}`, async ({ page, context }) => {
      const server = await startFixtureServer(join(process.cwd(), 'build/workbench'));
      const noise: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') noise.push(message.text());
      });
      page.on('pageerror', (error) => noise.push(error.message));
      try {
        await context.addCookies([{ name: 'plumbline-case', value: name, url: server.url }]);
        await page.emulateMedia({ colorScheme });
        await page.goto(server.url);
        await expect(page.getByText(text).first()).toBeVisible();
        for (const width of [1280, 1920]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
        }
        const { violations } = await new AxeBuilder({ page }).include('section').analyze();
        expect(violations.filter(({ impact }) => impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        expect(noise).toEqual([]);
      } finally {
        await server.close();
      }
    });
  }
}
