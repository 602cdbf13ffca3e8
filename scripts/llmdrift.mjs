/** Runs llmdrift.ts, which Node 20 cannot read by itself. */
import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { ROOT } from './setup.cjs';

const outfile = `${ROOT}build/llmdrift.cjs`;
await build({ absWorkingDir: ROOT, entryPoints: ['scripts/llmdrift.ts'], outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' });
try {
  createRequire(import.meta.url)(outfile).main(process.argv.slice(2), Date.now());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
