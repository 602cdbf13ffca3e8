/** `npm run e2e`: browser tests in the system's Chromium. Arguments go to Playwright. */
import { existsSync } from 'node:fs';
import { ensureBuilt, ensureInstalled, run } from './setup.cjs';

/** Where Debian, Ubuntu and the usual installers put a Chromium; undefined when there is none. */
export function findChromium() {
  return [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  );
}

export function runBrowserTests(chromium, args = []) {
  run(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', ...args], { CHROMIUM: chromium });
}

if (process.argv[1]?.endsWith('e2e.mjs')) {
  ensureInstalled();
  ensureBuilt('service', 'workbench');
  const chromium = findChromium();
  if (chromium === undefined) {
    console.error('No Chromium found. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path.');
    process.exit(1);
  }
  runBrowserTests(chromium, process.argv.slice(2));
}
