/**
 * Hands bytes to the engine. It reads binary rows from files only, and a file is also the fastest way: no text is built
 * and no statement grows. On Linux the file has no name: it is gone from the folder before the first byte is written, so
 * that nothing stays behind, also when the process is killed.
 */
import { existsSync } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Places {
  /** Folders to try in turn. The first is memory; containers often have only 64 MiB of it. */
  readonly folders: readonly string[];
  /** Folder that shows open files by their number; undefined where the system has none that can be read from the start. */
  readonly openFiles: string | undefined;
}

export function systemPlaces(): Places {
  const memory = '/dev/shm';
  const openFiles = '/proc/self/fd';
  return {
    folders: existsSync(memory) ? [memory, tmpdir()] : [tmpdir()],
    openFiles: existsSync(openFiles) ? openFiles : undefined,
  };
}

/**
 * Calls `use` with the path of a file that holds `block`; the file ends with the call.
 * @throws the system's error when no place takes the block, and whatever `use` throws
 */
export async function withBlockFile<T>(block: Uint8Array, places: Places, use: (path: string) => Promise<T>): Promise<T> {
  const { file, path } = await writeSomewhere(block, places);
  try {
    return await use(places.openFiles === undefined ? path : join(places.openFiles, String(file.fd)));
  } finally {
    await file.close();
    if (places.openFiles === undefined) await unlink(path);
  }
}

interface BlockFile {
  readonly file: FileHandle;
  readonly path: string;
}

async function writeSomewhere(block: Uint8Array, places: Places): Promise<BlockFile> {
  const failures: unknown[] = [];
  for (const folder of places.folders) {
    try {
      return await writeIn(folder, block, places.openFiles !== undefined);
    } catch (error) {
      failures.push(error);
    }
  }
  // The last place is the disk: its error says what is wrong.
  throw failures.at(-1) ?? new Error('no folder for temporary files is known');
}

async function writeIn(folder: string, block: Uint8Array, nameless: boolean): Promise<BlockFile> {
  const path = join(folder, `plumbline-${randomUUID()}.bin`);
  const file = await open(path, 'wx+', 0o600);
  try {
    if (nameless) await unlink(path);
    // At given positions, as the file's own one may be shared with the reader and must stay at the start.
    for (let at = 0; at < block.length;) at += (await file.write(block, at, block.length - at, at)).bytesWritten;
    return { file, path };
  } catch (error) {
    await file.close();
    if (!nameless) await unlink(path);
    throw error;
  }
}
