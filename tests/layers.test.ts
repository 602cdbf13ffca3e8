/**
 * Holds the direction of imports: each folder of src may import from the folders named here and from its own, and
 * nothing in src imports from tests, bench or scripts. The table is the one of ARCHITECTURE.md.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

const SRC = join(__dirname, '..', 'src');

/** For each folder of src: the other folders of src that it may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  storage: ['core'],
  otlpExport: ['core'],
  ui: ['core'],
  ingest: ['core', 'config', 'storage'],
  settle: ['core', 'config', 'storage'],
  judge: ['core', 'config', 'storage'],
  evals: ['core', 'config', 'storage'],
  server: ['core', 'config', 'storage'],
  pull: ['core', 'config', 'storage'],
  demo: ['core', 'otlpExport'],
  replay: ['core', 'otlpExport'],
  datasource: ['core', 'ui'],
  panels: ['core', 'ui'],
  app: ['core', 'ui'],
  workbench: ['core', 'config', 'ui', 'panels', 'datasource', 'app'],
  cli: ['core', 'config', 'storage', 'ingest', 'pull', 'settle', 'judge', 'evals', 'server', 'demo', 'replay', 'workbench'],
};

/** Files that only Node runs inside folders that otherwise belong to the browser. */
const NODE_FILES = new Set(['workbench/routes.ts']);
const BROWSER = new Set(['ui', 'datasource', 'panels', 'app', 'workbench']);

interface Import {
  readonly file: string;
  readonly target: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name) ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s*['"]([^'"]+)['"]/g,
    ),
  ].map((match) => ({ file: relative(SRC, file), target: match[1] ?? match[2] ?? match[3] ?? '' }));
}

const ALL = sources(SRC).flatMap(importsOf);
const folderOf = (path: string): string => path.split('/')[0] ?? '';
/** `panels/isitgood` for files of a panel, so that panels cannot reach into each other. */
const unitOf = (path: string): string => (folderOf(path) === 'panels' ? path.split('/').slice(0, 2).join('/') : folderOf(path));
const isNode = (target: string): boolean => target.startsWith('node:') || builtinModules.includes(target);

test('the table names every folder of src', () => {
  const folders = readdirSync(SRC).filter((name) => statSync(join(SRC, name)).isDirectory() && sources(join(SRC, name)).length > 0);
  expect(folders.filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
});

test('imports run one way', () => {
  const wrong = ALL.filter(({ file, target }) => {
    if (!target.startsWith('.')) return false;
    const path = relative(SRC, resolve(SRC, dirname(file), target));
    if (path.startsWith('..')) return !/^\.\.\/provisioning\/dashboards\/[\w-]+\.json$/.test(path);
    if (unitOf(path) === unitOf(file) || !path.includes('/') || !file.includes('/')) return false;
    return !(MAY_IMPORT[folderOf(file)] ?? []).includes(folderOf(path));
  });
  expect(wrong).toEqual([]);
});

test('core is pure: no Node, no browser libraries, only libraries for schemas and for regular expressions that take linear time', () => {
  const pure = new Set(['zod', 're2js', 'ajv/dist/2020']);
  expect(ALL.filter(({ file, target }) => folderOf(file) === 'core' && !target.startsWith('.') && !pure.has(target))).toEqual([]);
});

test('what runs in the browser imports nothing of Node', () => {
  expect(ALL.filter(({ file, target }) => BROWSER.has(folderOf(file)) && !NODE_FILES.has(file) && isNode(target))).toEqual([]);
});

test('what runs in Node imports nothing of Grafana or React', () => {
  expect(
    ALL.filter(
      ({ file, target }) =>
        !BROWSER.has(folderOf(file)) && /^(@grafana\/|react)/.test(target) && file !== 'module.tsx' && file !== 'module.ts',
    ),
  ).toEqual([]);
});

test('only the embedded driver loads the native engine', () => {
  expect(ALL.filter(({ file, target }) => /^chdb(\/|$)/.test(target) && !file.startsWith('storage/chdb/'))).toEqual([]);
});
