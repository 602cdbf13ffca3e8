/**
 * Installs and builds when something changed since the last time, so that every command works on a fresh clone and
 * starts at once on a prepared one. Needs nothing but Node itself.
 *
 * CommonJS, as is what starts the service: Node's loader of modules uses the thread pool, whose size the service sets
 * before its first use.
 */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '/');
const STAMPS = join(ROOT, 'node_modules', '.cache', 'plumbline');

/** What each build reads; a change in any of these files makes it run again. */
const BUILDS = {
  service: {
    inputs: ['src', 'scripts/buildService.mjs', 'package-lock.json'],
    skip: (path) => /\/src\/(panels|datasource|app|ui|workbench\/(?!routes))/.test(path),
    output: 'build/plumbline.cjs',
    command: [process.execPath, 'scripts/buildService.mjs'],
  },
  workbench: {
    inputs: ['src', 'provisioning/dashboards', 'vite.config.mts', 'package-lock.json'],
    skip: (path) => /\/src\/(storage|ingest|settle|server|demo|replay|judge|evals|cli)\//.test(path),
    output: 'build/workbench/index.html',
    command: [process.execPath, 'node_modules/vite/bin/vite.js', 'build', '-c', 'vite.config.mts', '--logLevel', 'warn'],
  },
};

/**
 * Installs what the lock file names when node_modules does not match it. Not `npm ci`: that refuses a lock file without
 * the engine's packages for other systems, which a registry need not carry; `install` leaves out what is optional.
 */
function ensureInstalled() {
  const lock = hashOf(['package-lock.json'], () => false);
  if (stampIs('install', lock)) return;
  console.log('Installing packages …');
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  writeStamp('install', lock);
}

/** Builds the named parts whose inputs changed. */
function ensureBuilt(...names) {
  for (const name of names) {
    const build = BUILDS[name];
    const inputs = hashOf(build.inputs, build.skip);
    if (existsSync(join(ROOT, build.output)) && stampIs(name, inputs)) continue;
    console.log(`Building the ${name} …`);
    run(build.command[0], build.command.slice(1));
    writeStamp(name, inputs);
  }
}

/** Runs a command in the project's folder and ends this process with its status when it fails. */
function run(command, args, env = {}) {
  const done = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  if (done.error) {
    console.error(`${command} could not be started: ${done.error.message}`);
    process.exit(1);
  }
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function hashOf(inputs, skip) {
  const hash = createHash('sha256').update(process.version);
  for (const input of inputs)
    for (const path of filesUnder(join(ROOT, input))) {
      if (skip(path) || /\.test\.tsx?$/.test(path)) continue;
      hash.update(path.slice(ROOT.length)).update(readFileSync(path));
    }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

function stampIs(name, value) {
  const path = join(STAMPS, name);
  return existsSync(path) && readFileSync(path, 'utf8') === value;
}

function writeStamp(name, value) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, name), value);
}

module.exports = { ROOT, ensureInstalled, ensureBuilt, run };
