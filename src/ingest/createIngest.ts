/** The receiver: a body of OTLP to durable rows and an answer. HTTP stays outside, in `routes`. */
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings';
import { MalformedRequest, type Decoded } from '../core/otlp/types';
import { normaliseSpan, type NormaliseContext } from '../core/semconv/normaliseSpan';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import { StorageError, type Driver } from '../storage/driver';
import { Batcher, DEFAULT_BATCHING } from './batcher';
import { decodeBody } from './decodeBody';
import { BodyError, inflate } from './inflate';
import { errorAnswer, successAnswer, type OtlpAnswer, type OtlpEncoding } from './otlpAnswer';
import { otlpRoutes } from './otlpRoutes';
import type { IngestRows } from './rows';
import { touchesOf } from './touchesOf';

export interface OtlpRequest {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Buffer;
}

export interface IngestStats {
  readonly requests: number;
  readonly spans: number;
  readonly rejectedSpans: number;
  readonly failedRequests: number;
  readonly bytesInFlight: number;
}

export interface Ingest {
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
/** Spans that are normalised before other work gets its turn; about two milliseconds. */
const YIELD_SPANS = 128;

export function createIngest(options: IngestOptions): Ingest {
  const { driver, settings, clock, log, onTraces } = options;
  const limits = settings.file.ingest;
  const batcher = new Batcher({ driver, ...DEFAULT_BATCHING });
  const counts = { requests: 0, spans: 0, rejectedSpans: 0, failedRequests: 0, bytesInFlight: 0 };
  let closed = false;
  let lastReceived = 0n;

  /** Strictly increasing, so that of two copies of a span the later one wins also within a millisecond. */
  function receivedNow(): bigint {
    const now = BigInt(clock.now()) * 1_000_000n;
    lastReceived = now > lastReceived ? now : lastReceived + 1n;
    return lastReceived;
  }

  async function handleTraces(request: OtlpRequest): Promise<OtlpAnswer> {
    counts.requests++;
    const encoding = encodingOf(request.contentType);
    if (encoding === undefined) {
      counts.failedRequests++;
      return errorAnswer(
        415,
        'json',
        `Content-Type ${request.contentType ?? '(none)'} is not known: send application/x-protobuf or application/json.`,
      );
    }
    const size = request.body.length;
    if (closed) return errorAnswer(503, encoding, 'The service is stopping. Send again.', RETRY_SECONDS);
    if (counts.bytesInFlight + size > limits.max_in_flight_mib * MEBIBYTE) {
      counts.failedRequests++;
      return errorAnswer(503, encoding, 'Too much is being written at the moment. Send again.', RETRY_SECONDS);
    }
    counts.bytesInFlight += size;
    try {
      return await store(request, encoding);
    } catch (error) {
      counts.failedRequests++;
      return failureAnswer(error, encoding);
    } finally {
      counts.bytesInFlight -= size;
    }
  }

  async function store(request: OtlpRequest, encoding: OtlpEncoding): Promise<OtlpAnswer> {
    const bytes = await inflate(request.body, request.contentEncoding, limits.max_decoded_mib * MEBIBYTE);
    const receivedAt = receivedNow();
    const context: NormaliseContext = { receivedAt, maxTextBytes: limits.max_text_kib * 1024, dimensions: settings.dimensions };
    const { rows, rejectedSpans, reasons } = await normalise(decodeBody(bytes, encoding), context);
    const refused = await batcher.add(rows);
    const rejected = rejectedSpans + refused.length;
    for (const { traceId, spanId, reason } of refused) {
      log.warn({ traceId, spanId, reason }, 'the store refused a row');
      reasons.push(`span ${spanId}: ${reason}`);
    }
    counts.spans += rows.spans.length - refused.length;
    counts.rejectedSpans += rejected;
    const touched = touchesOf(rows, receivedAt);
    if (touched.size > 0) onTraces(touched);
    return successAnswer(encoding, { spans: rejected, reasons });
  }

  function failureAnswer(error: unknown, encoding: OtlpEncoding): OtlpAnswer {
    if (error instanceof BodyError) return errorAnswer(error.status, encoding, error.message);
    if (error instanceof MalformedRequest) return errorAnswer(400, encoding, error.message);
    if (error instanceof StorageError && error.kind !== 'invalid') {
      log.error({ err: error }, 'the store does not take rows; senders are asked to come back');
      return errorAnswer(503, encoding, 'The store cannot write at the moment. Send again.', RETRY_SECONDS);
    }
    log.error({ err: error }, 'a request could not be taken');
    // 500 is final for OTLP senders, so a fault of ours is answered with the status that makes them try again.
    return errorAnswer(503, encoding, 'Something went wrong inside Plumbline. Send again.', RETRY_SECONDS);
  }

  return {
    handleTraces,
    routes: (app) => otlpRoutes(app, { handleTraces, maxBodyBytes: limits.max_body_mib * MEBIBYTE }),
    stats: () => ({ ...counts }),
    async close() {
      closed = true;
      await batcher.drain();
    },
  };
}

export function encodingOf(contentType: string | undefined): OtlpEncoding | undefined {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf';
  return type === 'application/json' ? 'json' : undefined;
}

interface Normalised {
  readonly rows: IngestRows;
  readonly rejectedSpans: number;
  readonly reasons: string[];
}

async function normalise(decoded: Iterable<Decoded>, context: NormaliseContext): Promise<Normalised> {
  const rows = {
    spans: [] as IngestRows['spans'][number][],
    content: [] as IngestRows['content'][number][],
    scores: [] as IngestRows['scores'][number][],
  };
  const reasons: string[] = [];
  let rejectedSpans = 0;
  let done = 0;
  for (const step of decoded) {
    if ('rejection' in step) {
      rejectedSpans += step.rejection.spans;
      reasons.push(step.rejection.reason);
      continue;
    }
    for (const span of step.group.spans) {
      const { span: row, content, scores, notes } = normaliseSpan(span, step.group.resource, step.group.scope, context);
      rows.spans.push(row);
      if (content !== null) rows.content.push(content);
      rows.scores.push(...scores);
      reasons.push(...notes);
      if (++done % YIELD_SPANS === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { rows, rejectedSpans, reasons };
}
