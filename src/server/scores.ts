/** `POST /api/v1/scores`: scores of evaluators, people and checks from anywhere. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { maskerOf } from '../config/maskerOf';
import type { Settings } from '../config/settings';
import { maskScore } from '../core/masking/maskScore';
import { scoreEvents, type ScoreEventRow } from '../core/model/tables';
import { hash } from '../core/scores/hash';
import { scoreEventRow, type ScoreInput } from '../core/scores/scoreEventRow';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import type { Driver } from '../storage/driver';
import { ApiError } from './apiError';
import { ownServices } from './ownServices';

export interface ScoreDeps {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'dimensions' | 'file' | 'maskingKey'>;
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
  /** Told after the durable write. */
  readonly onTraces: (traces: TouchedTraces) => void;
}

const MAX_SCORES = 5000;
const MAX_BODY_BYTES = 16 * 1024 ** 2;

/** JSON has no NaN and no infinities; senders write them as text, or so large that they become one. */
const scoreNumber = z.union([
  z.custom<number>((value) => typeof value === 'number', 'is no number'),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
]);

const scoreSchema = z.strictObject({
  id: z.string().max(256).optional(),
  trace_id: z.string().optional(),
  span_id: z.string().optional(),
  session_id: z.string().max(1024).optional(),
  response_id: z.string().max(1024).optional(),
  name: z.string(),
  value: z.union([scoreNumber, z.boolean()]).nullish(),
  label: z.string().max(1024).nullish(),
  explanation: z.string().nullish(),
  error_type: z.string().max(1024).nullish(),
  evaluator: z.string().max(256).optional(),
  evaluator_version: z.string().max(256).optional(),
  evaluator_kind: z.string().max(64).optional(),
  evaluator_epoch: z.string().max(256).optional(),
  scale: z.tuple([z.number(), z.number()]).optional(),
  rate: z.boolean().optional(),
  inclusion_probability: z.number().optional(),
  stratum: z.string().max(256).optional(),
  scored_at: z.union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.int()]).optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** The answer to one score, in the order of the request. */
interface StoredScore {
  readonly id: string;
  /** NULL with the reason beside it when the judgement failed or lies outside of its scale. */
  readonly value: number | null;
  readonly error_type: string;
  readonly evaluator_epoch: string;
}

/** One score, a list of them, or {"scores": […]}. All are stored or none; the same again changes nothing. */
export function scoreRoutes(app: FastifyInstance, { driver, settings, clock, onTraces }: ScoreDeps): void {
  let lastReceived = 0n;
  const masker = maskerOf(settings);
  app.post('/api/v1/scores', { bodyLimit: MAX_BODY_BYTES }, async (request): Promise<{ results: StoredScore[] }> => {
    const now = BigInt(Math.round(clock.now())) * 1_000_000n;
    // Strictly increasing, so that of two copies of a score the later one wins also within a millisecond.
    lastReceived = now > lastReceived ? now : lastReceived + 1n;
    const receivedAt = lastReceived;
    const read = readScores(itemsOf(request.body), settings, receivedAt);
    const masked = read.map((row) => maskScore(row, masker));
    const rows = await ownServices(masked, driver, 'scores', (row, rename) => ({ ...row, score_id: rename(row.score_id) }));
    await driver.insert(scoreEvents, rows);
    const traces = new Map(rows.filter(({ trace_id }) => trace_id !== '').map(({ trace_id }) => [trace_id, { receivedAt }]));
    if (traces.size > 0) onTraces(traces);
    return {
      results: rows.map(({ score_id, value, error_type, evaluator_epoch }) => ({ id: score_id, value, error_type, evaluator_epoch })),
    };
  });
}

function itemsOf(body: unknown): readonly unknown[] {
  const isWrapped = typeof body === 'object' && body !== null && 'scores' in body && Array.isArray(body.scores);
  const items: readonly unknown[] = isWrapped ? (body.scores as readonly unknown[]) : Array.isArray(body) ? body : [body];
  if (items.length <= MAX_SCORES) return items;
  throw new ApiError(413, 'too_large', `${items.length} scores in one request; at most ${MAX_SCORES}.`, 'Send them in several requests.');
}

/** Mistakes that are spelled out; the others are counted. */
const MOST_MISTAKES = 10;

function readScores(items: readonly unknown[], { dimensions }: ScoreDeps['settings'], receivedAt: bigint): ScoreEventRow[] {
  const rows: ScoreEventRow[] = [];
  const mistakes: string[] = [];
  items.forEach((item, index) => {
    const parsed = scoreSchema.safeParse(item);
    const result = parsed.success
      ? scoreEventRow(inputOf(parsed.data), { dimensions, receivedAt, hash })
      : { reject: explain(parsed.error) };
    if ('row' in result) rows.push(result.row);
    else mistakes.push(items.length === 1 ? result.reject : `score ${index}: ${result.reject}`);
  });
  if (mistakes.length === 0) return rows;
  const more = mistakes.length > MOST_MISTAKES ? [`and ${mistakes.length - MOST_MISTAKES} more`] : [];
  throw new ApiError(
    400,
    'invalid_score',
    [...mistakes.slice(0, MOST_MISTAKES), ...more].join('\n'),
    'Nothing was stored. docs/contracts/openapi.yaml describes a score; scores are counted from 0.',
  );
}

function explain({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');
}

function inputOf(score: z.output<typeof scoreSchema>): ScoreInput {
  return {
    id: score.id,
    traceId: score.trace_id,
    spanId: score.span_id,
    sessionId: score.session_id,
    responseId: score.response_id,
    name: score.name,
    value: score.value,
    label: score.label ?? undefined,
    explanation: score.explanation ?? undefined,
    errorType: score.error_type ?? undefined,
    evaluator: score.evaluator,
    evaluatorVersion: score.evaluator_version,
    evaluatorKind: score.evaluator_kind,
    evaluatorEpoch: score.evaluator_epoch,
    scale: score.scale,
    isRate: score.rate,
    inclusionProbability: score.inclusion_probability,
    stratum: score.stratum,
    source: 'api',
    scoredAt: score.scored_at === undefined ? undefined : BigInt(score.scored_at) * 1_000_000n,
    attributes: new Map(Object.entries(score.attributes ?? {}).map(([key, value]) => [key, String(value)])),
  };
}
