/** The receiver: a body of OTLP to durable rows and an answer. HTTP and gRPC stay outside, in `otlpRoutes` and `grpcServer`. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { maskerOf } from '../config/maskerOf';
import type { Settings } from '../config/settings';
import type { JsonStep } from '../core/otlp/decodeGroupsJson';
import { MalformedRequest, type Decoded, type LogRecord } from '../core/otlp/types';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import { StorageError, type Driver } from '../storage/driver';
import { Batcher, DEFAULT_BATCHING } from './batcher';
import { BodyError } from './bodyError';
import { decodeBody, decodeLogBody } from './decodeBody';
import { encodingOf } from './encodingOf';
import { inflate } from './inflate';
import { MemoryBudget, Overloaded, type Lease } from './memoryBudget';
import { normaliseBody } from './normaliseBody';
import { normaliseLogs } from './normaliseLogs';
import { otlpAnswer, type OtlpAnswer } from './otlpAnswer';
import { ANYBODY, type OtlpRequest, type PlainRequest, type Sender } from './otlpRequest';
import { otlpRoutes } from './otlpRoutes';
import { refusal, type Outcome, type Refusal } from './outcome';
import { restrictRows } from './restrictRows';
import type { RefusedRow } from './rows';
import { PART_NAMES, type Signal } from './signals';
import { touchesOf } from './touchesOf';

/** Counted since the start; `bytesInFlight` now. */
export interface IngestStats {
  readonly requests: number;
  readonly spans: number;
  readonly scores: number;
  /** Log records that held text of a span. */
  readonly logRecords: number;
  /** Log records without a meaning for Plumbline. */
  readonly ignoredLogRecords: number;
  readonly rejectedSpans: number;
  readonly rejectedLogRecords: number;
  readonly failedRequests: number;
  readonly bytesInFlight: number;
}

export interface Ingest {
  /** Never rejects: whatever went wrong is an answer. */
  handleTraces(request: OtlpRequest): Promise<OtlpAnswer>;
  handleLogs(request: OtlpRequest): Promise<OtlpAnswer>;
  /** The same for a transport of its own; the lease holds the bytes already. Never rejects. */
  receive(request: PlainRequest, lease: Lease): Promise<Outcome>;
  /**
   * Telemetry that did not come as a request, such as rows of a table. Takes the way of everything else; resolves when it is
   * durable, rejects with a StorageError when it cannot be stored now.
   */
  accept(given: Decoding): Promise<void>;
  /** Room for one more request; `grow` of it throws Overloaded when there is none. */
  lease(): Lease;
  /** Registers POST /v1/traces and /v1/logs. */
  routes(app: FastifyInstance): Promise<void>;
  stats(): IngestStats;
  /** Takes no more requests and waits until those that are there are answered. */
  close(): Promise<void>;
}

export interface IngestOptions {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'file' | 'dimensions' | 'maskingKey'>;
  readonly clock: { now(): number };
  readonly log: { error(details: object, message: string): void; warn(details: object, message: string): void };
  /** Told after the durable write. */
  readonly onTraces: (traces: TouchedTraces) => void;
  /** Who sent a request over HTTP; anybody when absent. */
  readonly senderOf?: (request: FastifyRequest) => Sender;
}

const MEBIBYTE = 1024 ** 2;
/** A sender that meets a full house or a store that is away comes back after this long. */
export const RETRY_SECONDS = 2;

export function createIngest(options: IngestOptions): Ingest {
  const { driver, settings, clock, log, onTraces, senderOf = () => ANYBODY } = options;
  const limits = settings.file.ingest;
  const masker = maskerOf(settings);
  const batcher = new Batcher({ driver, ...DEFAULT_BATCHING });
  const budget = new MemoryBudget(limits.max_in_flight_mib * MEBIBYTE);
  const counts = {
    requests: 0,
    spans: 0,
    scores: 0,
    logRecords: 0,
    ignoredLogRecords: 0,
    rejectedSpans: 0,
    rejectedLogRecords: 0,
    failedRequests: 0,
  };
  const running = new Set<Promise<Outcome>>();
  let closed = false;
  let lastReceived = 0n;

  /** Strictly increasing, so that of two copies of a span the later one wins also within a millisecond. */
  function receivedNow(): bigint {
    const now = BigInt(clock.now()) * 1_000_000n;
    lastReceived = now > lastReceived ? now : lastReceived + 1n;
    return lastReceived;
  }

  const onFault = (err: unknown): void => log.error({ err }, 'a part of a request could not be normalised');

  async function store(given: Decoding, sender: Sender): Promise<Outcome> {
    const { signal } = given;
    const receivedAt = receivedNow();
    const context = { receivedAt, maxTextBytes: limits.max_text_kib * 1024, dimensions: settings.dimensions, masker };
    const body =
      given.signal === 'traces'
        ? { ...(await normaliseBody(given.steps, context, onFault)), ignored: 0 }
        : await normaliseLogs(given.steps, context, onFault);
    const { reasons } = body;
    const { rows, refused: foreign } = await restrictRows(body.rows, sender, driver);
    const refused = await batcher.add(rows);
    for (const { traceId, spanId, reason } of refused) log.warn({ traceId, spanId, reason }, 'the store refused a row');
    for (const row of [...foreign, ...refused]) reasons.add(reasonOf(row, signal));
    const rejected = body.rejected + foreign.length + refused.length;
    counts.spans += rows.spans.length;
    counts.scores += rows.scores.length;
    counts.logRecords += rows.logs.length;
    counts.ignoredLogRecords += body.ignored;
    counts[signal === 'traces' ? 'rejectedSpans' : 'rejectedLogRecords'] += rejected;
    const touched = touchesOf(rows, receivedAt);
    if (touched.size > 0) onTraces(touched);
    return { ok: true, rejected, message: reasons.summary() };
  }

  async function accept(given: Decoding): Promise<Outcome> {
    if (closed) throw new StorageError('unavailable', 'The service is stopping.');
    const work = store(given, ANYBODY);
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
    }
  }

  async function answer(request: PlainRequest): Promise<Outcome> {
    if (closed) return refusal(503, 'The service is stopping. Send again.', RETRY_SECONDS);
    try {
      return await store(decode(request), request.sender);
    } catch (error) {
      return refusalOf(error);
    }
  }

  function refusalOf(error: unknown): Refusal {
    if (error instanceof BodyError) return refusal(error.status, error.message);
    if (error instanceof MalformedRequest) return refusal(400, error.message);
    if (error instanceof Overloaded) return refusal(503, error.message, RETRY_SECONDS);
    if (error instanceof StorageError) {
      log.error({ err: error }, 'the store does not take rows; senders are asked to come back');
      return refusal(503, 'The store cannot write at the moment. Send again.', RETRY_SECONDS);
    }
    log.error({ err: error }, 'a request could not be taken');
    // 500 is final for OTLP senders, so a fault of ours is answered with the status that makes them try again.
    return refusal(503, 'Something went wrong inside Plumbline. Send again.', RETRY_SECONDS);
  }

  /** Counts a request and lets `close` wait for it. */
  async function counted(work: Promise<Outcome>): Promise<Outcome> {
    counts.requests++;
    running.add(work);
    try {
      const outcome = await work;
      if (!outcome.ok) counts.failedRequests++;
      return outcome;
    } finally {
      running.delete(work);
    }
  }

  async function inflated(signal: Signal, request: OtlpRequest, lease: Lease): Promise<Outcome> {
    const encoding = encodingOf(request.contentType);
    if (encoding === undefined)
      return refusal(415, `Content-Type ${request.contentType ?? '(none)'} is not known: send application/x-protobuf or application/json.`);
    try {
      const bytes = await inflate(request.body, request.contentEncoding, limits.max_decoded_mib * MEBIBYTE, lease);
      return await answer({ signal, encoding, bytes, sender: request.sender ?? ANYBODY });
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** @param lease holds the bytes of the body already */
  async function handle(signal: Signal, request: OtlpRequest, lease: Lease): Promise<OtlpAnswer> {
    const outcome = await counted(inflated(signal, request, lease));
    return otlpAnswer(outcome, encodingOf(request.contentType) ?? 'json', signal);
  }

  async function handleAlone(signal: Signal, request: OtlpRequest): Promise<OtlpAnswer> {
    const lease = budget.lease();
    try {
      lease.grow(request.body.length);
      return await handle(signal, request, lease);
    } catch (error) {
      return otlpAnswer(refusalOf(error), encodingOf(request.contentType) ?? 'json', signal);
    } finally {
      lease.release();
    }
  }

  return {
    handleTraces: (request) => handleAlone('traces', request),
    handleLogs: (request) => handleAlone('logs', request),
    receive: (request) => counted(answer(request)),
    accept: async (given) => void (await accept(given)),
    lease: () => budget.lease(),
    routes: (app) =>
      otlpRoutes(app, { handle, budget, senderOf, maxBodyBytes: limits.max_body_mib * MEBIBYTE, retrySeconds: RETRY_SECONDS }),
    stats: () => ({ ...counts, bytesInFlight: budget.usedBytes }),
    async close() {
      closed = true;
      while (running.size > 0) await Promise.allSettled([...running, batcher.drain()]);
    },
  };
}

/** Telemetry as it is decoded, step by step. */
export type Decoding =
  | { readonly signal: 'traces'; readonly steps: Iterable<Decoded> }
  | { readonly signal: 'logs'; readonly steps: Iterable<JsonStep<LogRecord>> };

function decode({ signal, bytes, encoding }: PlainRequest): Decoding {
  return signal === 'traces' ? { signal, steps: decodeBody(bytes, encoding) } : { signal, steps: decodeLogBody(bytes, encoding) };
}

function reasonOf({ spanId, reason }: RefusedRow, signal: Signal): string {
  return spanId === '' ? `${PART_NAMES[signal].part}: ${reason}` : `span ${spanId}: ${reason}`;
}
