/** One process owns an embedded folder. The lock is a file beside the data that says who the owner is. */
import { closeSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
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

/**
 * Takes the folder for this process, also from an owner that is dead.
 * @returns a function that gives it back
 * @throws StorageError of kind `unavailable` that names the living owner
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'owner.lock');
  // Two tries: the second one after a dead owner's file was taken away.
  for (let attempt = 0; attempt < 2; attempt++) {
    if (create(path)) return () => unlinkSync(path);
    const owner = readOwner(path);
    if (owner !== undefined && isAlive(owner)) {
      throw new StorageError(
        'unavailable',
        `The folder ${folder} is in use by process ${owner.pid} on ${owner.host}, since ${owner.since}. ` +
          'Stop that process, send to it through its API, or set PLUMBLINE_DATA_DIR to another folder.',
      );
    }
    removeIfThere(path);
  }
  throw new StorageError('unavailable', `Another process took the folder ${folder} at the same moment. Try again.`);
}

function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    const owner: Owner = { pid: process.pid, host: hostname(), since: new Date().toISOString(), ticks: startTicks(process.pid) };
    writeSync(file, JSON.stringify(owner));
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** An owner on another host cannot be asked: it counts as alive, as a shared folder may still be written to. */
function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return owner.ticks === '' || startTicks(owner.pid) === '' || startTicks(owner.pid) === owner.ticks;
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
