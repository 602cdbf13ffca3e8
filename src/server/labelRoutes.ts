/** Human labels: `POST /api/v1/labels`, the list of them, and what the review page asks. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { maskerOf } from '../config/maskerOf';
import { labelRow, type LabelInput } from '../core/calibration/labelRow';
import { maskColumns } from '../core/masking/maskColumns';
import { labels, type LabelRow } from '../core/model/tables';
import { filterSchema } from '../core/query/model';
import { hash } from '../core/scores/hash';
import { judgementsOf, labelledDimensions, labelList } from '../core/sql/reviewSql';
import type { Driver } from '../storage/driver';
import { ApiError } from './apiError';
import type { QueryDeps } from './deps';
import { ownServices } from './ownServices';
import { readPosted } from './postedItems';
import { goneSignal } from './queryRoute';
import { readRows } from './readRows';
import { readReviewQueue } from './reviewQueue';
import type { Settings } from '../config/settings';

export interface LabelDeps extends QueryDeps {
  readonly settings: QueryDeps['settings'] & Pick<Settings, 'maskingKey'>;
  /** Sees the rows of all services: what is another's has to be known to be refused. */
  readonly wholeDriver: Driver;
}

const MAX_LABELS = 5000;
const MAX_BODY_BYTES = 16 * 1024 ** 2;
const DAY_MS = 86_400_000;

const labelSchema = z.strictObject({
  id: z.string().max(256).optional(),
  trace_id: z.string(),
  name: z.string(),
  labeller: z.string().max(256).optional(),
  value: z.union([z.number(), z.boolean()]).nullish(),
  label: z.string().max(1024).optional(),
  comment: z.string().max(20_000).optional(),
  scale: z.tuple([z.number(), z.number()]).optional(),
  rate: z.boolean().optional(),
  inclusion_probability: z.number().optional(),
  stratum: z.string().max(256).optional(),
  source: z.enum(['api', 'import', 'review']).default('api'),
  labelled_at: z.union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.int()]).optional(),
});

const TEXTS = ['name', 'labeller', 'label', 'comment', 'stratum'] as const;

const rangeSchema = z.object({ from: z.coerce.number().optional(), to: z.coerce.number().optional() });
const listSchema = rangeSchema.extend({
  name: z.string().max(256).default(''),
  labeller: z.string().max(256).default(''),
  trace_id: z.string().max(64).default(''),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});
const queueSchema = rangeSchema.extend({
  labeller: z.string().min(1).max(256),
  filters: z.string().max(100_000).default('[]'),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});
const revealSchema = z.object({ trace_id: z.string().regex(/^[0-9a-f]{32}$/), labeller: z.string().min(1).max(256) });

/** One label, a list of them, or {"labels": […]}. All are stored or none; the same again changes nothing. */
export function labelRoutes(app: FastifyInstance, deps: LabelDeps): void {
  const { driver, wholeDriver, clock, settings } = deps;
  const masker = maskerOf(settings);
  let lastReceived = 0n;
  const store = async (body: unknown): Promise<{ results: { id: string; value: number | null }[] }> => {
    const now = BigInt(Math.round(clock.now())) * 1_000_000n;
    // Strictly increasing, so that of two copies of a label the later one wins also within a millisecond.
    lastReceived = now > lastReceived ? now : lastReceived + 1n;
    const context = { dimensions: settings.dimensions, receivedAt: lastReceived, hash };
    const read = readPosted<z.output<typeof labelSchema>, LabelRow>(body, {
      wrapper: 'labels',
      noun: 'label',
      most: MAX_LABELS,
      schema: labelSchema,
      toRow: (label) => labelRow(inputOf(label), context),
    });
    const masked = read.map((row) => maskColumns(row, 'label_id', TEXTS, masker));
    const rows = await ownServices(masked, wholeDriver, 'labels', (row, rename) => ({ ...row, label_id: rename(row.label_id) }));
    await driver.insert(labels, rows);
    return { results: rows.map(({ label_id: id, value }) => ({ id, value })) };
  };
  app.post('/api/v1/labels', { bodyLimit: MAX_BODY_BYTES }, (request) => store(request.body));
  // The way through Grafana, which passes on resources of the data source alone.
  app.post('/api/v1/resources/labels', { bodyLimit: MAX_BODY_BYTES }, (request) => store(request.body));
  app.get('/api/v1/labels', async (request, reply) => {
    const { from, to, name, labeller, trace_id: traceId, limit } = listSchema.parse(request.query);
    const range = rangeOf({ from, to }, clock.now());
    const rows = await readRows(labelList({ ...range, name, labeller, traceId, limit }), contextOf(deps, reply));
    return { labels: rows.map(listedLabel) };
  });
  app.get('/api/v1/resources/review-queue', async (request, reply) => {
    const { from, to, labeller, filters, limit } = queueSchema.parse(request.query);
    const question = { ...rangeOf({ from, to }, clock.now()), filters: filtersOf(filters), labeller, limit };
    return { items: await readReviewQueue(question, contextOf(deps, reply)) };
  });
  app.get('/api/v1/resources/review-scores', async (request, reply) => {
    const { trace_id: traceId, labeller } = revealSchema.parse(request.query);
    const context = contextOf(deps, reply);
    if ((await readRows(labelledDimensions(traceId, labeller), context)).length === 0)
      throw new ApiError(409, 'not_labelled', `${labeller} has not labelled this answer yet.`, "The judge's scores are shown afterwards.");
    const rows = await readRows(judgementsOf(traceId), context);
    return {
      scores: rows.map(([name, evaluator, value, errorType, explanation]) => ({
        name,
        evaluator,
        value,
        error_type: errorType,
        explanation: explanation ?? '',
      })),
    };
  });
}

function contextOf(deps: QueryDeps, reply: FastifyReply) {
  return { deps, signal: goneSignal(reply) };
}

/** The last thirty days where nothing is said. */
function rangeOf({ from, to }: z.output<typeof rangeSchema>, now: number): { readonly from: number; readonly to: number } {
  return { from: from ?? now - 30 * DAY_MS, to: to ?? now + 1 };
}

function filtersOf(text: string) {
  try {
    return z.array(filterSchema).max(50).parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    throw new ApiError(400, 'invalid_filters', 'The parameter "filters" is no JSON.');
  }
}

function inputOf(label: z.output<typeof labelSchema>): LabelInput {
  return {
    id: label.id,
    traceId: label.trace_id,
    name: label.name,
    labeller: label.labeller,
    value: label.value,
    label: label.label,
    comment: label.comment,
    scale: label.scale,
    isRate: label.rate,
    inclusionProbability: label.inclusion_probability,
    stratum: label.stratum,
    source: label.source,
    labelledAt: label.labelled_at === undefined ? undefined : BigInt(label.labelled_at) * 1_000_000n,
  };
}

const LISTED = ['id', 'trace_id', 'name', 'labeller', 'value', 'label', 'comment', 'inclusion_probability', 'stratum', 'source'] as const;

function listedLabel(row: readonly unknown[]): Record<string, unknown> {
  const fields = Object.fromEntries(LISTED.map((name, index) => [name, row[index]]));
  return { ...fields, labelled_at: new Date(Number(row[LISTED.length])).toISOString() };
}
