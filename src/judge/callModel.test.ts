import { once } from 'node:events';
import { createServer } from 'node:http';
import { SHAPES } from '../core/judge/apis/shapes';
import { EVERYTHING } from '../core/judge/capability';
import { evaluatorSchema } from '../core/judge/evaluatorSchema';
import { callModel } from './callModel';

const asked = {
  system: 's',
  user: 'u',
  schema: {},
  model: 'm',
  temperature: 0,
  reasoningEffort: undefined,
  maxOutputTokens: 256,
  capability: EVERYTHING,
};

/** A gateway that shows what it was sent. */
const gateway = createServer(({ headers, url }, response) => {
  response.writeHead(url?.startsWith('/ok') ? 200 : 401).end(JSON.stringify({ error: { message: `wrong: ${headers.authorization}` } }));
});
let base = '';
beforeAll(async () => {
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const address = gateway.address();
  base = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(() => gateway.close());

test.each([
  ['a status', '', 'sk-abcdef', '401: wrong: Bearer ***'],
  ['a page with status 200', '/ok', 'sk-abcdef', '200, but not a reply of this API: {"error":{"message":"wrong: Bearer ***"}}'],
  ['a key that is no header', '', 'sk-abc\nsk-def', expect.not.stringMatching(/sk-/)],
])('the key is not in the message: %s', async (_name, path, key, message) => {
  const signal = new AbortController().signal;
  const result = await callModel(asked, { shape: SHAPES.openai.shape, url: base + path, key, timeoutMs: 5000, signal, now: 0 });
  expect(result).toEqual({ failure: expect.objectContaining({ message }) });
});

test.each([
  ['http://user:pw@127.0.0.1/v1', false],
  ['https://key@host/v1', false],
  ['https://host/v1/@cf/model', true],
])('%s as an endpoint', (url, isTaken) => {
  expect(evaluatorSchema.safeParse({ name: 'j', model: 'm', endpoint: { url } }).success).toBe(isTaken);
});
