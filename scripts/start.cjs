/** `npm start`: install and build when needed, then the service with the workbench and, on an empty store, the demo. */
const { ROOT, ensureBuilt, ensureInstalled } = require('./setup.cjs');

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Plumbline needs Node 20 or newer; this is ${process.version}.`);
  process.exit(1);
}
ensureInstalled();
ensureBuilt('service', 'workbench');
process.argv = [process.argv[0], 'plumbline', 'serve', '--demo', ...process.argv.slice(2)];
require(`${ROOT}build/plumbline.cjs`);
