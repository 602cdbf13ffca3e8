import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, parseConfigFile, SettingsError } from './settings';

describe('environment', () => {
  test('nothing set: the fixed names of the design', () => {
    expect(loadSettings({})).toMatchObject({
      host: '127.0.0.1',
      port: 3300,
      otlpHttpPort: 4318,
      otlpGrpcPort: 4317,
      database: 'plumbline',
    });
    expect(loadSettings({}).clickhouse).toBeUndefined();
  });

  test('an empty variable is one that is not set, as compose files leave it', () => {
    expect(loadSettings({ PLUMBLINE_PORT: '', PLUMBLINE_CLICKHOUSE_URL: '' }).port).toBe(3300);
  });

  test('tokens of the environment let it listen beyond this machine', () => {
    const { file } = loadSettings({ PLUMBLINE_HOST: '0.0.0.0', PLUMBLINE_TOKENS: 'token-of-the-ingest, token-of-grafana-1' });
    expect(file.tokens).toEqual(['token-of-the-ingest', 'token-of-grafana-1']);
  });

  test('secrets come from files, whose last line break is no part of them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-secrets-'));
    writeFileSync(join(folder, 'token'), 'token-of-the-ingest\n');
    expect(loadSettings({ PLUMBLINE_TOKENS_FILE: join(folder, 'token') }).file.tokens).toEqual(['token-of-the-ingest']);
    rmSync(folder, { recursive: true });
  });

  const wrong: [string, Record<string, string>, RegExp][] = [
    ['a port that is no number', { PLUMBLINE_PORT: 'http' }, /PLUMBLINE_PORT/],
    ['a port out of range', { PLUMBLINE_OTLP_HTTP_PORT: '70000' }, /PLUMBLINE_OTLP_HTTP_PORT/],
    ['a database name that would need quoting', { PLUMBLINE_CLICKHOUSE_DATABASE: 'a; DROP' }, /PLUMBLINE_CLICKHOUSE_DATABASE/],
    ['a configuration file that is not there', { PLUMBLINE_CONFIG: '/nowhere/plumbline.yaml' }, /PLUMBLINE_CONFIG names/],
    ['a short token', { PLUMBLINE_TOKENS: 'a-long-enough-token,short' }, /PLUMBLINE_TOKENS/],
    ['a token file that is not there', { PLUMBLINE_TOKENS_FILE: '/nowhere/token' }, /PLUMBLINE_TOKENS_FILE names/],
    ['listening beyond this machine without tokens', { PLUMBLINE_HOST: '0.0.0.0' }, /no tokens are set/],
    [
      'a secret file that is not there',
      { PLUMBLINE_CLICKHOUSE_PASSWORD_FILE: '/nowhere/secret' },
      /PLUMBLINE_CLICKHOUSE_PASSWORD_FILE names/,
    ],
  ];
  test.each(wrong)('%s is refused and named', (_name, env, message) => {
    expect(() => loadSettings(env)).toThrow(SettingsError);
    expect(() => loadSettings(env)).toThrow(message);
  });
});

describe('configuration file', () => {
  test('an empty file is a valid one', () => {
    expect(parseConfigFile('', 'x.yaml').settle.quiet_seconds).toBe(10);
  });

  const wrong: [string, string, RegExp][] = [
    ['a key that does not exist', 'topic: []', /Unrecognized key/],
    ['a pattern that is no regular expression', 'topics: [{topic: a, patterns: ["("]}]', /topic "a" has a pattern/],
    ['text that is no YAML', 'topics: [', /not valid YAML/],
    ['a short token', 'tokens: [abc]', /tokens/],
    ['a scale without a width', 'dimensions: [{name: x, scale: [1, 1]}]', /scale/],
  ];
  test.each(wrong)('%s is refused and named', (_name, text, message) => {
    expect(() => parseConfigFile(text, 'x.yaml')).toThrow(message);
  });

  test('a dimension of the file replaces the built-in one of that name', () => {
    const file = parseConfigFile('dimensions: [{name: factuality, scale: [0, 10], target: 8}]', 'x.yaml');
    expect(file.dimensions[0]).toMatchObject({ name: 'factuality', scale: [0, 10], target: 8 });
  });
});
