/** The real service in a process of its own, built from the sources, so that it can be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '../..');

export interface ServiceBuild {
  readonly file: string;
  remove(): void;
}

/** One build a test file; it lies in the project, where its packages are found. */
export async function buildService(): Promise<ServiceBuild> {
  const file = join(ROOT, `build/service-under-test-${process.pid}.cjs`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    loader: { '.sql': 'text', '.yaml': 'text' },
    logLevel: 'warning',
  });
  return { file, remove: () => rmSync(file, { force: true }) };
}

export interface ServiceProcess {
  readonly url: string;
  readonly otlpUrl: string;
  readonly child: ChildProcess;
  /** Resolves when the process is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

export interface ServiceOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the command, such as those that put it into a namespace of its own. */
  readonly wrap?: readonly string[];
}

/** Resolves when the service says where it listens. */
export async function startProcess({ file }: ServiceBuild, { dataDir, env = {}, wrap = [] }: ServiceOptions): Promise<ServiceProcess> {
  const [command = process.execPath, ...args] = [...wrap, process.execPath, file, 'serve', '--no-demo'];
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PLUMBLINE_DATA_DIR: dataDir,
      PLUMBLINE_PORT: '0',
      PLUMBLINE_OTLP_HTTP_PORT: '0',
      PLUMBLINE_OTLP_GRPC_PORT: '0',
      PLUMBLINE_LOG_LEVEL: 'silent',
      ...env,
    },
  });
  const { url, otlpUrl } = await addresses(child);
  return {
    url,
    otlpUrl,
    child,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

function addresses(child: ChildProcess): Promise<{ readonly url: string; readonly otlpUrl: string }> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const url = /Plumbline +(http\S+)/.exec(said)?.[1];
      const otlpUrl = /OTLP\/HTTP +(http\S+)/.exec(said)?.[1];
      if (url !== undefined && otlpUrl !== undefined && said.includes('Store')) resolve({ url, otlpUrl });
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The service ended with ${code}: ${said}`)));
  });
}
