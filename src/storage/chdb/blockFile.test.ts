import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemPlaces, withBlockFile } from './blockFile';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'block-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BLOCK = Buffer.from('rows of a block');
const openFiles = systemPlaces().openFiles;

// Systems without /proc have the second way alone.
describe.each([
  ['without a name', openFiles],
  ['with a name', undefined],
])('%s', (name, where) => {
  const nameless = name === 'without a name';
  const run = nameless && openFiles === undefined ? test.skip : test;
  const places = (): Parameters<typeof withBlockFile>[1] => ({ folders: [folder], openFiles: where });

  run('the bytes can be read, by this user alone', async () => {
    await withBlockFile(BLOCK, places(), async (path) => {
      expect(readFileSync(path)).toEqual(BLOCK);
      expect(readFileSync(path)).toEqual(BLOCK);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readdirSync(folder)).toHaveLength(nameless ? 0 : 1);
    });
  });

  run('nothing stays, also after a failure', async () => {
    const failed = withBlockFile(BLOCK, places(), () => Promise.reject(new Error('failed')));
    await expect(failed).rejects.toThrow('failed');
    expect(readdirSync(folder)).toEqual([]);
  });

  run('a place that takes nothing is passed over', async () => {
    const two = { ...places(), folders: [join(folder, 'absent'), folder] };
    await expect(withBlockFile(BLOCK, two, async (path) => readFileSync(path, 'utf8'))).resolves.toBe('rows of a block');
  });

  run('when no place takes it, the last one says why', async () => {
    const none = { ...places(), folders: [join(folder, 'absent'), '/dev/null'] };
    await expect(withBlockFile(BLOCK, none, () => Promise.resolve())).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

test('an empty block is an empty file', async () => {
  await expect(withBlockFile(Buffer.alloc(0), systemPlaces(), async (path) => readFileSync(path).length)).resolves.toBe(0);
});
