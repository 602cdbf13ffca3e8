import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { evaluatorOf } from '../core/judge/evaluator';
import { evaluatorSchema } from '../core/judge/evaluatorSchema';
import { JudgeClient } from './judgeClient';

const REFUSAL = JSON.stringify({ error: { message: 'bad', param: 'response_format' } });
const REPLY = JSON.stringify({ model: 'm', choices: [{ message: { content: '{}' } }] });

/** Knows no schemas, and says of a question that it does not like that the format is to blame. */
const server = createServer((request, response) => {
  void text(request).then((body) => {
    const isRefused = body.includes('json_schema') || body.includes('odd');
    response.writeHead(isRefused ? 400 : 200).end(isRefused ? REFUSAL : REPLY);
  });
});
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(() => server.close());

const quiet = (): void => undefined;
const deps = {
  clock: { now: () => 0 },
  sleep: () => Promise.resolve(),
  random: () => 0,
  env: {},
  log: { info: quiet, warn: quiet, error: quiet },
};
const asked = (user: string) => ({
  system: 's',
  user,
  schema: {},
  model: 'm',
  temperature: null,
  reasoningEffort: undefined,
  maxOutputTokens: 256,
});

test('what is left out stays so where it helps, and is put back where it does not', async () => {
  const evaluator = evaluatorOf(evaluatorSchema.parse({ name: 'j', model: 'm', endpoint: { url } }));
  const client = new JudgeClient(evaluator, deps, new AbortController().signal);
  const ask = async (user: string) => {
    const { kind, calls } = await client.ask(asked(user));
    return [kind, calls, client.capabilityText()];
  };
  expect(await ask('odd')).toEqual(['failed', 3, 'schema']);
  expect(await ask('plain')).toEqual(['reply', 2, 'object']);
  expect(await ask('odd')).toEqual(['failed', 2, 'object']);
  expect(await ask('plain')).toEqual(['reply', 1, 'object']);
});
