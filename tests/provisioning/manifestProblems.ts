/**
 * Grafana's rules for plugin.json, as far as they concern us: its plugin.schema.json and what its plugin validator refuses.
 * Both are not published as packages, so the rules stand here.
 */
import { z } from 'zod';

const version = z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
const link = z.strictObject({ name: z.string().min(1), url: z.url() });

/** An include that is a nested plugin must have type, name and path, or the validator refuses the bundle. */
const includeSchema = z.strictObject({
  type: z.enum(['dashboard', 'page', 'panel', 'datasource']),
  name: z.string().min(1),
  path: z.string().min(1),
  uid: z.string().optional(),
  role: z.enum(['Admin', 'Editor', 'Viewer']).optional(),
  action: z.string().optional(),
  addToNav: z.boolean().optional(),
  defaultNav: z.boolean().optional(),
  icon: z.string().optional(),
});

const infoSchema = z.strictObject({
  description: z.string().min(10),
  author: z.strictObject({ name: z.string().min(1), email: z.email().optional(), url: z.url().optional() }),
  keywords: z.array(z.string()).min(1),
  logos: z.strictObject({ small: z.string().endsWith('.svg'), large: z.string().endsWith('.svg') }),
  links: z.array(link).optional(),
  screenshots: z.array(z.strictObject({ name: z.string(), path: z.string() })).optional(),
  version,
  updated: z.iso.date(),
});

const dependenciesSchema = z.strictObject({
  grafanaDependency: z.string().regex(/^>=\d+\.\d+\.\d+$/),
  plugins: z.array(z.strictObject({ id: z.string(), name: z.string(), type: z.string() })).optional(),
});

const common = { $schema: z.string(), name: z.string().min(1), info: infoSchema, dependencies: dependenciesSchema };
const idOf = (type: string) => z.string().regex(new RegExp(`^[0-9a-z]+-([0-9a-z]+-)?${type}$`));

/** `additionalProperties` is false in Grafana's schema, hence the strict objects. */
const manifestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('app'),
    id: idOf('app'),
    includes: z.array(includeSchema),
    preload: z.boolean().optional(),
    autoEnabled: z.boolean().optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('datasource'),
    id: idOf('datasource'),
    metrics: z.boolean(),
    annotations: z.boolean(),
    alerting: z.boolean(),
    backend: z.boolean(),
    executable: z.string().startsWith('gpx_'),
    includes: z.array(includeSchema).optional(),
    logs: z.boolean().optional(),
    tracing: z.boolean().optional(),
    category: z.enum(['tsdb', 'logging', 'cloud', 'tracing', 'profiling', 'sql', 'enterprise', 'iot', 'other']),
    queryOptions: z.record(z.string(), z.boolean()).optional(),
    multiValueFilterOperators: z.boolean().optional(),
  }),
  z.strictObject({ ...common, type: z.literal('panel'), id: idOf('panel'), suggestions: z.boolean().optional() }),
]);

export type Manifest = z.infer<typeof manifestSchema>;

/** @returns what is wrong, with its place; empty when Grafana would take the manifest */
export function manifestProblems(manifest: unknown): string[] {
  const { error } = manifestSchema.safeParse(manifest);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** @throws ZodError when Grafana would not take it */
export function readManifest(text: string): Manifest {
  return manifestSchema.parse(JSON.parse(text));
}
