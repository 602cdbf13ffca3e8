/**
 * Builds the back end of the data source for the platforms that Grafana runs on, into dist/datasource/ where Grafana
 * looks for it: gpx_plumbline_<system>_<processor>. A platform is built again only when its sources changed.
 *
 *   node scripts/buildGo.mjs            all platforms
 *   node scripts/buildGo.mjs --host     this machine's platform only
 *   … --out FOLDER                      into another folder
 *   node scripts/buildGo.mjs --which    builds nothing, prints the path of Go; nothing where there is none
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STAMPS = join(ROOT, 'node_modules', '.cache', 'plumbline', 'go');

/** Folder of the data source in the bundle. */
const BUNDLE = 'dist/datasource';

/** Go's names of systems and processors. Grafana itself is published for these. */
export const TARGETS = ['linux', 'darwin', 'windows'].flatMap((os) => ['amd64', 'arm64'].map((arch) => ({ os, arch })));

/** Where Go is installed by its own instructions; many shells do not have that folder in their PATH. */
const USUAL_PLACES = ['/usr/local/go/bin/go', '/opt/homebrew/bin/go', 'C:\\Program Files\\Go\\bin\\go.exe'];

/** Path of the Go command, or undefined where there is none. */
export function findGo() {
  return ['go', ...USUAL_PLACES].find((go) => spawnSync(go, ['version'], { stdio: 'ignore' }).status === 0);
}

/** Target of the machine that runs this, in Go's words. */
export function hostTarget() {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  return { os, arch: process.arch === 'x64' ? 'amd64' : process.arch };
}

/** File name by which Grafana finds the executable; the first part is `executable` in the plugin.json. */
export function executableName({ os, arch }) {
  return `gpx_plumbline_${os}_${arch}${os === 'windows' ? '.exe' : ''}`;
}

/**
 * Builds the given targets.
 * @param {{ go: string, targets?: { os: string, arch: string }[], out?: string }} options `out` is relative to the project
 * @returns {string[]} paths of the executables
 * @throws when the compiler fails; it has printed why by then
 */
export function buildGo({ go, targets = TARGETS, out = BUNDLE }) {
  const folder = resolve(ROOT, out);
  mkdirSync(folder, { recursive: true });
  mkdirSync(STAMPS, { recursive: true });
  const sources = goFilesUnder('pkg').filter((path) => !path.endsWith('_test.go'));
  const version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
  const hash = hashOf(
    [...sources, 'go.mod', 'go.sum', 'scripts/buildGo.mjs'],
    [...sources, execFileSync(go, ['version']).toString(), version],
  );
  const built = targets.map((target) => {
    const path = join(folder, executableName(target));
    const stamp = join(STAMPS, createHash('sha256').update(path).digest('hex'));
    if (existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return path;
    console.log(`Building ${relative(ROOT, path)} …`);
    compile({ go, target, path, version });
    writeFileSync(stamp, hash);
    return path;
  });
  if (out === BUNDLE) writeFileSync(join(ROOT, 'dist', 'go_plugin_build_manifest'), manifest());
  return built;
}

/** Flags of grafana-plugin-sdk-go's own build targets, so that both builds give the same executable. */
function compile({ go, target, path, version }) {
  const info = JSON.stringify({ pluginID: 'plumbline-quality-datasource', version });
  const ldflags = `-s -w -X 'github.com/grafana/grafana-plugin-sdk-go/build/buildinfo.buildInfoJSON=${info}'`;
  const args = ['build', '-trimpath', '-buildvcs=false', '-tags', 'arrow_json_stdlib', '-ldflags', ldflags, '-o', path, './pkg'];
  const env = { ...process.env, GOOS: target.os, GOARCH: target.arch, CGO_ENABLED: '0' };
  execFileSync(go, args, { cwd: ROOT, stdio: 'inherit', env });
}

/** Go files below a folder, relative to the project, with forward slashes. */
function goFilesUnder(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.go'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** SHA-256 over the contents of files, one after the other, and further words. */
function hashOf(paths, words = []) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(readFileSync(join(ROOT, path)));
  for (const word of words) hash.update(word);
  return hash.digest('hex');
}

/** Every Go file with its hash, in the root of the bundle: by it Grafana's plugin review ties executables to sources. */
function manifest() {
  return ['Magefile.go', ...goFilesUnder('pkg'), ...goFilesUnder('tests')].map((path) => `${hashOf([path])}:${path}\n`).join('');
}

function main(args) {
  const go = findGo();
  if (args.includes('--which')) {
    console.log(go ?? '');
    return;
  }
  if (go === undefined) {
    console.log('No Go found: the back end of the data source is not built, and without it the data source does not answer inside');
    console.log('Grafana (the workbench does not need it). Install Go 1.26 or later (go.dev) and build again.');
    return;
  }
  const out = args.includes('--out') ? args[args.indexOf('--out') + 1] : undefined;
  try {
    buildGo({ go, ...(args.includes('--host') ? { targets: [hostTarget()] } : {}), ...(out === undefined ? {} : { out }) });
  } catch {
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
