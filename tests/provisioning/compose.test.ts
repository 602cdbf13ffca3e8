/**
 * docker-compose.yml read as someone would who runs it: pinned images, health checks, limits, no secret in it, and every
 * file that it mounts or builds from is here.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { configFileSchema } from '../../src/config/configFile';
import { ENVIRONMENT } from '../../src/config/settings';

const ROOT = join(__dirname, '..', '..');
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const dependency = z.strictObject({ condition: z.literal('service_healthy') });
const healthSchema = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.array(z.string()).min(2),
    interval: z.string(),
    timeout: z.string(),
    retries: z.number(),
    start_period: z.string(),
  }),
]);
const serviceSchema = z.looseObject({
  image: z.string(),
  build: z
    .strictObject({ context: z.string(), target: z.string().optional(), args: z.record(z.string(), z.string()).optional() })
    .optional(),
  restart: z.literal('unless-stopped'),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  logging: z.looseObject({ options: z.looseObject({ 'max-size': z.string(), 'max-file': z.string() }) }),
  healthcheck: healthSchema,
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).min(1),
  depends_on: z.record(z.string(), dependency).default({}),
  read_only: z.boolean().default(false),
  profiles: z.array(z.string()).default([]),
  deploy: z.object({ resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }) }),
});

const compose = z
  .looseObject({
    services: z.record(z.string(), serviceSchema),
    volumes: z.record(z.string(), z.unknown()),
    networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })),
    secrets: z.record(z.string(), z.strictObject({ environment: z.string() })),
  })
  .parse(parseYaml(text('docker-compose.yml'), { merge: true }));
const services = Object.entries(compose.services);

/** Variables that compose fills in, with what follows the name: `:?message`, `:-default`. */
const variables = [...text('docker-compose.yml').matchAll(/\$\{(\w+)(:[?-])([^}]*)\}/g)].map(([, name = '', kind = '', rest = '']) => ({
  name,
  kind,
  rest,
}));

test('the parts of the issue are there, and each waits for those that it needs', () => {
  expect(services.map(([name]) => name).sort()).toEqual(['clickhouse', 'collector', 'demo-traffic', 'grafana', 'plumbline', 'prometheus']);
  const needs = Object.fromEntries(services.map(([name, { depends_on }]) => [name, Object.keys(depends_on)]));
  expect(needs).toEqual({
    clickhouse: [],
    plumbline: ['clickhouse'],
    collector: ['plumbline'],
    prometheus: ['collector'],
    grafana: ['plumbline', 'prometheus'],
    'demo-traffic': ['collector'],
  });
});

describe.each(services)('%s', (name, service) => {
  test('its image is pinned to a release', () => {
    expect(service.image).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+(\.\d+)?$/);
  });

  test('it is watched, or says that it cannot be', () => {
    if ('disable' in service.healthcheck) expect(name).toBe('demo-traffic');
    else expect(service.healthcheck.test[0]).toBe('CMD');
  });

  test('what it mounts and builds from exists, and files are mounted read-only', () => {
    for (const volume of service.volumes) {
      const [source = '', target, mode] = volume.split(':');
      expect(target).toMatch(/^\//);
      if (!source.startsWith('.')) expect(compose.volumes).toHaveProperty(source);
      else expect({ source, exists: existsSync(join(ROOT, source)), mode }).toEqual({ source, exists: true, mode: 'ro' });
    }
    if (service.build === undefined) return;
    const dockerfile = text(join(service.build.context, 'Dockerfile'));
    if (service.build.target !== undefined) expect(dockerfile).toMatch(new RegExp(`^FROM .* AS ${service.build.target}$`, 'm'));
  });

  test('networks and secrets are declared; compose hands no secret to a read-only container', () => {
    for (const network of service.networks) expect(compose.networks).toHaveProperty(network);
    for (const secret of service.secrets) expect(compose.secrets).toHaveProperty([secret]);
    for (const value of Object.values(service.environment))
      for (const [, secret = ''] of value.matchAll(/\/run\/secrets\/(\w+)/g)) expect(service.secrets).toContain(secret);
    if (service.secrets.length > 0) expect(service.read_only).toBe(false);
  });

  test('ports are published on this machine unless somebody says otherwise', () => {
    for (const port of service.ports) expect(port).toMatch(/^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:\d+:\d+$/);
  });
});

describe('secrets', () => {
  const required = new Set(variables.filter(({ kind }) => kind === ':?').map(({ name }) => name));

  test('each is required by name, with a word on what to do', () => {
    expect([...required].sort()).toEqual(['CLICKHOUSE_PASSWORD', 'GRAFANA_ADMIN_PASSWORD', 'GRAFANA_SECRET_KEY', 'PLUMBLINE_TOKEN']);
    for (const { kind, rest } of variables) if (kind === ':?') expect(rest).toMatch(/^Set \w+ in \.env, see \.env\.example$/);
    for (const { environment } of Object.values(compose.secrets)) expect(required).toContain(environment);
  });

  test('the example names every variable and fills in no secret', () => {
    const example = new Map([...text('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
    for (const { name } of variables) expect([...example.keys()]).toContain(name);
    for (const name of required) expect(example.get(name)).toBe('');
    expect(text('.gitignore').split('\n')).toContain('.env');
  });

  test('no file of the stack holds one', () => {
    const named = /(?:password|secret|token|credentials)\w*["']?[ \t]*[:=][ \t]*["']?([^\s"',}]+)/gi;
    for (const path of ['docker-compose.yml', ...filesUnder('deploy'), ...filesUnder('provisioning')]) {
      const values = [
        ...text(path)
          .replace(/#.*$|(?<=\$)\{[^}]*\}/gm, '')
          .matchAll(named),
      ].map(([, value = '']) => value);
      for (const value of values) expect({ path, value }).toEqual({ path, value: expect.stringMatching(/^(\$|\/run\/secrets\/|\{$|\[)/) });
    }
  });
});

test('nothing of the store is published', () => {
  expect(compose.services.clickhouse?.ports).toEqual([]);
  expect(compose.services.clickhouse?.networks).toEqual(['store']);
  expect(compose.networks.store?.internal).toBe(true);
});

test('the service understands its environment, and its configuration file', () => {
  const { environment } = serviceSchema.parse(compose.services.plumbline);
  for (const name of Object.keys(environment)) expect(Object.keys(ENVIRONMENT.shape)).toContain(name.replace(/_FILE$/, ''));
  expect(() => configFileSchema.parse(parseYaml(text('deploy/plumbline/plumbline.yaml')))).not.toThrow();
});

test('Grafana may load every plugin of the bundle', () => {
  const named = compose.services.grafana?.environment.GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS?.split(',');
  const panels = readdirSync(join(ROOT, 'src/panels')).map((panel) => `src/panels/${panel}/plugin.json`);
  const manifests = ['plugin.json', 'src/datasource/plugin.json', ...panels].filter((path) => existsSync(join(ROOT, path)));
  const ids = manifests.map((path) => z.object({ id: z.string() }).parse(JSON.parse(text(path))).id);
  expect(named).toEqual(expect.arrayContaining(ids));
});

test('images of the Dockerfiles are pinned, and Grafana is the version that the packages are of', () => {
  for (const path of ['Dockerfile', 'deploy/otel-collector/Dockerfile'])
    for (const [, image = ''] of text(path).matchAll(/(?:^FROM |--from=|_IMAGE=)([\w.-]+\/\S+|[\w.-]+:\S+)/gm))
      expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text('node_modules/@grafana/data/package.json')));
  expect(text('Dockerfile')).toContain(`ARG GRAFANA_IMAGE=grafana/grafana:${version}\n`);
  expect(compose.services.grafana?.build?.args).toEqual({ GRAFANA_IMAGE: `\${GRAFANA_IMAGE:-grafana/grafana:${version}}` });
  expect(compose.services.grafana?.image).toBe(`plumbline/grafana:${version}`);
});

describe('the collector', () => {
  const schema = z.looseObject({
    receivers: z.record(z.string(), z.unknown()),
    processors: z.record(z.string(), z.unknown()),
    connectors: z.record(z.string(), z.unknown()),
    exporters: z.record(z.string(), z.unknown()),
    service: z.looseObject({
      pipelines: z.record(
        z.string(),
        z.strictObject({ receivers: z.array(z.string()), processors: z.array(z.string()), exporters: z.array(z.string()) }),
      ),
    }),
  });
  const config = schema.parse(parseYaml(text('deploy/otel-collector/config.yaml')));

  test('pipelines name parts that are configured, and each part is used', () => {
    const { receivers, processors, connectors, exporters } = config;
    const used = Object.values(config.service.pipelines);
    for (const { receivers: from, processors: by, exporters: to } of used) {
      expect(Object.keys({ ...receivers, ...connectors })).toEqual(expect.arrayContaining(from));
      expect(Object.keys(processors)).toEqual(expect.arrayContaining(by));
      expect(Object.keys({ ...exporters, ...connectors })).toEqual(expect.arrayContaining(to));
      expect(by[0]).toBe('memory_limiter');
    }
    const named = new Set(used.flatMap(({ receivers: from, processors: by, exporters: to }) => [...from, ...by, ...to]));
    expect(Object.keys({ ...receivers, ...processors, ...connectors, ...exporters }).filter((part) => !named.has(part))).toEqual([]);
  });
});

test('Prometheus asks services and ports that exist', () => {
  const { scrape_configs: jobs } = z
    .looseObject({ scrape_configs: z.array(z.looseObject({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) })) })
    .parse(parseYaml(text('deploy/prometheus/prometheus.yml')));
  const targets = jobs.flatMap(({ static_configs: [first] }) => first?.targets ?? []);
  expect(targets).toEqual(['plumbline:3300', 'collector:8889', 'collector:8888', 'clickhouse:9363']);
  const mine = compose.services.prometheus?.networks ?? [];
  for (const target of targets) {
    const host = target.split(':')[0] ?? '';
    expect(compose.services[host]?.networks.some((network) => mine.includes(network))).toBe(true);
  }
});

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => normalize(join(folder, path)))
    .filter((path) => statSync(join(ROOT, path)).isFile());
}
