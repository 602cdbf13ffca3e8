/** Where interactions are read from besides being received. Described in docs/contracts/pull.md. */
import { z } from 'zod';

const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?$/, 'is not a table or database.table');

export const pullSourceSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and - only')
    .describe('Under this name is kept how far the source has been read'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("ClickHouse server that has the tables; Plumbline's own store when absent"),
  user: z.string().default('default').describe('User at that server; a read-only one does. Its password: PLUMBLINE_PULL_PASSWORD'),
  traces_table: identifier.default('otel_traces').describe('Table of spans: table or database.table'),
  logs_table: identifier
    .nullable()
    .default(null)
    .describe('Table of log records, for text and evaluations that come in logs; null for none'),
  spans: z
    .enum(['genai', 'all'])
    .default('genai')
    .describe('genai: all spans of traces in which one is of a language model, a retrieval, a tool, an agent; all: everything'),
  services: z.array(z.string().min(1)).min(1).optional().describe('Only spans of these services; all when absent'),
  from: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Where to begin when the source is read for the first time; one day back when absent'),
  overlap_minutes: z
    .number()
    .min(1)
    .max(1440)
    .default(15)
    .describe('Looked at again in each round: the longest request, plus the time until its spans are in the table'),
  every_seconds: z.number().min(1).max(3600).default(30).describe('Pause between two rounds'),
});
export type PullSource = z.infer<typeof pullSourceSchema>;

export const pullSchema = z
  .strictObject({
    sources: z
      .array(pullSourceSchema)
      .refine((sources) => new Set(sources.map(({ name }) => name)).size === sources.length, 'two sources have one name')
      .default([]),
  })
  .default({ sources: [] });
