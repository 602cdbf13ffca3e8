/** The shipped dashboards, read by the parts of Grafana's classic format that the tests look at. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const FOLDER = join(__dirname, '..', '..', 'provisioning', 'dashboards');

const targetSchema = z.looseObject({ refId: z.string(), datasource: z.object({ type: z.string(), uid: z.string() }) });
export type Target = z.infer<typeof targetSchema>;

const variableSchema = z.looseObject({ name: z.string(), type: z.string() });

const dashboardSchema = z.looseObject({
  id: z.null(),
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.literal(42),
  tags: z.array(z.string()),
  time: z.object({ from: z.string(), to: z.literal('now') }),
  annotations: z.object({ list: z.array(z.looseObject({ name: z.string(), target: z.looseObject({ refId: z.string() }) })) }),
  templating: z.object({ list: z.array(variableSchema) }),
  panels: z.array(
    z.looseObject({
      id: z.number(),
      type: z.string(),
      title: z.string().min(1),
      description: z.string().min(1),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(targetSchema).default([]),
    }),
  ),
});
export type Dashboard = z.infer<typeof dashboardSchema>;
export type Panel = Dashboard['panels'][number];

export interface DashboardFile {
  readonly name: string;
  readonly json: unknown;
  readonly dashboard: Dashboard;
}

/** @throws ZodError when a file is no dashboard of schema version 42 */
export function readDashboards(): readonly DashboardFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const json: unknown = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
      return { name, json, dashboard: dashboardSchema.parse(json) };
    });
}
