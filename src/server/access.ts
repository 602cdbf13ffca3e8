/** Who may call: bearer tokens, and on a loopback address only pages of this machine. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './apiError';

export interface Access {
  /** Address that the service listens on. */
  readonly host: string;
  /** Empty when no token is needed. */
  readonly tokens: readonly string[];
}

const HEALTH = '/api/v1/health';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** Adds the checks before every route that is registered afterwards. */
export function guardAccess(app: FastifyInstance, access: Access): void {
  const isAllowed = tokenCheck(access.tokens);
  const isLocal = LOOPBACK.test(bracketed(access.host));
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...HEADERS, ...(isData(request) ? { 'cache-control': 'no-store', 'x-frame-options': 'DENY' } : {}) });
    if (isLocal) checkLocal(request);
    if (!isData(request) || isAllowed(request)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new ApiError(
      401,
      'unauthorized',
      'This service asks for an access token.',
      'Send "Authorization: Bearer <token>" with one of the tokens of its configuration.',
    );
  });
}

/** True for a caller that may see everything. @param tokens empty lets everybody in */
export function tokenCheck(tokens: readonly string[]): (request: FastifyRequest) => boolean {
  // Hashes have one length, so that the time of the comparison says nothing about a token.
  const hashes = tokens.map(hash);
  return ({ headers }) => {
    if (hashes.length === 0) return true;
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const given = hash(token);
    return hashes.map((known) => timingSafeEqual(known, given)).includes(true);
  };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
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
function checkLocal({ headers }: FastifyRequest): void {
  const host = headers.host ?? '';
  if (!LOOPBACK.test(withoutPort(host)))
    throw new ApiError(
      403,
      'foreign_host',
      `The service listens for this machine only and does not answer to the name ${host}.`,
      'Use http://localhost or http://127.0.0.1. To serve other names, set PLUMBLINE_HOST and tokens.',
    );
  const origin = headers.origin;
  if (origin === undefined) return;
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
