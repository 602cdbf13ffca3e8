import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { BodyError } from './bodyError';
import { encodingOf } from './encodingOf';
import { Overloaded, type Lease, type MemoryBudget } from './memoryBudget';
import { errorAnswer, type OtlpAnswer } from './otlpAnswer';
import { readBody } from './readBody';
import type { OtlpRequest } from './otlpRequest';

interface RouteOptions {
  handleTraces(request: OtlpRequest, lease: Lease): Promise<OtlpAnswer>;
  readonly budget: MemoryBudget;
  readonly maxBodyBytes: number;
  /** Seconds after which a sender that was turned away comes back. */
  readonly retrySeconds: number;
}

/**
 * POST /v1/traces. Bodies are read here and not by the framework, so that their size counts while they arrive and every
 * answer, also a refusal, is OTLP's own.
 */
export async function otlpRoutes(app: FastifyInstance, { handleTraces, budget, maxBodyBytes, retrySeconds }: RouteOptions): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.setErrorHandler((error, request, reply) => {
      const encoding = encodingOf(request.headers['content-type']) ?? 'json';
      const status = statusOf(error);
      if (status >= 500 && !(error instanceof Overloaded)) request.log.error({ err: error }, 'a request could not be taken');
      const message = error instanceof Error ? error.message : String(error);
      const answer = errorAnswer(status, encoding, message, status === 503 ? retrySeconds : undefined);
      // What is left of a body that was not read to its end would be taken for the next request.
      const headers = request.raw.complete ? answer.headers : { ...answer.headers, connection: 'close' };
      return reply.code(answer.status).headers(headers).send(answer.body);
    });
    scope.post('/v1/traces', { bodyLimit: maxBodyBytes }, async (request, reply) => {
      const lease = budget.lease();
      try {
        const body = isStream(request.body) ? await readBody(request.body, maxBodyBytes, lease) : Buffer.alloc(0);
        const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
        const answer = await handleTraces({ contentType, contentEncoding, body }, lease);
        return await reply.code(answer.status).headers(answer.headers).send(answer.body);
      } finally {
        lease.release();
      }
    });
  });
}

const isStream = (body: unknown): body is Readable => typeof body === 'object' && body !== null && 'pipe' in body;

/** Refusals of the framework and of the access check carry their status; anything else is a fault of ours, and retryable. */
function statusOf(error: unknown): number {
  if (error instanceof BodyError) return error.status;
  if (error instanceof Overloaded || typeof error !== 'object' || error === null) return 503;
  const status = 'statusCode' in error ? error.statusCode : 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 503;
}
