/** The receiver: a body of OTLP to durable rows and an answer. HTTP stays outside, in `routes`. */
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings';
import { MalformedRequest } from '../core/otlp/types';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import { StorageError, type Driver } from '../storage/driver';
import { Batcher, DEFAULT_BATCHING } from './batcher';
import { BodyError } from './bodyError';
import { decodeBody } from './decodeBody';
import { encodingOf } from './encodingOf';
import { inflate } from './inflate';
import { MemoryBudget, Overloaded, type Lease } from './memoryBudget';
import { normaliseBody } from './normaliseBody';
import { errorAnswer, successAnswer, type OtlpAnswer, type OtlpEncoding } from './otlpAnswer';
import type { OtlpRequest } from './otlpRequest';
import { otlpRoutes } from './otlpRoutes';
import { touchesOf } from './touchesOf';

/** Counted since the start; `bytesInFlight` now. */
export interface IngestStats {
  readonly requests: number;
  readonly spans: number;
  readonly scores: number;
  readonly rejectedSpans: number;
  readonly failedRequests: number;
  readonly bytesInFlight: number;
}

export interface Ingest {
  /** Never rejects: whatever went wrong is an answer. */
  handleTraces(request: OtlpRequest): Promise<OtlpAnswer>;
  /** Registers POST /v1/traces. */
  routes(app: FastifyInstance): Promise<void>;
  stats(): IngestStats;
  /** Takes no more requests and waits until those that are there are answered. */
  close(): Promise<void>;
}

export interface IngestOptions {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'file' | 'dimensions'>;
  readonly clock: { now(): number };
  readonly log: { error(details: object, message: string): void; warn(details: object, message: string): void };
  /** Told after the durable write. */
  readonly onTraces: (traces: TouchedTraces) => void;
}

const MEBIBYTE = 1024 ** 2;
/** A sender that meets a full house or a store that is away comes back after this long. */
const RETRY_SECONDS = 2;

export function createIngest(options: IngestOptions): Ingest {
  const { driver, settings, clock, log, onTraces } = options;
  const limits = settings.file.ingest;
  const batcher = new Batcher({ driver, ...DEFAULT_BATCHING });
  const budget = new MemoryBudget(limits.max_in_flight_mib * MEBIBYTE);
  const counts = { requests: 0, spans: 0, scores: 0, rejectedSpans: 0, failedRequests: 0 };
  const running = new Set<Promise<OtlpAnswer>>();
  let closed = false;
  let lastReceived = 0n;

  /** Strictly increasing, so that of two copies of a span the later one wins also within a millisecond. */
  function receivedNow(): bigint {
    const now = BigInt(clock.now()) * 1_000_000n;
    lastReceived = now > lastReceived ? now : lastReceived + 1n;
    return lastReceived;
  }

  async function answerTraces({ contentType, contentEncoding, body }: OtlpRequest, lease: Lease): Promise<OtlpAnswer> {
    const encoding = encodingOf(contentType);
    if (encoding === undefined) {
      return errorAnswer(
        415,
        'json',
        `Content-Type ${contentType ?? '(none)'} is not known: send application/x-protobuf or application/json.`,
      );
    }
    if (closed) return errorAnswer(503, encoding, 'The service is stopping. Send again.', RETRY_SECONDS);
    try {
      const bytes = await inflate(body, contentEncoding, limits.max_decoded_mib * MEBIBYTE, lease);
      return await store(bytes, encoding);
    } catch (error) {
      return failureAnswer(error, encoding);
    }
  }

  async function store(bytes: Buffer, encoding: OtlpEncoding): Promise<OtlpAnswer> {
    const receivedAt = receivedNow();
    const context = { receivedAt, maxTextBytes: limits.max_text_kib * 1024, dimensions: settings.dimensions };
    const { rows, rejectedSpans, reasons } = await normaliseBody(decodeBody(bytes, encoding), context, (err) =>
      log.error({ err }, 'a span could not be normalised'),
    );
    const refused = await batcher.add(rows);
    for (const { traceId, spanId, reason } of refused) {
      log.warn({ traceId, spanId, reason }, 'the store refused a row');
      reasons.add(`span ${spanId}: ${reason}`);
    }
    counts.spans += rows.spans.length;
    counts.scores += rows.scores.length;
    counts.rejectedSpans += rejectedSpans + refused.length;
    const touched = touchesOf(rows, receivedAt);
    if (touched.size > 0) onTraces(touched);
    return successAnswer(encoding, { spans: rejectedSpans + refused.length, message: reasons.summary() });
  }

  function failureAnswer(error: unknown, encoding: OtlpEncoding): OtlpAnswer {
    if (error instanceof BodyError) return errorAnswer(error.status, encoding, error.message);
    if (error instanceof MalformedRequest) return errorAnswer(400, encoding, error.message);
    if (error instanceof Overloaded) return errorAnswer(503, encoding, error.message, RETRY_SECONDS);
    if (error instanceof StorageError) {
      log.error({ err: error }, 'the store does not take rows; senders are asked to come back');
      return errorAnswer(503, encoding, 'The store cannot write at the moment. Send again.', RETRY_SECONDS);
    }
    log.error({ err: error }, 'a request could not be taken');
    // 500 is final for OTLP senders, so a fault of ours is answered with the status that makes them try again.
    return errorAnswer(503, encoding, 'Something went wrong inside Plumbline. Send again.', RETRY_SECONDS);
  }

  /** @param lease holds the bytes of the body already */
  async function handle(request: OtlpRequest, lease: Lease): Promise<OtlpAnswer> {
    counts.requests++;
    const answering = answerTraces(request, lease);
    running.add(answering);
    try {
      const answer = await answering;
      if (answer.status !== 200) counts.failedRequests++;
      return answer;
    } finally {
      running.delete(answering);
    }
  }

  return {
    async handleTraces(request) {
      const lease = budget.lease();
      try {
        lease.grow(request.body.length);
        return await handle(request, lease);
      } catch (error) {
        return failureAnswer(error, encodingOf(request.contentType) ?? 'json');
      } finally {
        lease.release();
      }
    },
    routes: (app) =>
      otlpRoutes(app, { handleTraces: handle, budget, maxBodyBytes: limits.max_body_mib * MEBIBYTE, retrySeconds: RETRY_SECONDS }),
    stats: () => ({ ...counts, bytesInFlight: budget.usedBytes }),
    async close() {
      closed = true;
      while (running.size > 0) await Promise.allSettled([...running, batcher.drain()]);
    },
  };
}
