/** Model calls of about two kilobytes each, as an instrumentation by today's conventions sends them. */
import type { OutgoingResource, OutgoingSpan } from '../src/core/otlp/encode/outgoing';
import { createRandom, type Random } from '../src/demo/random';

const SPANS_PER_REQUEST = 500;
/** Calls of one trace, the first of which is its root. */
const SPANS_PER_TRACE = 4;
/** Nanoseconds between two calls. */
const STEP = 1_000_000n;

const SYLLABLES = [
  're',
  'turn',
  'ship',
  'po',
  'li',
  'cy',
  'or',
  'der',
  'an',
  'swer',
  'ti',
  'me',
  'cus',
  'tom',
  'day',
  'mo',
  'ney',
] as const;

/** Text of about this many characters from a vocabulary of some thousand words, which compresses like prose. */
function prose(random: Random, length: number): string {
  let text = '';
  while (text.length < length)
    text += `${random.pick(SYLLABLES)}${random.pick(SYLLABLES)}${random.chance(0.4) ? random.pick(SYLLABLES) : ''} `;
  return text.trimEnd();
}

/** @param start nanoseconds of the first call; one resource for each request of 500 spans */
export function genAiTraffic(spans: number, start: bigint): OutgoingResource[][] {
  const random = createRandom(1);
  const requests: OutgoingResource[][] = [];
  for (let made = 0; made < spans; made += SPANS_PER_REQUEST) {
    const calls: OutgoingSpan[] = [];
    for (let i = 0; i < Math.min(SPANS_PER_REQUEST, spans - made); i += SPANS_PER_TRACE) {
      const traceId = random.hex(32);
      const root = random.hex(16);
      for (let j = 0; j < SPANS_PER_TRACE; j++)
        calls.push(
          call(random, {
            traceId,
            spanId: j === 0 ? root : random.hex(16),
            parentSpanId: j === 0 ? '' : root,
            start: start + BigInt(made + i + j) * STEP,
          }),
        );
    }
    requests.push([
      {
        attributes: {
          'service.name': `assistant-${made % 7}`,
          'service.version': '1.4.2',
          'deployment.environment.name': 'production',
          'telemetry.sdk.language': 'python',
        },
        scope: { name: 'opentelemetry.instrumentation.openai_v2', version: '2.1' },
        spans: calls,
      },
    ]);
  }
  return requests;
}

function call(random: Random, ids: Pick<OutgoingSpan, 'traceId' | 'spanId' | 'start'> & { readonly parentSpanId: string }): OutgoingSpan {
  const question = prose(random, random.whole(150, 350));
  const answer = prose(random, random.whole(250, 550));
  return {
    ...ids,
    name: 'chat gpt-4o',
    kind: 3,
    end: ids.start + BigInt(random.whole(400, 3_000)) * 1_000_000n,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-11-20',
      'gen_ai.response.id': `chatcmpl-${random.hex(24)}`,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.max_tokens': 800,
      'gen_ai.usage.input_tokens': random.whole(200, 4_000),
      'gen_ai.usage.output_tokens': random.whole(20, 700),
      'gen_ai.usage.cache_read.input_tokens': random.whole(0, 150),
      'gen_ai.conversation.id': `conversation-${random.hex(12)}`,
      'gen_ai.prompt.name': 'support-answer',
      'gen_ai.prompt.version': `v${random.whole(1, 9)}`,
      'user.id': `user-${random.whole(1, 50_000)}`,
      'server.address': 'api.openai.com',
      'server.port': 443,
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: INSTRUCTIONS }]),
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: question }] }]),
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: answer }], finish_reason: 'stop' }]),
    },
  };
}

const INSTRUCTIONS =
  'You answer questions of customers of an online shop. Use only the documents below. Say so when they do not hold the answer, and never promise a refund.';
