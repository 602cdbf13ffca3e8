import type { FastifyInstance } from 'fastify';
import { encodingOf, type OtlpRequest } from './createIngest';
import { errorAnswer, type OtlpAnswer } from './otlpAnswer';

interface RouteOptions {
  handleTraces(request: OtlpRequest): Promise<OtlpAnswer>;
  readonly maxBodyBytes: number;
}

/** POST /v1/traces. The body reaches the receiver as it came, whatever its type, so that every answer is OTLP's own. */
export async function otlpRoutes(app: FastifyInstance, { handleTraces, maxBodyBytes }: RouteOptions): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      const encoding = encodingOf(request.headers['content-type']) ?? 'json';
      const status = error.statusCode ?? 503;
      const message =
        status === 413 ? `The body is larger than ${Math.round(maxBodyBytes / 1024 ** 2)} MiB. Send smaller batches.` : error.message;
      const { headers, body } = errorAnswer(status, encoding, message);
      return reply.code(status).headers(headers).send(body);
    });
    scope.post('/v1/traces', { bodyLimit: maxBodyBytes }, async (request, reply) => {
      const { status, headers, body } = await handleTraces({
        contentType: request.headers['content-type'],
        contentEncoding: request.headers['content-encoding'],
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      });
      return reply.code(status).headers(headers).send(body);
    });
  });
}
