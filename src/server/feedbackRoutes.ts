/** `POST /api/v1/feedback` from servers and from pages, and the snippet for pages. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { maskerOf } from '../config/maskerOf';
import type { Settings } from '../config/settings';
import { feedbackEventRow, type FeedbackInput } from '../core/feedback/feedbackEventRow';
import { EXPLICIT_KINDS } from '../core/feedback/feedbackKinds';
import { maskColumns } from '../core/masking/maskColumns';
import { feedbackEvents, type FeedbackEventRow } from '../core/model/tables';
import { hash } from '../core/scores/hash';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import type { Driver } from '../storage/driver';
import { SNIPPET } from './access';
import { AddressLimit } from './addressLimit';
import { ApiError } from './apiError';
import { currentCaller } from './currentCaller';
import { FEEDBACK_SNIPPET } from './feedbackSnippet';
import { ownServices } from './ownServices';
import { readPosted } from './postedItems';
import type { Caller } from './tokenBook';

export interface FeedbackDeps {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'file' | 'maskingKey'>;
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
  /** Told after the durable write. */
  readonly onTraces: (traces: TouchedTraces) => void;
}

const MAX_ITEMS = 1000;
const MAX_BODY_BYTES = 1024 ** 2;

const feedbackSchema = z.strictObject({
  id: z.string().max(256).optional(),
  trace_id: z.string().max(64).optional(),
  response_id: z.string().max(1024).optional(),
  session_id: z.string().max(1024).optional(),
  kind: z.enum(EXPLICIT_KINDS),
  name: z.string().max(256).optional(),
  value: z.union([z.number(), z.boolean(), z.string().max(64)]).nullish(),
  comment: z.string().max(20_000).optional(),
  user_id: z.string().max(1024).optional(),
  occurred_at: z.union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.int()]).optional(),
  attributes: z.record(z.string().max(256), z.union([z.string().max(4096), z.number(), z.boolean()])).optional(),
});

const TEXTS = ['response_id', 'session_id', 'name', 'comment', 'user_id'] as const;

/** One feedback, a list of them, or {"feedback": […]}. All are stored or none; the same again changes nothing. */
export function feedbackRoutes(app: FastifyInstance, { driver, settings, clock, onTraces }: FeedbackDeps): void {
  const masker = maskerOf(settings);
  const limit = new AddressLimit(clock, settings.file.feedback.per_minute);
  let lastReceived = 0n;
  app.post('/api/v1/feedback', { bodyLimit: MAX_BODY_BYTES }, async (request, reply): Promise<{ results: { id: string }[] }> => {
    const wait = request.headers.origin === undefined && !isForPages(currentCaller()) ? 0 : limit.take(request.ip);
    if (wait > 0) {
      void reply.header('retry-after', String(wait));
      throw new ApiError(
        429,
        'rate_limited',
        `Too much feedback from this address. Try again in ${wait} s.`,
        'See feedback.per_minute.',
        wait,
      );
    }
    const now = BigInt(Math.round(clock.now())) * 1_000_000n;
    // Strictly increasing, so that of two copies the later one wins also within a millisecond.
    lastReceived = now > lastReceived ? now : lastReceived + 1n;
    const receivedAt = lastReceived;
    const read = readPosted<z.output<typeof feedbackSchema>, FeedbackEventRow>(request.body, {
      wrapper: 'feedback',
      noun: 'feedback',
      most: MAX_ITEMS,
      schema: feedbackSchema,
      toRow: (item) => feedbackEventRow(inputOf(item), { receivedAt, hash }),
    });
    const rules = masker.forService(undefined);
    const masked = read.map((row) => {
      const texts = maskColumns(row, 'feedback_id', TEXTS, masker);
      return rules.isActive ? { ...texts, attributes: rules.texts(row.attributes) } : texts;
    });
    const rows = await ownServices(masked, driver, 'feedback', (row, rename) => ({ ...row, feedback_id: rename(row.feedback_id) }));
    await driver.insert(feedbackEvents, rows);
    const traces = new Map(rows.filter(({ trace_id }) => trace_id !== '').map(({ trace_id }) => [trace_id, { receivedAt }]));
    if (traces.size > 0) onTraces(traces);
    return { results: rows.map(({ feedback_id: id }) => ({ id })) };
  });
  app.get(SNIPPET, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(FEEDBACK_SNIPPET),
  );
}

/**
 * Servers of the house send for many users, pages for one. A page names its origin; who copies its token need not, but the
 * token says so too.
 */
function isForPages(caller: Caller | undefined): boolean {
  return caller?.scopes.every((scope) => scope === 'feedback') === true;
}

function inputOf(item: z.output<typeof feedbackSchema>): FeedbackInput {
  return {
    id: item.id,
    traceId: item.trace_id,
    responseId: item.response_id,
    sessionId: item.session_id,
    kind: item.kind,
    name: item.name,
    value: item.value,
    comment: item.comment,
    userId: item.user_id,
    occurredAt: item.occurred_at === undefined ? undefined : BigInt(item.occurred_at) * 1_000_000n,
    attributes: new Map(Object.entries(item.attributes ?? {}).map(([key, value]) => [key, String(value)])),
  };
}
