/**
 * The YAML file that PLUMBLINE_CONFIG names. Every key has a default, so an empty file is a valid one. The published
 * JSON Schema (docs/contracts/config.schema.json) is made from this schema.
 */
import { z } from 'zod';
import { evaluatorsSchema } from '../core/judge/evaluatorSchema';
import { priceSchema } from '../core/cost/priceTable';
import { maskingSchema } from '../core/masking/maskingRule';
import { validatorsSchema } from '../core/validators/validatorsConfig';
import { pullSchema } from './pullSchema';

const topicRuleSchema = z.strictObject({
  topic: z.string().min(1).describe('Name of the topic'),
  phrases: z
    .array(z.string().min(1))
    .default([])
    .describe('Matches when the question holds one of these, letter case aside, at word borders'),
  patterns: z.array(z.string().min(1)).default([]).describe('Regular expressions, matched against the question without regard to case'),
  attribute: z
    .strictObject({ key: z.string().min(1), values: z.array(z.string()).default([]) })
    .optional()
    .describe('Matches when a span or resource attribute has one of these values (any value when none is listed)'),
  service: z.string().optional().describe('Only for this service'),
});
export type TopicRule = z.infer<typeof topicRuleSchema>;

const dimensionSchema = z.strictObject({
  name: z.string().min(1),
  scale: z
    .tuple([z.number(), z.number()])
    .refine(([worst, best]) => worst < best, 'scale: the worst score must be below the best one')
    .default([0, 1])
    .describe('Worst and best possible score'),
  rate: z.boolean().default(false).describe('True when a score is a yes or no'),
  target: z.number().optional().describe('What counts as good, on the same scale'),
});

const accessSchema = z.strictObject({
  name: z.string().min(1).max(100).describe('Stands in logs and metrics'),
  token: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'write sha256: and the 64 hex digits that "plumbline token" prints')
    .describe('Hash of the token, as "plumbline token" prints it'),
  scopes: z
    .array(z.enum(['ingest', 'query', 'feedback', 'admin']))
    .min(1)
    .describe(
      'ingest sends telemetry, scores, labels and feedback; query reads; feedback sends feedback alone, for pages; admin does everything',
    ),
  services: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('The token writes and reads these services alone; all when absent. SQL queries are refused then'),
  rate_limit: z
    .strictObject({
      requests_per_second: z.number().positive().optional().describe('Requests; those beyond it are answered with 429 and Retry-After'),
      mib_per_second: z.number().positive().optional().describe('Bodies as sent, MiB'),
    })
    .optional(),
});

export const configFileSchema = z.strictObject({
  topics: z.array(topicRuleSchema).default([]).describe('First match wins'),
  dimensions: z.array(dimensionSchema).default([]).describe('How scores are read; adds to and replaces the built-in ones'),
  prices: z.array(priceSchema).default([]).describe('Looked at before the price table that ships with Plumbline'),
  retention: z
    .strictObject({
      text_days: z
        .number()
        .int()
        .positive()
        .nullable()
        .default(null)
        .describe('Days to keep messages and documents; null keeps them for ever'),
      metrics_days: z
        .number()
        .int()
        .positive()
        .nullable()
        .default(null)
        .describe('Days to keep spans, interactions, scores and rollups; null keeps them for ever'),
    })
    .default({ text_days: null, metrics_days: null }),
  settle: z
    .strictObject({
      quiet_seconds: z.number().positive().default(10).describe('A trace settles when no span of it came for this long'),
    })
    .default({ quiet_seconds: 10 }),
  ingest: z
    .strictObject({
      max_body_mib: z.number().positive().default(16).describe('Largest request body as sent'),
      max_decoded_mib: z.number().positive().default(64).describe('Largest request body after decompression'),
      max_text_kib: z.number().positive().default(1024).describe('Longest text kept of one attribute; the rest is cut and flagged'),
      max_in_flight_mib: z.number().positive().default(256).describe('Bodies held in memory at once; more are answered with 503'),
    })
    .default({ max_body_mib: 16, max_decoded_mib: 64, max_text_kib: 1024, max_in_flight_mib: 256 }),
  query: z
    .strictObject({
      max_rows: z.number().int().positive().default(200_000),
      timeout_seconds: z.number().positive().default(30),
      max_memory_mib: z.number().positive().default(2048),
    })
    .default({ max_rows: 200_000, timeout_seconds: 30, max_memory_mib: 2048 }),
  feedback: z
    .strictObject({
      origins: z
        .array(z.union([z.literal('*'), z.string().regex(/^https?:\/\/[^/\s]+$/, 'an origin, such as https://shop.example')]))
        .default([])
        .describe('Origins of pages that may send feedback from the browser; * for any'),
      per_minute: z.number().int().positive().default(60).describe('Requests with feedback from one address; more are answered with 429'),
    })
    .default({ origins: [], per_minute: 60 }),
  trust_proxy: z
    .union([z.boolean(), z.array(z.string().min(1))])
    .default(false)
    .describe(
      'Whose X-Forwarded-For is believed: addresses and networks of the proxies in front (such as 10.0.0.0/8; loopback, linklocal and uniquelocal name the private ones); true believes everybody, so that a sender can choose its address',
    ),
  validators: validatorsSchema.describe('What is checked of every answer, without a model'),
  evaluators: evaluatorsSchema.describe('Judges: what scores answers, with which model, how often and for how much; docs/judge.md'),
  masking: maskingSchema.describe('What is taken out of everything that comes in, before it is stored'),
  pull: pullSchema.describe("Tables of the OpenTelemetry Collector's ClickHouse exporter that are read from"),
  tokens: z
    .array(z.string().min(16))
    .default([])
    .describe(
      'Bearer tokens that may do everything, as they are or as sha256:HASH; this or access is needed to listen beyond this machine',
    ),
  access: z.array(accessSchema).default([]).describe('Bearer tokens with limits, by their hash; read anew when the file changes'),
});
export type ConfigFile = z.infer<typeof configFileSchema>;
