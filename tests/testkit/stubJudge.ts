/** A judge model over a real socket that answers as a script says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the stub saw it. */
export interface StubCall {
  readonly n: number;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  readonly system: string;
  readonly user: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The text of the reply, or a whole body when `raw`. */
  readonly text?: string;
  readonly raw?: string;
  readonly model?: string;
  readonly finish?: string;
  readonly usage?: { readonly input: number; readonly output: number };
  /** `hang`: never answers; `cut`: closes in the middle of the body. */
  readonly fault?: 'hang' | 'cut';
  readonly delayMs?: number;
}

export interface StubJudge {
  readonly url: string;
  readonly calls: StubCall[];
  answer: (call: StubCall) => StubAnswer;
  close(): Promise<void>;
}

export async function startStubJudge(answer: (call: StubCall) => StubAnswer): Promise<StubJudge> {
  const server = createServer((request, response) => {
    void receive(request).then((body) => {
      const call = callOf(stub.calls.length, request, body);
      stub.calls.push(call);
      const said = stub.answer(call);
      if (said.delayMs === undefined) send(response, said);
      else setTimeout(() => send(response, said), said.delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: StubJudge = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls: [],
    answer,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return stub;
}

async function receive(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
}

function callOf(n: number, request: IncomingMessage, body: Record<string, unknown>): StubCall {
  const messages = (body.messages ?? body.input ?? []) as { role: string; content: string }[];
  const system = messages.find(({ role }) => role === 'system')?.content ?? JSON.stringify(body.system ?? body.instructions ?? '');
  return {
    n,
    path: request.url ?? '',
    headers: request.headers,
    body,
    system,
    user: messages.findLast(({ role }) => role === 'user')?.content ?? '',
  };
}

function send(response: ServerResponse, answer: StubAnswer): void {
  if (answer.fault === 'hang') return;
  const status = answer.status ?? 200;
  const body = answer.raw ?? (status === 200 ? chatReply(answer) : JSON.stringify({ error: { message: `status ${status}` } }));
  response.writeHead(status, { 'content-type': 'application/json', ...answer.headers });
  if (answer.fault !== 'cut') return void response.end(body);
  response.write(body.slice(0, body.length / 2));
  setTimeout(() => response.destroy(), 5);
}

function chatReply({ text = '', model = 'stub-2026-01-01', finish = 'stop', usage = { input: 100, output: 20 } }: StubAnswer): string {
  return JSON.stringify({
    model,
    choices: [{ finish_reason: finish, message: { role: 'assistant', content: text } }],
    usage: { prompt_tokens: usage.input, completion_tokens: usage.output },
  });
}

/** A reply in the asked shape. Of the first document, else of the answer, the first words are quoted, as evidence that stands there. */
export function grades(scores: Readonly<Record<string, number | null>>, call?: StubCall): string {
  const answer = call === undefined ? '' : fieldOf(call, 'answer');
  // Below the line with the id.
  const document = call === undefined ? '' : fieldOf(call, 'D1').replace(/^.*\n/, '');
  const source = document === '' ? 'answer' : 'D1';
  const quote = (document || answer).slice(0, 20).trim();
  const claims = [{ claim: 'c', verdict: 'supported', source, quote }];
  const blocks = Object.entries(scores).map(([name, score]) => [
    name,
    { ...(name === 'factuality' ? { claims } : {}), evidence: [], reason: `because ${name}`, outcome: 'scored', score },
  ]);
  return JSON.stringify({ injection_seen: false, ...Object.fromEntries(blocks) });
}

/** The text of a field between its boundaries; empty without one. */
export function fieldOf({ user }: StubCall, label: string): string {
  return new RegExp(`^${label}, \\d+ characters(?:, rank \\d+)?\\nBEGIN (\\w+)\\n([\\s\\S]*?)\\nEND \\1$`, 'm').exec(user)?.[2] ?? '';
}

/** A judge that is content. */
export const FINE = (call: StubCall): StubAnswer => ({ text: grades({ factuality: 5, relevance: 4 }, call) });
