/** `test` of the browser tests: a server of known answers for each worker, the page object, and a watch on the console. */
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { startFixtureServer, type FixtureServer } from './fixtureServer';
import { WorkbenchPage } from './pages/workbenchPage';

interface PerTest {
  /** Console messages that this test provokes, for example by a failing request. */
  readonly expectedNoise: readonly RegExp[];
  readonly workbench: WorkbenchPage;
  readonly quietConsole: void;
}

const BUILT = join(__dirname, '..', '..', 'build', 'workbench');

export const test = base.extend<PerTest, { readonly server: FixtureServer }>({
  expectedNoise: [[], { option: true }],
  server: [
    // Playwright reads a fixture's needs from this pattern, so an empty one must be written.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startFixtureServer(BUILT);
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  workbench: async ({ page, server }, use) => {
    server.holdBack();
    await use(new WorkbenchPage(page, server.url));
  },
  quietConsole: [
    async ({ page, expectedNoise }, use) => {
      const noise: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning', 'assert'].includes(message.type()))
          noise.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => noise.push(`uncaught: ${error.message}`));
      await use();
      expect(noise.filter((text) => !expectedNoise.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
