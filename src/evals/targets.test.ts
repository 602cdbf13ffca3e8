/** Targets over real sockets and real processes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commandTarget } from './commandTarget';
import { httpTarget } from './httpTarget';
import type { Asked } from './target';

const ASKED: Asked = {
  caseId: 'c1',
  question: 'Shoes?',
  history: [{ role: 'user', content: 'Hello' }],
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
};
const NEVER = new AbortController().signal;

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

let server: Server;
let url: string;
let received: Received[];
let reply: (response: ServerResponse, attempt: number) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(text) as unknown });
      reply(response, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`;
});
beforeEach(() => (received = []));
afterAll(
  () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
);

const json = (body: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(body));

describe('http', () => {
  test('our own form, the headers and the trace context arrive', async () => {
    reply = json({ answer: '30 days', model: 'm1', cost_usd: 0.5, documents: [{ id: 'a.md', version: '2', content: 'x' }, 'b.md'] });
    const answered = await httpTarget({ url, headers: { authorization: 'Bearer t' }, timeoutMs: 5000 })(ASKED, NEVER);
    expect(answered).toMatchObject({ answer: '30 days', error: '', model: 'm1', costUsd: 0.5 });
    expect(answered.documents.map(({ id, version }) => [id, version])).toEqual([
      ['a.md', '2'],
      ['b.md', ''],
    ]);
    expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer t', traceparent: ASKED.traceparent });
    expect(received[0]?.body).toEqual({
      question: 'Shoes?',
      case_id: 'c1',
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'user', content: 'Shoes?' },
      ],
    });
  });

  test.each([
    ['chat completions', { choices: [{ message: { content: 'A' } }] }, undefined, 'A', ''],
    ['messages', { content: [{ type: 'text', text: 'B' }] }, undefined, 'B', ''],
    ['a place of its own', { data: { reply: 'C' } }, 'data.reply', 'C', ''],
    ['a number is no answer', { answer: 4 }, undefined, '', expect.stringContaining('No answer at')],
    ['a place where nothing is', { answer: 'x' }, 'data.reply', '', 'There is no text at "data.reply".'],
  ])('%s', async (_name, body, answerPath, answer, error) => {
    reply = json(body);
    expect(await httpTarget({ url, timeoutMs: 5000, ...(answerPath && { answerPath }) })(ASKED, NEVER)).toMatchObject({ answer, error });
  });

  test('a body of its own is filled in, and a question cannot break out of it', async () => {
    reply = json({ answer: 'ok' });
    const body = '{"input":{"text":"Q: {{question}}"},"messages":"{{messages}}","id":"{{case_id}}"}';
    await httpTarget({ url, body, timeoutMs: 5000 })({ ...ASKED, question: 'a","x":"$& {{case_id}}' }, NEVER);
    expect(received[0]?.body).toMatchObject({ input: { text: 'Q: a","x":"$& c1' }, id: 'c1' });
  });

  test('a target that is busy is asked again; one that fails is a result', async () => {
    reply = (response, attempt) => {
      response.statusCode = attempt === 1 ? 503 : 200;
      response.end(attempt === 1 ? 'busy' : '{"answer":"late"}');
    };
    expect(await httpTarget({ url, timeoutMs: 5000 })(ASKED, NEVER)).toMatchObject({ answer: 'late', error: '' });
    reply = (response) => {
      response.statusCode = 500;
      response.end('broken');
    };
    expect(await httpTarget({ url, timeoutMs: 5000 })(ASKED, NEVER)).toMatchObject({ answer: '', error: 'status 500: broken' });
    reply = () => undefined;
    expect(await httpTarget({ url, timeoutMs: 100 })(ASKED, NEVER)).toMatchObject({ error: 'no answer within 0.1 s' });
    expect((await httpTarget({ url: 'http://127.0.0.1:1/', timeoutMs: 5000 })(ASKED, NEVER)).error).toMatch(/ECONNREFUSED|bad port/);
  });
});

describe('command', () => {
  const node = (script: string) => commandTarget({ command: `"${process.execPath}" -e '${script}'`, timeoutMs: 20_000 });

  test.each([
    ['text', 'console.log("30 days")', '30 days', ''],
    ['reads the question', 'process.stdin.on("data", (d) => console.log(JSON.parse(d).question + "!"))', 'Shoes?!', ''],
    ['JSON', 'console.log(JSON.stringify({ answer: process.env.TRACEPARENT }))', ASKED.traceparent, ''],
    ['nothing', '', '', 'The answer is empty.'],
    ['a failure', 'console.error("no key"); process.exit(3)', '', 'exit code 3: no key'],
  ])('%s', async (_name, script, answer, error) => {
    expect(await node(script)(ASKED, NEVER)).toMatchObject({ answer, error });
  });

  test('one that hangs is stopped with all that it started', async () => {
    const hanging = commandTarget({ command: 'sleep 300 | cat', timeoutMs: 200 });
    expect(await hanging(ASKED, NEVER)).toMatchObject({ answer: '', error: 'no answer within 0.2 s' });
  });
});
