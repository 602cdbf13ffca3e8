/** Serves the built page. Runs in Node, beside the API of the service. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * Only this service's own files and calls. Grafana's style library writes style elements; uPlot and the icons need
 * nothing more.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** Paths that the page itself tells apart. A dashboard has the address that it has in Grafana, too. */
const PAGES = ['/', '/start', '/explore', '/review', '/settings', '/d/:uid', '/d/:uid/:slug'] as const;

const YEAR_SECONDS = 31_536_000;

/** @param options.root folder that the build wrote, with index.html in it */
export function workbenchRoutes(app: FastifyInstance, { root }: { readonly root: string }): void {
  const page = readFileSync(join(root, 'index.html'));
  app.register(fastifyStatic, {
    root,
    wildcard: true,
    index: false,
    // File names of the build hold a hash of their content, so they may be kept for ever.
    setHeaders: (response, path) => {
      void response.header('cache-control', /\/assets\//.test(path) ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    },
  });
  for (const path of PAGES)
    app.get(path, (_request, reply) =>
      reply
        .header('content-security-policy', CONTENT_SECURITY_POLICY)
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(page),
    );
}
