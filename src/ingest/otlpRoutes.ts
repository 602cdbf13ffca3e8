import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BodyError } from './bodyError';
import { encodingOf } from './encodingOf';
import { Overloaded, type Lease, type MemoryBudget } from './memoryBudget';
import { otlpAnswer, type OtlpAnswer } from './otlpAnswer';
import type { OtlpRequest, Sender } from './otlpRequest';
import { refusal, type Refusal } from './outcome';
import { readBody } from './readBody';
import { SIGNALS, type Signal } from './signals';

interface RouteOptions {
  handle(signal: Signal, request: OtlpRequest, lease: Lease): Promise<OtlpAnswer>;
  readonly budget: MemoryBudget;
  readonly senderOf: (request: FastifyRequest) => Sender;
  readonly maxBodyBytes: number;
  /** Seconds after which a sender that was turned away comes back. */
  readonly retrySeconds: number;
}

/**
 * POST /v1/traces and /v1/logs. Bodies are read here and not by the framework, so that their size counts while they arrive
 * and every answer, also a refusal, is OTLP's own.
 */
export async function otlpRoutes(app: FastifyInstance, options: RouteOptions): Promise<void> {
  const { handle, budget, senderOf, maxBodyBytes, retrySeconds } = options;
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.setErrorHandler((error, request, reply) => {
      const encoding = encodingOf(request.headers['content-type']) ?? 'json';
      const status = statusOf(error);
      if (status === 503 && !(error instanceof Overloaded)) request.log.error({ err: error }, 'a request could not be taken');
      const message = error instanceof Error ? error.message : String(error);
      const again = status === 503 || status === 429 ? (retryAfterOf(error) ?? retrySeconds) : undefined;
      const answer = otlpAnswer(refusal(status, message, again), encoding, 'traces');
      // What is left of a body that was not read to its end would be taken for the next request.
      const headers = request.raw.complete ? answer.headers : { ...answer.headers, connection: 'close' };
      return reply.code(answer.status).headers(headers).send(answer.body);
    });
    for (const signal of SIGNALS) {
      scope.post(`/v1/${signal}`, { bodyLimit: maxBodyBytes }, async (request, reply) => {
        const lease = budget.lease();
        try {
          const body = isStream(request.body) ? await readBody(request.body, maxBodyBytes, lease) : Buffer.alloc(0);
          const { 'content-type': contentType, 'content-encoding': contentEncoding, 'content-length': length } = request.headers;
          const sender = senderOf(request);
          if (length === undefined) sender.spend?.(body.length);
          const answer = await handle(signal, { contentType, contentEncoding, body, sender }, lease);
          return await reply.code(answer.status).headers(answer.headers).send(answer.body);
        } finally {
          lease.release();
        }
      });
    }
  });
}

const isStream = (body: unknown): body is Readable => typeof body === 'object' && body !== null && 'pipe' in body;

const FINAL: ReadonlySet<unknown> = new Set([400, 401, 403, 404, 413, 415, 429]);

/** Refusals of the framework and of the access check carry their status; anything else is a fault of ours, and retryable. */
function statusOf(error: unknown): Refusal['status'] {
  if (error instanceof BodyError) return error.status;
  if (error instanceof Overloaded || typeof error !== 'object' || error === null) return 503;
  const status = 'statusCode' in error ? error.statusCode : 'status' in error ? error.status : undefined;
  if (isKnown(status)) return status;
  return typeof status === 'number' && status >= 400 && status < 500 ? 400 : 503;
}

function isKnown(status: unknown): status is Refusal['status'] {
  return FINAL.has(status);
}

function retryAfterOf(error: unknown): number | undefined {
  const given = typeof error === 'object' && error !== null && 'retryAfterSeconds' in error ? error.retryAfterSeconds : undefined;
  return typeof given === 'number' ? given : undefined;
}
