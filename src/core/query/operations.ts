/** Questions about running and working: metrics, traces, one trace, documents. */
import { z } from 'zod';
import { commonFields } from './commonFields';
import { MEASURES } from './measure';

const name = z.string().min(1).max(256);

/** Rates, latencies, cost and tokens of the requests. One number a label set, so that alert rules can take it as it is. */
export const metricQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('metric'),
  measure: z.enum(MEASURES).default('requests'),
  /** Of `latency` and `ttft`. */
  quantile: z.number().min(0.01).max(0.999).default(0.95),
  groupBy: z.array(z.string().max(64)).max(3).default([]),
  format: z.enum(['time_series', 'table']).default('time_series'),
});
export type MetricQuery = z.infer<typeof metricQuerySchema>;

export const TRACE_ORDERS = ['newest', 'worst', 'slowest', 'costliest'] as const;
export type TraceOrder = (typeof TRACE_ORDERS)[number];

/** A list of requests with what was asked and answered, and their scores. */
export const tracesQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('traces'),
  /** Words that all occur in the question or all occur in the answer, letter case aside. */
  search: z.string().max(1000).default(''),
  order: z.enum(TRACE_ORDERS).default('newest'),
  /** Dimension of `worst` and `below`; the first of the configuration where absent. */
  dimension: name.optional(),
  /** Only requests with a score of the dimension below this. */
  below: z.number().optional(),
  limit: z.number().int().min(1).max(1000).default(50),
  /** Goes on behind this place: `next` of the page before, in `meta.custom` of its frame. */
  after: z.string().max(512).optional(),
  /** `logs`: question and answer as lines, for conversations in Explore. */
  format: z.enum(['table', 'logs']).default('table'),
});
export type TracesQuery = z.infer<typeof tracesQuerySchema>;

/** The spans of one trace with their text. */
export const traceQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('trace'),
  traceId: z.string().max(256).default(''),
  /** `trace`: one frame for Grafana's trace view; `panel`: the request, its stages with their text, verdicts and conversation. */
  format: z.enum(['trace', 'panel']).default('trace'),
});
export type TraceQuery = z.infer<typeof traceQuerySchema>;

/** Retrieved documents: how often, at which rank, and how good the answers were that had them. */
export const documentsQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('documents'),
  /** Dimension of the mean score; the first of the configuration where absent. */
  dimension: name.optional(),
  groupBy: z.array(z.string().max(64)).max(2).default([]),
  limit: z.number().int().min(1).max(1000).default(100),
  /** `panel`: a row a document and version with ranks, use, effect on the score, trend and suspicion; groupBy plays no part. */
  format: z.enum(['table', 'panel']).default('table'),
});
export type DocumentsQuery = z.infer<typeof documentsQuerySchema>;
