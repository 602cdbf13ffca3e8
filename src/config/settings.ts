/** Environment and YAML file, read once at start and handed down as a value. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { DEFAULT_DIMENSIONS, type Dimension } from '../core/model/dimension';
import { compileRules } from '../core/masking/compileRules';
import { compileValidators } from '../core/validators/compileValidators';
import { compileTopics } from '../core/topics/compileTopics';
import { configFileSchema, type ConfigFile } from './configFile';

const port = z.coerce.number().int().min(0).max(65_535);

/** Every environment variable, in the order of the README's table. */
export const ENVIRONMENT = z.object({
  PLUMBLINE_HOST: z.string().default('127.0.0.1').describe('Address to listen on; anything but loopback needs tokens'),
  PLUMBLINE_PORT: port.default(3300).describe('HTTP API and workbench'),
  PLUMBLINE_OTLP_HTTP_PORT: port.default(4318).describe('OTLP/HTTP'),
  PLUMBLINE_OTLP_GRPC_PORT: port.default(4317).describe('OTLP/gRPC'),
  PLUMBLINE_DATA_DIR: z.string().default('./data').describe('Folder of the embedded store'),
  PLUMBLINE_CLICKHOUSE_URL: z.string().default('').describe('ClickHouse server; empty for the embedded store'),
  PLUMBLINE_CLICKHOUSE_USER: z.string().default('default').describe('User at the server'),
  PLUMBLINE_CLICKHOUSE_PASSWORD: z.string().default('').describe('Password at the server'),
  PLUMBLINE_CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _ only')
    .default('plumbline')
    .describe('Database'),
  PLUMBLINE_CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_.-]*$/, 'letters, digits, _ . - only')
    .default('')
    .describe('Cluster name: replicated and distributed tables'),
  PLUMBLINE_TOKENS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((token) => token !== ''))
    .pipe(z.array(z.string().min(16, 'a token has at least 16 characters')))
    .describe('Bearer tokens, divided by commas or spaces; added to those of the file'),
  PLUMBLINE_MASKING_KEY: z
    .string()
    .refine((key) => key === '' || key.length >= 16, 'a key has at least 16 characters')
    .default('')
    .describe('Key of the hashes that masking rules with the action hash leave; the same on every replica'),
  PLUMBLINE_PULL_PASSWORD: z.string().default('').describe('Password for the ClickHouse servers that pull.sources name'),
  PLUMBLINE_CONFIG: z.string().default('').describe('YAML file with topics, dimensions, prices, retention, limits, tokens'),
  PLUMBLINE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Log level'),
});

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly dataDir: string;
  readonly database: string;
  /** Absent for the embedded store. */
  readonly clickhouse?: { readonly url: string; readonly user: string; readonly password: string; readonly cluster: string };
  readonly logLevel: string;
  readonly file: ConfigFile;
  /** Key of the hashes that masking leaves; absent when no rule makes any. */
  readonly maskingKey?: string;
  /** Password for the servers that `pull.sources` name. */
  readonly pullPassword?: string;
  /** Built-in dimensions with those of the configuration laid over them. */
  readonly dimensions: readonly Dimension[];
}

/** A setting that cannot be used: says which one, what is wrong and what to do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * @param env environment, usually `process.env`
 * @throws SettingsError naming the variable or the key of the file
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([key, value]) => key.startsWith('PLUMBLINE_') && value !== ''));
  const parsed = ENVIRONMENT.safeParse({ ...given, ...secretsFromFiles(given) });
  if (!parsed.success) throw new SettingsError(explain('Environment', parsed.error));
  const e = parsed.data;
  const written = e.PLUMBLINE_CONFIG === '' ? configFileSchema.parse({}) : readConfigFile(e.PLUMBLINE_CONFIG);
  const file = { ...written, tokens: [...written.tokens, ...e.PLUMBLINE_TOKENS] };
  if (!LOOPBACK.has(e.PLUMBLINE_HOST) && file.tokens.length === 0 && file.access.length === 0) {
    throw new SettingsError(
      `PLUMBLINE_HOST=${e.PLUMBLINE_HOST} listens beyond this machine, but no tokens are set. Set PLUMBLINE_TOKENS or "tokens:" in the file that PLUMBLINE_CONFIG names, or listen on 127.0.0.1.`,
    );
  }
  if (e.PLUMBLINE_MASKING_KEY === '') checkNoHashes(file);
  return {
    host: e.PLUMBLINE_HOST,
    port: e.PLUMBLINE_PORT,
    otlpHttpPort: e.PLUMBLINE_OTLP_HTTP_PORT,
    otlpGrpcPort: e.PLUMBLINE_OTLP_GRPC_PORT,
    dataDir: resolve(e.PLUMBLINE_DATA_DIR),
    database: e.PLUMBLINE_CLICKHOUSE_DATABASE,
    ...(e.PLUMBLINE_CLICKHOUSE_URL === ''
      ? {}
      : {
          clickhouse: {
            url: e.PLUMBLINE_CLICKHOUSE_URL,
            user: e.PLUMBLINE_CLICKHOUSE_USER,
            password: e.PLUMBLINE_CLICKHOUSE_PASSWORD,
            cluster: e.PLUMBLINE_CLICKHOUSE_CLUSTER,
          },
        }),
    logLevel: e.PLUMBLINE_LOG_LEVEL,
    file,
    ...(e.PLUMBLINE_MASKING_KEY === '' ? {} : { maskingKey: e.PLUMBLINE_MASKING_KEY }),
    pullPassword: e.PLUMBLINE_PULL_PASSWORD,
    dimensions: mergeDimensions(file),
  };
}

/** Secrets may come as files, the way container platforms mount them: NAME_FILE instead of NAME. */
const SECRETS = ['PLUMBLINE_CLICKHOUSE_PASSWORD', 'PLUMBLINE_TOKENS', 'PLUMBLINE_MASKING_KEY', 'PLUMBLINE_PULL_PASSWORD'] as const;

function secretsFromFiles(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    SECRETS.flatMap((name) => {
      const path = env[`${name}_FILE`];
      return path === undefined ? [] : [[name, readSecret(`${name}_FILE`, path)]];
    }),
  );
}

function readSecret(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new SettingsError(`${variable} names ${path}, which cannot be read: ${String(cause)}`, { cause });
  }
}

function readConfigFile(path: string): ConfigFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SettingsError(`PLUMBLINE_CONFIG names ${path}, which cannot be read: ${String(cause)}`, { cause });
  }
  return parseConfigFile(text, path);
}

/** @throws SettingsError when the text is not YAML or a key does not fit */
export function parseConfigFile(text: string, path: string): ConfigFile {
  let value: unknown;
  try {
    value = parseYaml(text) ?? {};
  } catch (cause) {
    throw new SettingsError(`${path} is not valid YAML: ${String(cause)}`, { cause });
  }
  const parsed = configFileSchema.safeParse(value);
  if (!parsed.success) throw new SettingsError(explain(path, parsed.error));
  try {
    compileTopics(parsed.data.topics);
    compileRules(parsed.data.masking);
    compileValidators(parsed.data.validators);
  } catch (cause) {
    throw new SettingsError(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return parsed.data;
}

/** Without a key, who has the hash of an e-mail address finds the address by trying. */
function checkNoHashes({ masking }: ConfigFile): void {
  const index = masking.rules.findIndex(({ action }) => action === 'hash');
  if (index < 0) return;
  throw new SettingsError(
    `masking.rules.${index} (${masking.rules[index]?.name ?? masking.rules[index]?.types?.join(', ')}) has the action hash, which needs a key: set PLUMBLINE_MASKING_KEY, or PLUMBLINE_MASKING_KEY_FILE, to at least 16 random characters.`,
  );
}

function mergeDimensions(file: ConfigFile): readonly Dimension[] {
  const own = file.dimensions.map((d): Dimension => ({
    name: d.name,
    scaleMin: d.scale[0],
    scaleMax: d.scale[1],
    isRate: d.rate,
    ...(d.target === undefined ? {} : { target: d.target }),
  }));
  return [...DEFAULT_DIMENSIONS.filter((d) => !own.some((o) => o.name === d.name)), ...own];
}

function explain(where: string, error: z.ZodError): string {
  return error.issues.map((issue) => `${where}: ${issue.path.join('.') || '(top level)'}: ${issue.message}`).join('\n');
}
