/** The archives of `npm run package`, read back by their central directory (PKWARE APPNOTE 4.3.12). */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const ROOT = join(__dirname, '..', '..');
const MANIFEST = JSON.stringify({ id: 'plumbline-quality-app', info: { version: '1.2.3' } });

let folder = '';
const out = (): string => join(folder, 'out');

function run(...args: string[]): string {
  return execFileSync(process.execPath, ['scripts/package.mjs', ...args], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-package-'));
  mkdirSync(join(folder, 'bundle', 'datasource'), { recursive: true });
  writeFileSync(join(folder, 'bundle', 'plugin.json'), MANIFEST);
  for (const name of ['linux_amd64', 'darwin_arm64', 'windows_amd64.exe'])
    writeFileSync(join(folder, 'bundle', 'datasource', `gpx_plumbline_${name}`), name);
  run('--from', join(folder, 'bundle'), '--out', out());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Entry {
  readonly name: string;
  readonly mode: string;
  readonly content: string;
}

function entriesOf(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  let at = bytes.readUInt32LE(end + 16);
  while (bytes.toString('latin1', at, at + 4) === 'PK\x01\x02') {
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      mode: (bytes.readUInt32LE(at + 38) >>> 16).toString(8),
      content: inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(at + 20))).toString(),
    });
    at += 46 + nameLength;
  }
  return entries;
}

test('one archive a platform and one for any, each with its sum', () => {
  const zips = readdirSync(out())
    .filter((name) => name.endsWith('.zip'))
    .sort();
  expect(zips).toEqual(
    ['', '.darwin_arm64', '.linux_amd64', '.windows_amd64'].map((platform) => `plumbline-quality-app-1.2.3${platform}.zip`).sort(),
  );
  for (const name of zips)
    expect(readFileSync(join(out(), `${name}.sha1`), 'utf8')).toBe(
      createHash('sha1')
        .update(readFileSync(join(out(), name)))
        .digest('hex'),
    );
});

test('an archive holds one folder named as the app, its own back end alone, which may be run', () => {
  const entries = entriesOf(readFileSync(join(out(), 'plumbline-quality-app-1.2.3.linux_amd64.zip')));
  expect(entries).toEqual([
    { name: 'plumbline-quality-app/datasource/gpx_plumbline_linux_amd64', mode: '100755', content: 'linux_amd64' },
    { name: 'plumbline-quality-app/plugin.json', mode: '100644', content: MANIFEST },
  ]);
  expect(entriesOf(readFileSync(join(out(), 'plumbline-quality-app-1.2.3.zip')))).toHaveLength(4);
});

test('a folder without a bundle is told', () => expect(() => run('--from', folder)).toThrow(/Run npm run build first/));
