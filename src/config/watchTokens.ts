import { statSync } from 'node:fs';
import { loadSettings } from './settings';
import { tokensOf, type Token } from './tokens';

export interface TokenWatch {
  stop(): void;
}

/** A changed file is seen within this time. Mounted secrets are exchanged by renaming, which no event tells reliably. */
const INTERVAL_MS = 2_000;

export interface WatchOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onTokens: (tokens: readonly Token[]) => void;
  /** A file that cannot be used leaves the tokens as they are. */
  readonly onFailure: (error: unknown) => void;
  readonly intervalMs?: number;
}

/** Reads the tokens anew when the configuration or the mounted secret changes, and on SIGHUP. Other settings stay until a restart. */
export function watchTokens({ env, onTokens, onFailure, intervalMs = INTERVAL_MS }: WatchOptions): TokenWatch {
  const paths = [env.PLUMBLINE_CONFIG, env.PLUMBLINE_TOKENS_FILE].filter((path) => path !== undefined && path !== '');
  let seen = stampOf(paths);
  const read = (): void => {
    try {
      onTokens(tokensOf(loadSettings(env).file));
    } catch (error) {
      onFailure(error);
    }
  };
  const look = (): void => {
    const now = stampOf(paths);
    if (now === seen) return;
    seen = now;
    read();
  };
  const timer = setInterval(look, intervalMs).unref();
  process.on('SIGHUP', read);
  return {
    stop() {
      clearInterval(timer);
      process.off('SIGHUP', read);
    },
  };
}

function stampOf(paths: readonly (string | undefined)[]): string {
  return paths
    .map((path) => {
      const stat = statSync(path ?? '', { throwIfNoEntry: false });
      return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    })
    .join();
}
