/** The parts of Grafana's classic dashboard JSON (schemaVersion 42) that the workbench draws. */
import { z } from 'zod';

const dataSourceSchema = z.object({ type: z.string().optional(), uid: z.string().optional() }).nullish();

const adHocSchema = z.object({ key: z.string(), operator: z.string(), value: z.string() });

const variableSchema = z.object({
  type: z.string(),
  name: z.string(),
  label: z.string().nullish(),
  query: z.unknown().optional(),
  datasource: dataSourceSchema,
  hide: z.number().default(0),
  multi: z.boolean().default(false),
  includeAll: z.boolean().default(false),
  allValue: z.string().nullish(),
  filters: z.array(adHocSchema).default([]),
  current: z
    .object({ value: z.union([z.string(), z.array(z.string())]).optional() })
    .partial()
    .default({}),
});

const annotationSchema = z.object({
  name: z.string(),
  enable: z.boolean().default(true),
  hide: z.boolean().default(false),
  iconColor: z.string().default('purple'),
  datasource: dataSourceSchema,
  target: z.looseObject({ refId: z.string() }),
});

const panelSchema = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().default(''),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: dataSourceSchema,
  targets: z.array(z.looseObject({ refId: z.string() })).default([]),
  options: z.record(z.string(), z.unknown()).default({}),
  fieldConfig: z
    .object({ defaults: z.record(z.string(), z.unknown()), overrides: z.array(z.unknown()) })
    .default({ defaults: {}, overrides: [] }),
});

export const dashboardSchema = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string().optional(),
  time: z.object({ from: z.string(), to: z.string() }),
  refresh: z.union([z.string(), z.literal(false)]).default(''),
  timepicker: z
    .object({ refresh_intervals: z.array(z.string()).optional() })
    .partial()
    .default({}),
  templating: z.object({ list: z.array(variableSchema) }).default({ list: [] }),
  annotations: z.object({ list: z.array(annotationSchema) }).default({ list: [] }),
  panels: z.array(panelSchema),
});

export type DashboardJson = z.infer<typeof dashboardSchema>;
export type AnnotationJson = z.infer<typeof annotationSchema>;
export type VariableJson = z.infer<typeof variableSchema>;
export type PanelJson = z.infer<typeof panelSchema>;
