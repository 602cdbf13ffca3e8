/** `npm start`: install and build when needed, then the service with the workbench and, on an empty store, the demo. */
import { createRequire } from 'node:module';
import { ROOT, ensureBuilt, ensureInstalled } from './setup.mjs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Plumbline needs Node 20 or newer; this is ${process.version}.`);
  process.exit(1);
}
ensureInstalled();
ensureBuilt('service', 'workbench');
process.argv = [process.argv[0], 'plumbline', 'serve', '--demo', ...process.argv.slice(2)];
createRequire(import.meta.url)(`${ROOT}build/plumbline.cjs`);
