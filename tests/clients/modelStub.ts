/**
 * A model that knows one conversation, behind the chat interface of OpenAI and the messages interface of Anthropic, plain
 * and streamed: it asks for the tool, and when it has the result it answers.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import conversation from './conversation.json';

export interface ModelStub {
  /** Address without a path: OpenAI's interface lies under /v1, Anthropic's client adds /v1 itself. */
  readonly url: string;
  close(): Promise<void>;
}

interface Asked {
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
}

export async function startModelStub(): Promise<ModelStub> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const asked: Asked = JSON.parse(Buffer.concat(chunks).toString());
  const path = new URL(request.url ?? '/', 'http://stub').pathname;
  if (path === '/v1/chat/completions') return send(response, asked.stream === true, openAi(asked), (events) => `${events}data: [DONE]\n\n`);
  if (path === '/v1/messages') return send(response, asked.stream === true, anthropic(asked), (events) => events);
  response.writeHead(404).end();
}

interface Reply {
  readonly body: object;
  /** Server-sent events of the same answer. */
  readonly events: readonly (readonly [name: string, data: object])[];
}

function send(response: ServerResponse, stream: boolean, { body, events }: Reply, finish: (events: string) => string): void {
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return;
  }
  const lines = events.map(([name, data]) => `${name === '' ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(finish(lines.join('')));
}

const { call, answer: ANSWER, turns } = conversation;
/** The answer in pieces, as a stream brings it. */
const PIECES = ANSWER.split(/(?<= )/);

/** The first turn asks for the tool, the second one has its result. */
function turnOf({ messages }: Asked): 0 | 1 {
  const hasResult = messages.some(({ role, content }) => role === 'tool' || JSON.stringify(content ?? '').includes('tool_result'));
  return hasResult ? 1 : 0;
}

function openAi(asked: Asked): Reply {
  const turn = turnOf(asked);
  const { input, cached, output, reasoning } = turns[turn] ?? { input: 0, cached: 0, output: 0, reasoning: 0 };
  const head = { id: `chatcmpl-${turn}`, created: 1_790_000_000, model: conversation.openai.version };
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
  const calls = [{ id: call.id, type: 'function', function: { name: call.name, arguments: JSON.stringify(call.arguments) } }];
  const finish = turn === 0 ? 'tool_calls' : 'stop';
  const message = turn === 0 ? { role: 'assistant', content: null, tool_calls: calls } : { role: 'assistant', content: ANSWER };
  const chunk = (choices: readonly object[], more: object = {}): readonly [string, object] => [
    '',
    { ...head, object: 'chat.completion.chunk', choices, ...more },
  ];
  const deltas = turn === 0 ? [{ tool_calls: calls.map((one) => ({ index: 0, ...one })) }] : PIECES.map((content) => ({ content }));
  return {
    body: { ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }], usage },
    events: [
      ...deltas.map((delta) => chunk([{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: null }])),
      chunk([{ index: 0, delta: {}, finish_reason: finish }]),
      chunk([], { usage }),
    ],
  };
}

/** Anthropic's input tokens leave out what came from the cache. */
function anthropic(asked: Asked): Reply {
  const turn = turnOf(asked);
  const { input, cached, output } = turns[turn] ?? { input: 0, cached: 0, output: 0 };
  const usage = { input_tokens: input - cached, cache_read_input_tokens: cached, cache_creation_input_tokens: 0, output_tokens: output };
  const head = { id: `msg_${turn}`, type: 'message', role: 'assistant', model: conversation.anthropic.version };
  const reason = turn === 0 ? 'tool_use' : 'end_turn';
  const block = turn === 0 ? { type: 'tool_use', id: call.id, name: call.name, input: call.arguments } : { type: 'text', text: ANSWER };
  const start = turn === 0 ? { ...block, input: {} } : { type: 'text', text: '' };
  const deltas =
    turn === 0
      ? [{ type: 'input_json_delta', partial_json: JSON.stringify(call.arguments) }]
      : PIECES.map((text) => ({ type: 'text_delta', text }));
  const event = (type: string, more: object): readonly [string, object] => [type, { type, ...more }];
  return {
    body: { ...head, content: [block], stop_reason: reason, stop_sequence: null, usage },
    events: [
      event('message_start', {
        message: { ...head, content: [], stop_reason: null, stop_sequence: null, usage: { ...usage, output_tokens: 1 } },
      }),
      event('content_block_start', { index: 0, content_block: start }),
      ...deltas.map((delta) => event('content_block_delta', { index: 0, delta })),
      event('content_block_stop', { index: 0 }),
      event('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: output } }),
      event('message_stop', {}),
    ],
  };
}
