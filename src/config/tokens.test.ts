import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFileSchema } from './configFile';
import { loadSettings } from './settings';
import { hashOf, newToken, tokensOf, type Token } from './tokens';
import { watchTokens, type TokenWatch } from './watchTokens';

const HASH = `sha256:${hashOf('a token')}`;

test('the hash of a token is its SHA-256', () => {
  // The example of FIPS 180-2, appendix B.1.
  expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('tokens of the file may do everything; those under access what they say', () => {
  const file = configFileSchema.parse({
    tokens: ['a-token-of-the-file', HASH],
    access: [
      { name: 'sender', token: HASH, scopes: ['ingest'], services: ['support'], rate_limit: { requests_per_second: 5, mib_per_second: 2 } },
      { name: 'boss', token: HASH, scopes: ['admin'] },
    ],
  });
  const all = { scopes: ['ingest', 'query', 'feedback', 'admin'], services: null, requestsPerSecond: Infinity, bytesPerSecond: Infinity };
  expect(tokensOf(file)).toEqual([
    { name: 'token 1', hash: hashOf('a-token-of-the-file'), ...all },
    { name: 'token 2', hash: hashOf('a token'), ...all },
    {
      name: 'sender',
      hash: hashOf('a token'),
      scopes: ['ingest'],
      services: ['support'],
      requestsPerSecond: 5,
      bytesPerSecond: 2 * 1024 ** 2,
    },
    { name: 'boss', hash: hashOf('a token'), ...all },
  ]);
});

test('a token is not written into the file as it is', () => {
  expect(configFileSchema.safeParse({ access: [{ name: 'a', token: 'a-long-plain-token', scopes: ['ingest'] }] }).success).toBe(false);
});

test('a new token fits what is written for it, and no two are the same', () => {
  const [one, other] = [newToken(), newToken()];
  expect(one.written).toBe(`sha256:${hashOf(one.token)}`);
  expect(one.token).not.toBe(other.token);
  expect(configFileSchema.safeParse({ access: [{ name: 'a', token: one.written, scopes: ['query'] }] }).success).toBe(true);
});

test('hashed tokens let it listen beyond this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-tokens-'));
  const path = join(folder, 'plumbline.yaml');
  writeFileSync(path, `access: [{name: a, token: '${HASH}', scopes: [query]}]`);
  expect(loadSettings({ PLUMBLINE_HOST: '0.0.0.0', PLUMBLINE_CONFIG: path }).file.access).toHaveLength(1);
  rmSync(folder, { recursive: true });
});

describe('while the service runs', () => {
  let folder: string;
  let path: string;
  let watch: TokenWatch | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-tokens-'));
    path = join(folder, 'plumbline.yaml');
    writeFileSync(path, `access: [{name: old, token: '${HASH}', scopes: [query]}]`);
  });
  afterEach(() => {
    watch?.stop();
    rmSync(folder, { recursive: true });
  });

  /** Resolves with what is told next. */
  const next = (change: () => void): Promise<readonly Token[] | Error> =>
    new Promise((resolve) => {
      watch = watchTokens({
        env: { PLUMBLINE_CONFIG: path },
        intervalMs: 5,
        onTokens: resolve,
        onFailure: (error) => resolve(error as Error),
      });
      change();
    });

  test('a file that is written anew, by renaming as secrets are', async () => {
    const tokens = await next(() => {
      writeFileSync(`${path}.new`, `access: [{name: fresh, token: '${HASH}', scopes: [ingest]}]`);
      renameSync(`${path}.new`, path);
    });
    expect(tokens).toMatchObject([{ name: 'fresh', scopes: ['ingest'] }]);
  });

  test('a file that cannot be used is told and changes nothing', async () => {
    expect(await next(() => writeFileSync(path, 'access: [{name: broken}]'))).toBeInstanceOf(Error);
  });

  test('SIGHUP', async () => {
    expect(await next(() => process.emit('SIGHUP'))).toMatchObject([{ name: 'old' }]);
  });
});
