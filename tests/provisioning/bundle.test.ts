/** The Grafana bundle as `npm run build` makes it, without the back end: manifests, modules, what lies beside them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { catalogueProblems } from './catalogueProblems';
import { manifestProblems, readManifest, type Manifest } from './manifestProblems';

const ROOT = join(__dirname, '..', '..');
const APP_ID = 'plumbline-quality-app';
const FOLDERS = ['.', 'datasource', 'panels/isitgood', 'panels/isitworse', 'panels/trace', 'panels/documents'];
const BUILD_LIMIT_MS = 120_000;

/** Compressed sizes in bytes: what a dashboard with the plugin loads on top of Grafana. The panels' ceiling is a promise; the others leave room to grow by half. */
const CEILING: Readonly<Record<string, number>> = {
  '.': 20_000,
  datasource: 60_000,
  'panels/isitgood': 150_000,
  'panels/isitworse': 150_000,
  'panels/trace': 150_000,
  'panels/documents': 150_000,
};

/** What Grafana's loader hands to a plugin; anything else would be asked from the network and fail. */
const PROVIDED = new Set([
  'lodash',
  'moment',
  '@emotion/css',
  '@emotion/react',
  'react',
  'react/jsx-runtime',
  'react-dom',
  'react-router',
  'rxjs',
  'rxjs/operators',
  'd3',
  'i18next',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
]);

/** Globals that only Node has. */
const NODE_NAMES = /\b(process\.(env|cwd|exit|argv)|Buffer\.(from|alloc)|__dirname|__filename)\b/g;

let dist = '';
const text = (path: string): string => readFileSync(join(dist, path), 'utf8');
const manifestOf = (folder: string): Manifest => readManifest(text(join(folder, 'plugin.json')));

beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'plumbline-bundle-'));
  execFileSync(process.execPath, ['scripts/buildBundle.mjs', '--out', dist], { cwd: ROOT, stdio: 'pipe' });
}, BUILD_LIMIT_MS);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

test('every plugin of the sources is in the bundle, and no other', () => {
  const found = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('plugin.json'));
  expect(found.map(dirname).sort()).toEqual([...FOLDERS].sort());
});

describe.each(FOLDERS)('%s', (folder) => {
  test('its manifest is one that Grafana takes', () => expect(manifestProblems(JSON.parse(text(join(folder, 'plugin.json'))))).toEqual([]));

  test('nothing is left to be filled in, and the version is that of the package', () => {
    expect(text(join(folder, 'plugin.json'))).not.toMatch(/%[A-Z_]+%/);
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(manifestOf(folder).info.version).toBe(version);
  });

  test('logos and the source map lie where they are looked for', () => {
    const { small, large } = manifestOf(folder).info.logos;
    for (const path of [small, large, 'module.js.map']) expect(existsSync(join(dist, folder, path))).toBe(true);
    expect(text(join(folder, 'module.js'))).toMatch(/\/\/# sourceMappingURL=module\.js\.map\s*$/);
    for (const logo of [small, large]) expect(text(join(folder, logo))).not.toMatch(/<script|onload|href=["']http/i);
  });

  test('the module asks Grafana only for what Grafana has, and hands over a plugin', () => {
    const { needs, exported } = load(text(join(folder, 'module.js')));
    expect(needs.filter((name) => !PROVIDED.has(name))).toEqual([]);
    expect(Object.keys(exported)).toEqual(['plugin']);
    expect(exported.plugin).toBeDefined();
  });

  test('no code of Node', () => {
    const code = text(join(folder, 'module.js'));
    const names = builtinModules.map((name) => name.replaceAll('/', '\\/')).join('|');
    expect(code.match(new RegExp(`(require|import)\\(["'](node:[\\w/]+|${names})["']\\)`, 'g'))).toBeNull();
    expect(code.match(NODE_NAMES)).toBeNull();
  });

  test('it is small', () => expect(gzipSync(text(join(folder, 'module.js'))).length).toBeLessThanOrEqual(CEILING[folder] ?? 0));
});

test('the catalogue would refuse nothing of it', () => {
  const paths = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = paths.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path: relative(dist, path).split(sep).join('/'), bytes: readFileSync(path) };
  });
  expect(catalogueProblems(files)).toEqual([]);
});

test('what is loaded later lies at the root: the address of the app is where the modules look for it', () => {
  const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
  const modules = FOLDERS.map((folder) => join(folder, 'module.js'));
  expect(scripts).toEqual(expect.arrayContaining(modules));
  for (const chunk of scripts.filter((path) => !modules.includes(path))) {
    expect(dirname(chunk)).toBe('.');
    expect(existsSync(join(dist, `${chunk}.map`))).toBe(true);
    expect(text(chunk).match(NODE_NAMES)).toBeNull();
  }
  expect(readFileSync(join(ROOT, 'webpack.config.mjs'), 'utf8')).toContain(`publicPath: 'public/plugins/${APP_ID}/'`);
});

describe('the app', () => {
  const includes = () => {
    const manifest = manifestOf('.');
    if (manifest.type !== 'app') throw new Error('The root manifest is no app');
    return manifest.includes;
  };

  test('declares each nested plugin by type, name and path', () => {
    const declared = includes().filter(({ type }) => type === 'datasource' || type === 'panel');
    const nested = FOLDERS.slice(1).map((folder) => {
      const { type, name } = manifestOf(folder);
      return { type, name, path: `${folder}/plugin.json` };
    });
    expect(declared).toEqual(nested);
  });

  test('ids are of one organisation', () => {
    expect(manifestOf('.').id).toBe(APP_ID);
    expect(FOLDERS.map((folder) => manifestOf(folder).id.split('-')[0])).toEqual(FOLDERS.map(() => 'plumbline'));
  });

  test('its pages are below its own address, and its screenshots are there', () => {
    for (const { type, path } of includes()) if (type === 'page') expect(path.startsWith(`/a/${APP_ID}`)).toBe(true);
    const shots = manifestOf('.').info.screenshots ?? [];
    expect(shots.length).toBeGreaterThanOrEqual(3);
    expect(new Set(shots.map(({ name }) => name)).size).toBe(shots.length);
    for (const { path } of shots) expect(existsSync(join(dist, path))).toBe(true);
  });

  test('leaves dashboards to the data source: its own would be imported over provisioned ones', () => {
    expect(includes().filter(({ type }) => type === 'dashboard')).toEqual([]);
    const manifest = manifestOf('datasource');
    if (manifest.type !== 'datasource') throw new Error('No data source');
    const offered = manifest.includes ?? [];
    for (const { path } of offered) expect(JSON.parse(text(join('datasource', path)))).toMatchObject({ id: null });
    expect(offered).toHaveLength(readdirSync(join(dist, 'datasource', 'dashboards')).length);
  });

  test('brings its texts', () => {
    for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE']) expect(text(name).length).toBeGreaterThan(500);
    expect(text('LICENSE')).toContain('Apache License');
  });
});

test('the data source names the executable that the Go build writes', () => {
  const manifest = manifestOf('datasource');
  if (manifest.type !== 'datasource') throw new Error('No data source');
  expect(readFileSync(join(ROOT, 'scripts', 'buildGo.mjs'), 'utf8')).toContain(`\`${manifest.executable}_\${os}_\${arch}`);
});

/** Runs a module the way Grafana's AMD loader does, with stand-ins for what Grafana provides. */
function load(code: string): { readonly needs: readonly string[]; readonly exported: Readonly<Record<string, unknown>> } {
  let needs: readonly string[] = [];
  let exported: Readonly<Record<string, unknown>> = {};
  const define = (names: readonly string[], factory: (...modules: unknown[]) => Record<string, unknown>): void => {
    needs = names;
    exported = factory(...names.map(() => STAND_IN));
  };
  runInNewContext(code, { define });
  return { needs, exported };
}

/** Any module, class, function or object at once: calling, constructing and reading it give itself. */
const STAND_IN: object = new Proxy(function standIn() {}, {
  get: (target, name) => (name === 'prototype' ? target.prototype : name === Symbol.toPrimitive ? () => '' : STAND_IN),
  apply: () => STAND_IN,
  construct: (): object => STAND_IN,
});
