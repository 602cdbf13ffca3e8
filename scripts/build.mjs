/**
 * `npm run build`: the service and the workbench (build/), and the Grafana bundle (dist/) with the back end of the data
 * source where Go is present.
 */
import { spawnSync } from 'node:child_process';
import { ROOT, ensureBuilt, ensureInstalled, run } from './setup.cjs';

ensureInstalled();
ensureBuilt('service', 'workbench');

console.log('Building the Grafana bundle …');
run(process.execPath, ['scripts/buildBundle.mjs']);

const go = spawnSync(process.execPath, ['scripts/buildGo.mjs', '--which'], { cwd: ROOT, encoding: 'utf8' });
if (go.stdout.trim() === '') {
  console.log('No Go found: the bundle has no back end, so alerting and public dashboards will not work with it.');
  console.log('Install Go and build again.');
} else {
  // Six cold cross-builds take a quarter of an hour; a change is judged by the one that its tests run.
  run(process.execPath, ['scripts/buildGo.mjs', ...(process.env.CI === 'true' ? ['--host'] : [])]);
}
console.log('Built build/ (service and workbench) and dist/ (Grafana bundle).');
