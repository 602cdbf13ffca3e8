/**
 * Builds the Grafana bundle without its back end: modules, manifests with version and date, logos, dashboards, texts.
 *
 *   node scripts/buildBundle.mjs                 into dist/, beside the executables that lie there
 *   node scripts/buildBundle.mjs --out FOLDER    into another folder
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import webpack from 'webpack';
import config, { NESTED } from '../webpack.config.mjs';
import { ROOT } from './setup.cjs';

/** What scripts/buildGo.mjs writes into the bundle and keeps a cache of. */
const BACK_END = /(_(amd64|arm64)(\.exe)?|go_plugin_build_manifest)$/;

/**
 * @param {string} out folder, emptied first except for the back end
 * @throws when a module does not compile; the message says where
 */
export async function buildBundle(out = 'dist') {
  const folder = resolve(ROOT, out);
  clean(folder);
  await compile(folder);
  const copy = (from, to) => cpSync(join(ROOT, from), join(folder, to), { recursive: true });
  writeManifest('plugin.json', join(folder, 'plugin.json'));
  copy('src/img', 'img');
  // Offered on the page of the data source. As dashboards of the app Grafana would import them by itself, and they would
  // fight with provisioned ones of the same address.
  for (const file of readdirSync(join(ROOT, 'provisioning/dashboards')).filter((name) => name.endsWith('.json')))
    copy(`provisioning/dashboards/${file}`, `datasource/dashboards/${file}`);
  copy('src/README.md', 'README.md');
  for (const file of ['CHANGELOG.md', 'LICENSE']) copy(file, file);
  for (const nested of NESTED) {
    writeManifest(`src/${nested}/plugin.json`, join(folder, nested, 'plugin.json'));
    copy(`src/${nested}/img`, `${nested}/img`);
  }
}

function clean(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && !BACK_END.test(entry.name)) rmSync(join(entry.parentPath, entry.name));
  }
}

async function compile(folder) {
  const stats = await new Promise((done, fail) => {
    webpack({ ...config, output: { ...config.output, path: folder } }, (error, result) => (error ? fail(error) : done(result)));
  });
  const report = stats.toString({ preset: 'errors-warnings', colors: false });
  if (stats.hasErrors()) throw new Error(report);
  if (stats.hasWarnings()) console.log(report);
}

/** A manifest with the version of package.json and today's date. */
function writeManifest(from, to) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const today = new Date().toISOString().slice(0, 10);
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, readFileSync(join(ROOT, from), 'utf8').replaceAll('%VERSION%', version).replaceAll('%TODAY%', today));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const at = process.argv.indexOf('--out');
  await buildBundle(at === -1 ? undefined : process.argv[at + 1]);
}
