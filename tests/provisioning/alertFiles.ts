/**
 * The shipped alerting files, by the schema of Grafana's file provisioning (rules, contact points, policies). Grafana
 * leaves out what it does not know without a word, so unknown keys are refused here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const FOLDER = join(__dirname, '..', '..', 'provisioning', 'alerting');

/** A duration as Prometheus writes it. */
const duration = z.string().regex(/^(\d+[smhdw])+$/);
const uid = z.string().regex(/^[\w-]{1,40}$/);

const querySchema = z.strictObject({
  refId: z.string().min(1),
  datasourceUid: uid,
  relativeTimeRange: z.strictObject({ from: z.number().nonnegative(), to: z.number().nonnegative() }),
  model: z.looseObject({ refId: z.string() }),
});
export type RuleQuery = z.infer<typeof querySchema>;

const ruleSchema = z.strictObject({
  uid,
  title: z.string().min(1),
  condition: z.string(),
  for: duration,
  keepFiringFor: duration,
  noDataState: z.enum(['NoData', 'Alerting', 'OK', 'KeepLast']),
  execErrState: z.enum(['Alerting', 'Error', 'OK', 'KeepLast']),
  dashboardUid: uid,
  panelId: z.number().int().positive(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  data: z.array(querySchema).min(2),
});
export type AlertRule = z.infer<typeof ruleSchema>;

const groupSchema = z.strictObject({
  orgId: z.literal(1),
  name: z.string().min(1),
  folder: z.string().min(1),
  interval: duration,
  rules: z.array(ruleSchema).min(1),
});

const contactPointSchema = z.strictObject({
  orgId: z.literal(1),
  name: z.string(),
  receivers: z.array(
    z.strictObject({ uid, type: z.string(), settings: z.record(z.string(), z.unknown()), disableResolveMessage: z.boolean() }),
  ),
});

const routeSchema = z.strictObject({
  receiver: z.string(),
  matchers: z.array(z.string().regex(/^\w+ (=|!=|=~|!~) [\w|-]+$/)),
  group_by: z.array(z.string()),
  group_wait: duration,
  group_interval: duration,
  repeat_interval: duration,
});
const policySchema = z.strictObject({
  orgId: z.literal(1),
  receiver: z.string(),
  group_by: z.array(z.string()),
  routes: z.array(routeSchema),
});

const fileSchema = z.strictObject({
  apiVersion: z.literal(1),
  groups: z.array(groupSchema).default([]),
  contactPoints: z.array(contactPointSchema).default([]),
  policies: z.array(policySchema).default([]),
});
export type AlertFile = z.infer<typeof fileSchema>;

/** All files as one. @throws ZodError when one is not what Grafana reads */
export function readAlertFiles(): AlertFile {
  const files = readdirSync(FOLDER).map((name) => fileSchema.parse(parseYaml(readFileSync(join(FOLDER, name), 'utf8'))));
  return {
    apiVersion: 1,
    groups: files.flatMap(({ groups }) => groups),
    contactPoints: files.flatMap(({ contactPoints }) => contactPoints),
    policies: files.flatMap(({ policies }) => policies),
  };
}

/** Queries that go to the data source; the others are expressions that Grafana computes. */
export function storeQueries({ data }: AlertRule): readonly RuleQuery[] {
  return data.filter(({ datasourceUid }) => datasourceUid !== '__expr__');
}

export function expressions({ data }: AlertRule): readonly RuleQuery[] {
  return data.filter(({ datasourceUid }) => datasourceUid === '__expr__');
}
