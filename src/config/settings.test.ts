import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskerOf } from './maskerOf';
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
    ['a short masking key', { PLUMBLINE_MASKING_KEY: 'short' }, /PLUMBLINE_MASKING_KEY/],
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
    ['a masking rule of no kind', 'masking: {rules: [{name: a}]}', /masking\.rules\.0: needs exactly one of types, keys and pattern/],
    ['a masking rule without a name', 'masking: {rules: [{keys: [a]}]}', /masking\.rules\.0: needs a name/],
    [
      'a masking rule with a wrong pattern',
      'masking: {rules: [{name: a, pattern: "("}]}',
      /masking rule "a": the pattern \( cannot be used/,
    ],
    ['a type that is not known', 'masking: {rules: [{types: [e-mail]}]}', /masking\.rules\.0\.types\.0/],
    ['two pull sources of one name', 'pull: {sources: [{name: a}, {name: a}]}', /two sources have one name/],
    ['a pull table that would need quoting', 'pull: {sources: [{name: a, traces_table: "a;b"}]}', /pull\.sources\.0\.traces_table/],
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

test('hashes of masking need a key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-settings-'));
  try {
    const path = join(folder, 'x.yaml');
    writeFileSync(path, 'masking: {rules: [{types: [email], action: hash}]}');
    expect(() => loadSettings({ PLUMBLINE_CONFIG: path })).toThrow(
      /masking\.rules\.0 \(email\) has the action hash.*PLUMBLINE_MASKING_KEY/,
    );
    const settings = loadSettings({ PLUMBLINE_CONFIG: path, PLUMBLINE_MASKING_KEY: 'a key of sixteen characters' });
    const [one, two] = ['Mary@example.com', 'mary@EXAMPLE.com'].map((text) => maskerOf(settings).forService('s').text(text, 't'));
    expect(one).toMatch(/^\[email:[a-p]{20}\]$/);
    expect(two).toBe(one);
    const other = loadSettings({ PLUMBLINE_CONFIG: path, PLUMBLINE_MASKING_KEY: 'another key, another hash' });
    expect(maskerOf(other).forService('s').text('mary@example.com', 't')).not.toBe(one);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
