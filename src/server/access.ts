/** Who may call what: bearer tokens, and on a loopback address only pages of this machine. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../config/tokens';
import { ApiError } from './apiError';
import { withCaller } from './currentCaller';
import type { Caller, TokenBook } from './tokenBook';

export interface Access {
  /** Address that the service listens on. */
  readonly host: string;
  readonly tokens: TokenBook;
  /** Origins of pages that may send feedback; * for any. */
  readonly feedbackOrigins?: readonly string[];
}

const HEALTH = '/api/v1/health';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** What a route asks of a token. The first row that fits counts; a route that no row names is the administrator's. */
const RULES: readonly {
  readonly path: RegExp;
  readonly methods: readonly string[];
  /** Any of these is enough. */
  readonly scopes: readonly Scope[];
  readonly isBoundable: boolean;
}[] = [
  { path: /^\/v1\/(traces|logs)$/, methods: ['POST'], scopes: ['ingest'], isBoundable: true },
  { path: /^\/api\/v1\/(scores|labels|resources\/labels)$/, methods: ['POST'], scopes: ['ingest'], isBoundable: true },
  { path: /^\/api\/v1\/feedback$/, methods: ['POST'], scopes: ['ingest', 'feedback'], isBoundable: true },
  { path: /^\/api\/v1\/(datasets|evals)\b/, methods: ['POST'], scopes: ['ingest'], isBoundable: false },
  { path: /^\/api\/v1\/query$/, methods: ['POST'], scopes: ['query'], isBoundable: true },
  { path: /^\/api\/v1\/(resources\/|labels$)/, methods: ['GET', 'HEAD'], scopes: ['query'], isBoundable: true },
  { path: /^\/(api\/v1|metrics)\b/, methods: ['GET', 'HEAD'], scopes: ['query'], isBoundable: false },
];

const ADMIN: { readonly scopes: readonly Scope[]; readonly isBoundable: boolean } = { scopes: ['admin'], isBoundable: false };

/** Where pages of other origins send feedback to, and get the snippet from that does it. */
const FEEDBACK = '/api/v1/feedback';
export const SNIPPET = '/feedback.js';

/** Adds the checks before every route that is registered afterwards. */
export function guardAccess(app: FastifyInstance, { host, tokens, feedbackOrigins = [] }: Access): void {
  const isLocal = LOOPBACK.test(bracketed(host));
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ ...HEADERS, ...(isData(request) ? { 'cache-control': 'no-store', 'x-frame-options': 'DENY' } : {}) });
    const isWelcome = isFeedback(request) && answerOrigin(request, reply, feedbackOrigins);
    if (isLocal) checkLocal(request, isWelcome);
    if (isWelcome && request.method === 'OPTIONS') {
      void reply.code(204).send();
      return;
    }
    if (!isData(request)) {
      done();
      return;
    }
    const caller = tokens.find(request.headers.authorization);
    if (caller === undefined) {
      void reply.header('www-authenticate', 'Bearer');
      throw new ApiError(
        401,
        'unauthorized',
        'This service asks for an access token.',
        'Send "Authorization: Bearer <token>" with one of the tokens of its configuration.',
      );
    }
    checkScope(request, caller);
    const seconds = caller.limit.take();
    if (seconds > 0) {
      void reply.header('retry-after', String(seconds));
      throw tooMany(caller, seconds);
    }
    countBytes(request, caller);
    withCaller(caller, done);
  });
}

/** The same for a transport of its own. @throws ApiError with what a caller of the gRPC port lacks */
export function ingestCaller(tokens: TokenBook, authorization: string | undefined): Caller {
  const caller = tokens.find(authorization);
  if (caller === undefined)
    throw new ApiError(401, 'unauthorized', 'This service asks for an access token: send the metadata "authorization: Bearer <token>".');
  if (!caller.scopes.includes('ingest')) throw lacks(caller, 'ingest');
  const seconds = caller.limit.take();
  if (seconds > 0) throw tooMany(caller, seconds);
  return caller;
}

function checkScope({ method, routeOptions, url }: FastifyRequest, caller: Caller): void {
  const path = routeOptions.url ?? url.split('?')[0] ?? '';
  const rule = RULES.find((row) => row.path.test(path) && row.methods.includes(method)) ?? ADMIN;
  const [least = 'admin'] = rule.scopes;
  if (!rule.scopes.some((scope) => caller.scopes.includes(scope))) throw lacks(caller, least);
  if (caller.services !== null && !rule.isBoundable)
    throw new ApiError(
      403,
      'bound_token',
      `The token "${caller.name}" is bound to services, and ${method} ${path} answers for all of them.`,
      'Use a token without "services".',
    );
}

function lacks({ name }: Caller, scope: Scope): ApiError {
  return new ApiError(
    403,
    'wrong_scope',
    `The token "${name}" does not have the scope "${scope}".`,
    `Add "${scope}" to its scopes, or use another token.`,
  );
}

function tooMany({ name }: Caller, seconds: number): ApiError {
  return new ApiError(
    429,
    'rate_limited',
    `The token "${name}" is over its rate. Try again in ${seconds} s.`,
    'Its rate_limit is in the configuration.',
    seconds,
  );
}

/** A body that does not say its length is counted by the receiver of telemetry, once it has come. */
function countBytes({ headers }: FastifyRequest, { limit }: Caller): void {
  const length = Number(headers['content-length']);
  if (length > 0) limit.spend(length);
}

function isFeedback({ url }: FastifyRequest): boolean {
  const path = url.split('?')[0];
  return path === FEEDBACK || path === SNIPPET;
}

/** Tells the browser that a page of an allowed origin may send feedback. @returns true when it may */
function answerOrigin({ headers, url }: FastifyRequest, reply: FastifyReply, origins: readonly string[]): boolean {
  // A script is fetched without an origin; everybody may read it.
  if (url.split('?')[0] === SNIPPET) {
    void reply.header('cross-origin-resource-policy', 'cross-origin');
    return true;
  }
  const { origin } = headers;
  void reply.header('vary', 'Origin');
  if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return false;
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '7200',
  });
  return true;
}

/** Routes that hand out or take data; the files of the workbench and the health for load balancers are not. */
function isData({ routeOptions, url }: FastifyRequest): boolean {
  const path = routeOptions.url ?? url;
  return path !== HEALTH && /^\/(api|v1|metrics)(\/|$|\?)/.test(path);
}

/**
 * A page on another site can point its own name at 127.0.0.1 (DNS rebinding), or send a request across origins. Its name
 * stands in Host or Origin then.
 */
function checkLocal({ headers }: FastifyRequest, isWelcome: boolean): void {
  const host = headers.host ?? '';
  if (!LOOPBACK.test(withoutPort(host)))
    throw new ApiError(
      403,
      'foreign_host',
      `The service listens for this machine only and does not answer to the name ${host}.`,
      'Use http://localhost or http://127.0.0.1. To serve other names, set PLUMBLINE_HOST and tokens.',
    );
  const origin = headers.origin;
  if (origin === undefined || isWelcome) return;
  const [, authority = ''] = /^https?:\/\/([^/]+)$/.exec(origin) ?? [];
  if (!LOOPBACK.test(withoutPort(authority)))
    throw new ApiError(
      403,
      'foreign_origin',
      `Pages of ${origin} may not call this service.`,
      'Call it from a server, such as a Grafana data source.',
    );
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
