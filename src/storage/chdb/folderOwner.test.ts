import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertFree, refusal, signFolder } from './folderOwner';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-owner-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => join(folder, 'owner.json');
const owner = (change: object = {}): object => ({
  pid: process.ppid,
  host: hostname(),
  since: '2026-11-25T06:00:00.000Z',
  ticks: '',
  ...change,
});
const write = (content: object | string): void => writeFileSync(file(), typeof content === 'string' ? content : JSON.stringify(content));
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

test('a folder that is not there is made, and is free', () => {
  const inside = join(folder, 'a', 'b');
  assertFree(inside);
  expect(existsSync(inside)).toBe(true);
});

test('the message names a living owner and says what to do', () => {
  write(owner());
  expect(() => assertFree(folder)).toThrow(
    expect.objectContaining({
      kind: 'unavailable',
      message:
        `The folder ${folder} is in use by process ${process.ppid} on ${hostname()}, since 2026-11-25T06:00:00.000Z. ` +
        'Stop that process, send to it through its API, or set PLUMBLINE_DATA_DIR to another folder.',
    }),
  );
});

test.each<[string, () => object | string]>([
  ['a dead owner', () => owner({ pid: deadPid() })],
  ['another process with the number of a dead owner', () => owner({ ticks: '1' })],
  ['an owner on another host, of which the engine knows more', () => owner({ host: 'elsewhere' })],
  ['half a file', () => '{"pid": 1, "ho'],
  ['a file of something else', () => '{"pid": "1"}'],
])('%s is no obstacle', (_name, content) => {
  write(content());
  assertFree(folder);
  signFolder(folder)();
  expect(existsSync(file())).toBe(false);
});

test('the owner signs, and takes its name away', () => {
  const unsign = signFolder(folder);
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
  assertFree(folder);
  const second = signFolder(folder);
  second();
  expect(existsSync(file())).toBe(true);
  unsign();
  expect(existsSync(file())).toBe(false);
});

test('a name that somebody else wrote since is left alone', () => {
  const unsign = signFolder(folder);
  write(owner());
  unsign();
  expect(existsSync(file())).toBe(true);
});

test('a refusal of the engine names the owner; other failures are none', () => {
  write(owner({ host: 'elsewhere' }));
  const cause = new Error('Cannot lock file /x/status. Another server instance in same directory is already running.');
  expect(refusal(folder, cause)).toMatchObject({
    kind: 'unavailable',
    cause,
    message: expect.stringContaining(`process ${process.ppid} on elsewhere`),
  });
  expect(refusal(folder, new Error('Syntax error'))).toBeUndefined();
});
