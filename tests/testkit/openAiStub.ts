/** A model behind the chat interface of OpenAI: asks for each offered tool once, then answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OpenAiStub {
  /** Base address with its /v1. */
  readonly url: string;
  close(): Promise<void>;
}

interface ChatRequest {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

/** Usage of every answer. */
export const STUB_USAGE = {
  prompt_tokens: 120,
  completion_tokens: 30,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 10 },
} as const;

export const STUB_MODEL_VERSION = 'stub-model-2026-11-01';
export const STUB_ANSWER = 'It is clear in Berlin.';
export const STUB_GREETING = ['Hel', 'lo', '!'] as const;

export async function startOpenAiStub(): Promise<OpenAiStub> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const asked: ChatRequest = JSON.parse(Buffer.concat(chunks).toString());
  if (asked.stream === true) return stream(response);
  const [offered] = asked.tools ?? [];
  const isCall = offered !== undefined && !asked.messages.some(({ role }) => role === 'tool');
  const message = isCall
    ? {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: offered.function.name, arguments: '{"city":"Berlin"}' } }],
      }
    : { role: 'assistant', content: STUB_ANSWER };
  const body = {
    ...HEAD,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: isCall ? 'tool_calls' : 'stop' }],
    usage: STUB_USAGE,
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const HEAD = { id: 'chatcmpl-stub', created: 1_790_000_000, model: STUB_MODEL_VERSION } as const;

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (choices: readonly object[], more: object = {}): void =>
    void response.write(`data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices, ...more })}\n\n`);
  for (const content of STUB_GREETING) send([{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }]);
  send([{ index: 0, delta: {}, finish_reason: 'stop' }]);
  send([], { usage: STUB_USAGE });
  response.end('data: [DONE]\n\n');
}
