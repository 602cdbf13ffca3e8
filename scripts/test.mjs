/**
 * `npm test`: install when needed, then every test that this machine can run. Says what it skips and why; with CI=true
 * a missing tool is a failure, not a skip. Arguments go to Jest.
 */
import { existsSync } from 'node:fs';
import { findGo } from './buildGo.mjs';
import { findChromium, runBrowserTests } from './e2e.mjs';
import { ROOT, ensureBuilt, ensureInstalled, run } from './setup.cjs';

const ci = process.env.CI === 'true';
const skipped = [];

/** Notes a part that cannot run here; ends the run when it must not be skipped. */
function skip(part, why) {
  if (ci) {
    console.error(`${part} cannot run: ${why}. With CI=true that is a failure.`);
    process.exit(1);
  }
  skipped.push(`${part}: ${why}`);
}

ensureInstalled();
const node = process.execPath;
const chosen = process.argv.slice(2);
if (chosen.length === 0) {
  console.log('Checking types …');
  run(node, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  run(node, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.core.json']);
  console.log('Linting …');
  run(node, ['node_modules/oxlint/bin/oxlint', '--quiet']);
}
ensureBuilt('service', 'workbench');
run(node, ['--no-warnings', 'node_modules/jest/bin/jest.js', ...chosen]);

if (chosen.length === 0) {
  const chromium = findChromium();
  if (chromium === undefined) skip('Browser tests', 'no Chromium found (set CHROMIUM to its path)');
  else runBrowserTests(chromium);
  if (findGo() === undefined) skip('Go shell tests', 'no Go toolchain found');
  if (!existsSync(`${ROOT}../shared`)) skipped.push('Tests on public data sets: the folder ../shared is not here');
}
for (const line of skipped) console.log(`Skipped: ${line}`);
