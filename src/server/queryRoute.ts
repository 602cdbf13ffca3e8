import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerQueries } from './answerQueries';
import type { QueryDeps } from './deps';

/** A request holds queries, not data. */
const MAX_BODY_BYTES = 4 * 1024 ** 2;

/** `POST /api/v1/query`: 200 whenever the request could be read; each query has a status of its own. */
export function queryRoute(app: FastifyInstance, deps: QueryDeps): void {
  app.post('/api/v1/query', { bodyLimit: MAX_BODY_BYTES }, (request, reply) =>
    answerQueries(request.body, deps, { signal: goneSignal(reply), isAlert: request.headers.fromalert === 'true' }),
  );
}

/** Aborts when the caller closes the connection before the answer is written. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
