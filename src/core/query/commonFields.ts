/** What every query has, whatever it asks. */
import { z } from 'zod';

export const QUERY_VERSION = 1;

export const FILTER_OPERATORS = ['=', '!=', 'in', 'not in', '=~', '!~', '>', '>=', '<', '<='] as const;

export const filterSchema = z.object({
  /** A segment column, another column of the answered table, or `attributes.<key>`. */
  field: z.string().min(1).max(256),
  operator: z.enum(FILTER_OPERATORS),
  /** Empty means no restriction, which is what a variable at "All" leaves behind. */
  values: z.array(z.string().max(4096)).max(1000),
});
export type Filter = z.infer<typeof filterSchema>;

export const commonFields = {
  refId: z.string().min(1).max(64).default('A'),
  version: z.number().int().default(QUERY_VERSION),
  filters: z.array(filterSchema).max(50).default([]),
  /** IANA zone of the viewer, by which days are cut. */
  timezone: z.string().max(64).default('UTC'),
  /** Milliseconds; the answer may use wider buckets, never narrower ones than an hour for scores. */
  intervalMs: z.number().positive().optional(),
  maxDataPoints: z.number().int().positive().max(100_000).optional(),
} as const;
