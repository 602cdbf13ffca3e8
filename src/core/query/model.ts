/**
 * The query model: one discriminated union that the editor builds, dashboards and alert rules save, and the service
 * answers. A saved query states the version that wrote it; `migrate.ts` lifts older ones.
 */
import { z } from 'zod';
import { GOOD_NUMBERS } from '../frames/goodFrames';
import { budgetQuerySchema } from './budget';
import { commonFields, FILTER_OPERATORS, filterSchema, QUERY_VERSION, type Filter } from './commonFields';
import { agreementQuerySchema } from './agreement';
import { coverageQuerySchema } from './coverage';
import { healthQuerySchema } from './health';
import { documentsQuerySchema, metricQuerySchema, traceQuerySchema, tracesQuerySchema } from './operations';
import { worseQuerySchema } from './worse';

export { FILTER_OPERATORS, filterSchema, QUERY_VERSION, type Filter };

/** "Is it good?" */
export const goodQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('good'),
  /** Dimensions to answer; empty for all that have scores. */
  dimensions: z.array(z.string().max(256)).max(50).default([]),
  groupBy: z.array(z.string().max(64)).max(3).default([]),
  /** Target by dimension; the configuration's target where absent. */
  targets: z.record(z.string(), z.number()).default({}),
  evaluator: z.string().max(256).optional(),
  /** `panel`: every frame; `table`: summary or segments only, fit for alert rules; `time_series`: one series a label set. */
  format: z.enum(['panel', 'table', 'time_series']).default('panel'),
  /**
   * Number columns of `table` (all when empty) and `time_series` (`mean` when empty). An alert rule names exactly one,
   * usually `state`: Grafana tells alert instances apart by labels alone.
   */
  values: z.array(z.enum(GOOD_NUMBERS)).max(GOOD_NUMBERS.length).default([]),
});
export type GoodQuery = z.infer<typeof goodQuerySchema>;

/** Operators' own SQL over the documented views, read-only and bounded. */
export const sqlQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('sql'),
  rawSql: z.string().max(100_000).default(''),
  format: z.enum(['table', 'time_series']).default('table'),
});
export type SqlQuery = z.infer<typeof sqlQuerySchema>;

export const CHANGE_KINDS = ['prompt', 'model', 'document', 'evaluator', 'release'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** First sights of versions, for annotations and lists. */
export const changesQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('changes'),
  kinds: z.array(z.enum(CHANGE_KINDS)).default([]),
});
export type ChangesQuery = z.infer<typeof changesQuerySchema>;

export const querySchema = z.discriminatedUnion('kind', [
  goodQuerySchema,
  worseQuerySchema,
  metricQuerySchema,
  tracesQuerySchema,
  traceQuerySchema,
  documentsQuerySchema,
  changesQuerySchema,
  healthQuerySchema,
  coverageQuerySchema,
  agreementQuerySchema,
  budgetQuerySchema,
  sqlQuerySchema,
]);
export type Query = z.infer<typeof querySchema>;
export type QueryKind = Query['kind'];

/** Body of `POST /api/v1/query`. Times as milliseconds since 1970-01-01 UTC, as a number or as text (Grafana sends both). */
export const queryRequestSchema = z.object({
  from: z.coerce.number(),
  to: z.coerce.number(),
  queries: z.array(z.unknown()).max(100),
});
