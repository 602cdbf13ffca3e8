/** The snippet for pages, in a real browser, on a page of another origin than the service. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { FEEDBACK_SNIPPET } from '../../src/server/feedbackSnippet';

interface Sent {
  readonly authorization: string | undefined;
  readonly body: { readonly trace_id: string; readonly kind: string; readonly value?: unknown; readonly comment?: string };
}

const TRACE = 'a'.repeat(32);
let service: Server;
let page: Server;
let sent: Sent[];

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));

test.beforeAll(async () => {
  service = createServer((request, response) => {
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, content-type' };
    if (request.url === '/feedback.js') return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(FEEDBACK_SNIPPET);
    if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end();
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      expect(request.url).toBe('/api/v1/feedback');
      const bodies = [JSON.parse(text) as Sent['body'] | Sent['body'][]].flat();
      sent.push(...bodies.map((body) => ({ authorization: request.headers.authorization, body })));
      response.writeHead(200, cors).end('{}');
    });
  });
  const origin = await listen(service);
  page = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Shop</title>
<script src="${origin}/feedback.js" data-token="public" defer></script>
<div data-plumbline-trace="${TRACE}"><p>thirty days</p><button data-plumbline="thumbs:up">good</button></div>`);
  });
});
test.afterAll(() => {
  service.close();
  page.close();
});

test('a thumb, a copied answer, a comment and the time in view are sent; elsewhere nothing is', async ({ page: tab }) => {
  sent = [];
  await tab.goto(await listen(page));
  await tab.getByRole('button', { name: 'good' }).click();
  await expect.poll(() => sent.map(({ body }) => body.kind)).toEqual(['thumbs']);
  expect(sent[0]).toMatchObject({ authorization: 'Bearer public', body: { trace_id: TRACE, value: 'up' } });
  await tab.evaluate(() => {
    const text = document.querySelector('p')?.firstChild;
    if (text instanceof Node) getSelection()?.selectAllChildren(text.parentElement ?? text);
    document.querySelector('p')?.dispatchEvent(new ClipboardEvent('copy', { bubbles: true }));
  });
  await expect.poll(() => sent.map(({ body }) => body.kind)).toEqual(['thumbs', 'copy']);
  // An answer that is written later is watched as well.
  await tab.evaluate((trace) => {
    document.body.insertAdjacentHTML(
      'beforeend',
      `<div data-plumbline-trace="${trace}">later</div><button data-plumbline="thumbs:up">outside</button>`,
    );
  }, 'b'.repeat(32));
  await tab.evaluate((trace) => Reflect.get(window, 'plumbline')(trace, 'comment', undefined, { comment: 'thanks' }) as unknown, TRACE);
  await expect.poll(() => sent.at(-1)?.body).toEqual({ trace_id: TRACE, kind: 'comment', comment: 'thanks' });
  await tab.waitForFunction(() => performance.now() > 1000);
  await tab.goto('about:blank');
  await expect
    .poll(() =>
      sent
        .filter(({ body }) => body.kind === 'dwell')
        .map(({ body }) => body.trace_id)
        .sort(),
    )
    .toEqual([TRACE, 'b'.repeat(32)]);
  expect(sent.filter(({ body }) => body.kind === 'dwell').every(({ body }) => Number(body.value) > 0)).toBe(true);
});
