/** Bundles the service and its command line into one CommonJS file; packages stay outside, native ones must. */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: { plumbline: 'src/cli/main.ts' },
  outdir: 'build',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  sourcemap: true,
  loader: { '.sql': 'text', '.yaml': 'text' },
  define: { PLUMBLINE_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
});
