/**
 * `npm run build`: the service and the workbench (build/), and the Grafana bundle (dist/): modules, manifests with
 * version and date, logos, dashboards, and the back end of the data source where Go is present.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, ensureBuilt, ensureInstalled, run } from './setup.mjs';

ensureInstalled();
ensureBuilt('service', 'workbench');

const DIST = join(ROOT, 'dist');
const BINARY = /(_(amd64|arm64)(\.exe)?|go_plugin_build_manifest)$/;

/** Everything but the Go binaries, which have a cache of their own. */
function cleanBundle() {
  if (!existsSync(DIST)) return;
  for (const entry of readdirSync(DIST, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && !BINARY.test(entry.name)) rmSync(join(entry.parentPath ?? entry.path, entry.name));
  }
}

function copy(from, to) {
  mkdirSync(dirname(join(DIST, to)), { recursive: true });
  cpSync(join(ROOT, from), join(DIST, to), { recursive: true });
}

/** A manifest with the version of package.json and today's date. */
function writeManifest(from, to) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const today = new Date().toISOString().slice(0, 10);
  mkdirSync(dirname(join(DIST, to)), { recursive: true });
  writeFileSync(join(DIST, to), readFileSync(join(ROOT, from), 'utf8').replaceAll('%VERSION%', version).replaceAll('%TODAY%', today));
}

console.log('Building the Grafana bundle …');
cleanBundle();
const { default: webpack } = await import('webpack');
const { default: config, NESTED } = await import('../webpack.config.mjs');
const stats = await new Promise((resolve, reject) => {
  webpack(config, (error, result) => (error ? reject(error) : resolve(result)));
});
if (stats.hasErrors() || stats.hasWarnings()) console.log(stats.toString({ preset: 'errors-warnings', colors: false }));
if (stats.hasErrors()) process.exit(1);

writeManifest('plugin.json', 'plugin.json');
copy('src/img', 'img');
copy('provisioning/dashboards', 'dashboards');
for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE']) copy(file, file);
for (const folder of NESTED) {
  writeManifest(`src/${folder}/plugin.json`, `${folder}/plugin.json`);
  copy(`src/${folder}/img`, `${folder}/img`);
}

const go = spawnSync(process.execPath, ['scripts/buildGo.mjs', '--which'], { cwd: ROOT, encoding: 'utf8' });
if (go.stdout.trim() === '') console.log('No Go found: the bundle has no back end, so alerting and public dashboards will not work with it. Install Go and build again.');
// Six cold cross-builds take a quarter of an hour; a change is judged by the one that its tests run.
else run(process.execPath, ['scripts/buildGo.mjs', ...(process.env.CI === 'true' ? ['--host'] : [])]);
console.log('Built build/ (service and workbench) and dist/ (Grafana bundle).');
