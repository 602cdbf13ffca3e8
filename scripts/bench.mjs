/** `npm run bench -- NAME…`: builds and runs the benchmarks of bench/; without a name it lists them. */
import { build } from 'esbuild';
import { ROOT, ensureInstalled, run } from './setup.cjs';

ensureInstalled();
await build({
  absWorkingDir: ROOT,
  entryPoints: { bench: 'bench/main.ts' },
  outdir: 'build',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  sourcemap: true,
  loader: { '.sql': 'text', '.yaml': 'text' },
  logLevel: 'warning',
});
run(process.execPath, ['--expose-gc', 'build/bench.cjs', ...process.argv.slice(2)]);
