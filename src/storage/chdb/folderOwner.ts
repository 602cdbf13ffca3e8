/**
 * Who uses an embedded folder. The engine itself lets one process in and frees the folder when that process dies, however
 * it dies; this file beside the data only says who it is, so that the message can.
 */
import { mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '../driver';

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** Start time of the process in clock ticks since boot; tells a reused pid from the owner. Empty off Linux. */
  readonly ticks: string;
}

const FILE = 'owner.json';

/**
 * Makes the folder when it is not there.
 * @throws StorageError of kind `unavailable` when a living process of this host has it
 */
export function assertFree(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const owner = readOwner(folder);
  if (owner !== undefined && !isThisProcess(owner) && isAlive(owner)) throw inUse(folder, owner);
}

/** The engine's refusal as an error that names the owner; undefined when the engine failed for another reason. */
export function refusal(folder: string, cause: unknown): StorageError | undefined {
  const message = cause instanceof Error ? cause.message : String(cause);
  return /Cannot lock file/.test(message) ? inUse(folder, readOwner(folder), cause) : undefined;
}

/**
 * Names this process as the owner. To be called once the engine has let it in.
 * @returns a function that takes the name away again
 */
export function signFolder(folder: string): () => void {
  const path = join(folder, FILE);
  const before = readOwner(folder);
  // A second driver of the same process, which the engine allows: the first one signed.
  if (before !== undefined && isThisProcess(before)) return () => undefined;
  const owner: Owner = { pid: process.pid, host: hostname(), since: new Date().toISOString(), ticks: startTicks(process.pid) };
  // In two steps, so that a reader never sees half a file.
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(owner), { mode: 0o600 });
  renameSync(`${path}.${process.pid}`, path);
  return () => {
    const now = readOwner(folder);
    if (now !== undefined && isThisProcess(now)) unlinkSync(path);
  };
}

function inUse(folder: string, owner: Owner | undefined, cause?: unknown): StorageError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}, since ${owner.since}`;
  return new StorageError(
    'unavailable',
    `The folder ${folder} is in use by ${who}. ` +
      'Stop that process, send to it through its API, or set PLUMBLINE_DATA_DIR to another folder.',
    undefined,
    { cause },
  );
}

function readOwner(folder: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
    return isOwner(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    ['host', 'since', 'ticks'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string')
  );
}

function isThisProcess(owner: Owner): boolean {
  return owner.pid === process.pid && owner.host === hostname() && owner.ticks === startTicks(process.pid);
}

/** Of an owner on another host only the engine can tell: a container that died leaves its host name behind. */
function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return owner.ticks === '' || startTicks(owner.pid) === owner.ticks;
}

/** Field 22 of /proc/PID/stat, counted after the command name, which may hold spaces. */
function startTicks(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
