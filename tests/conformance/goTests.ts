/** Runs Go's tests from Jest, where Go is present. */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** What became of a Go test run. Names are Go's, such as `TestHealth/wrong_token`. */
export interface GoTestRun {
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
  /** Output of each failed test, and of packages that did not compile. */
  readonly failures: readonly string[];
}

interface TestEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** Path of the Go command; empty where there is none. */
export function findGo(): string {
  return execFileSync(process.execPath, ['scripts/buildGo.mjs', '--which'], { cwd: ROOT, encoding: 'utf8' }).trim();
}

/** Builds the executable for this machine, when its sources changed, and returns its path. */
export function buildExecutable(): string {
  execFileSync(process.execPath, ['scripts/buildGo.mjs', '--host', '--out', 'build/go'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  return join(ROOT, 'build', 'go', `gpx_plumbline_${os}_${process.arch === 'x64' ? 'amd64' : process.arch}`);
}

/**
 * @param args of `go test`: packages and filters
 * @param env added to the environment of the tests
 */
export async function runGoTests(go: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<GoTestRun> {
  // The build tag is the executable's own, so that the compiler's cache serves both.
  const { code, stdout, stderr } = await run(go, ['test', '-json', '-count=1', '-tags', 'arrow_json_stdlib', ...args], env);
  const events = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as TestEvent] : []));
  const named = (action: string): string[] => events.flatMap((e) => (e.Action === action && e.Test !== undefined ? [e.Test] : []));
  const failed = new Set(events.flatMap((e) => (e.Action === 'fail' ? [keyOf(e)] : [])));
  const failures = [...failed].map((key) => events.flatMap((e) => (keyOf(e) === key ? [e.Output ?? ''] : [])).join(''));
  if (code !== 0 && failures.length === 0) failures.push(`go test ended with ${code}\n${stderr}`);
  if (code !== 0 && stderr !== '') failures.push(stderr);
  return { passed: named('pass'), skipped: named('skip'), failures };
}

/** Output of `go vet`; empty when it finds nothing. */
export async function runGoVet(go: string): Promise<string> {
  const { code, stderr } = await run(go, ['vet', '-tags', 'arrow_json_stdlib', './pkg/...', './tests/...'], {});
  return code === 0 ? '' : stderr;
}

function keyOf(event: TestEvent): string {
  return `${event.Package ?? ''} ${event.Test ?? ''}`;
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, GOFLAGS: '-buildvcs=false', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, ...out }));
  });
}
