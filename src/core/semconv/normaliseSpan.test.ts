/** Columns of a span: stage, fields, times, outcome, text; hostile input. */
import fc from 'fast-check';
import { CONTEXT, normalise, RECEIVED } from '../../../tests/testkit/normaliseOne';
import { anyValue, event, SECOND, span, START, TRACE_ID, type Plain, type SpanGiven } from '../../../tests/testkit/otlpSpan';
import type { SpanRow } from '../model/tables';
import type { AnyValue } from '../otlp/types';
import { normaliseSpan, type NormalisedSpan } from './normaliseSpan';

const row = (plain: Readonly<Record<string, Plain>>, more: SpanGiven = {}): SpanRow => normalise({ ...more, attributes: plain }).span;

describe('stage', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, Plain>>, string, SpanGiven?])[] = [
    ['our own attribute wins', { 'plumbline.stage': 'egress', 'gen_ai.operation.name': 'chat' }, 'egress'],
    ['an unknown value of our own says nothing', { 'plumbline.stage': 'lunch', 'gen_ai.operation.name': 'chat' }, 'generation'],
    ['Langfuse before OpenInference', { 'langfuse.observation.type': 'tool', 'openinference.span.kind': 'LLM' }, 'tool'],
    ['a Langfuse span leaves it to OpenInference', { 'langfuse.observation.type': 'span', 'openinference.span.kind': 'AGENT' }, 'agent'],
    [
      'a Langfuse span with a prompt is a generation',
      { 'langfuse.observation.type': 'span', 'langfuse.observation.prompt.name': 'p' },
      'generation',
    ],
    [
      'a Langfuse span with a model, whatever else is said',
      { 'langfuse.observation.type': 'span', 'openinference.span.kind': 'AGENT', 'gen_ai.request.model': 'm' },
      'generation',
    ],
    ['counters of a vector query', { 'db.vector.query.result_count': 0 }, 'retrieval'],
    ['an agent of Google ADK', {}, 'agent', { name: 'agent_run [bot]' }],
    ['a Langfuse chain', { 'langfuse.observation.type': 'chain' }, 'workflow'],
    ['OpenInference before the operation', { 'openinference.span.kind': 'RETRIEVER', 'gen_ai.operation.name': 'chat' }, 'retrieval'],
    ['a chain that assembles the context', { 'openinference.span.kind': 'CHAIN' }, 'context', { name: 'assemble context' }],
    ['an OpenInference prompt', { 'openinference.span.kind': 'PROMPT' }, 'context'],
    ['embeddings', { 'gen_ai.operation.name': 'embeddings' }, 'embedding'],
    ['a search in memory', { 'gen_ai.operation.name': 'search_memory' }, 'retrieval'],
    ['rerank of AI SDK 7', { 'gen_ai.operation.name': 'rerank' }, 'rerank'],
    ['a guardrail', { 'gen_ai.operation.name': 'apply_guardrail' }, 'guardrail'],
    ['a step of an agent', { 'gen_ai.operation.name': 'agent_step', 'gen_ai.request.model': 'm' }, 'agent'],
    ['the operation of the AI SDK with the name of the call', { 'operation.name': 'ai.streamText.doStream chat' }, 'generation'],
    ['the outer span of the AI SDK', { 'ai.operationId': 'ai.streamText', 'ai.model.id': 'm' }, 'agent'],
    ['OpenLLMetry', { 'traceloop.span.kind': 'workflow' }, 'workflow'],
    ['OpenLLMetry, by the type of the request', { 'llm.request.type': 'embedding' }, 'embedding'],
    ['LangSmith', { 'langsmith.span.kind': 'retriever' }, 'retrieval'],
    ['Genkit', { 'genkit:metadata:subtype': 'embedder' }, 'embedding'],
    ['Claude Code', { 'span.type': 'llm_request' }, 'generation'],
    ['a vector store', { 'db.system': 'qdrant' }, 'retrieval'],
    ['writing into a vector store', { 'db.system': 'qdrant', 'db.operation': 'upsert' }, 'other'],
    ['any other database', { 'db.system': 'postgresql' }, 'other'],
    ['a tool name alone', { 'gen_ai.tool.name': 'search' }, 'tool'],
    ['a model alone', { 'gen_ai.request.model': 'm' }, 'generation'],
    ['the usage of an agent', { 'gen_ai.agent.name': 'a', 'gen_ai.usage.input_tokens': 5 }, 'agent'],
    ['a server span with HTTP', { 'http.request.method': 'POST' }, 'gateway', { kind: 'server' }],
    ['a client span with HTTP', { 'http.request.method': 'POST' }, 'other', { kind: 'client' }],
    ['a key of every object as value', { 'gen_ai.operation.name': 'constructor' }, 'other'],
    ['nothing', {}, 'other'],
  ];
  // Every row gets its fourth value, or Jest would pass a callback in its place and wait for it.
  test.each(cases.map(([name, plain, stage, more = {}]) => ({ name, plain, stage, more })))('$name', ({ plain, stage, more }) => {
    expect(row(plain, more).stage).toBe(stage);
  });
});

describe('columns', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, Plain>>, Partial<SpanRow>])[] = [
    [
      'the earlier name counts when the current one is empty',
      { 'gen_ai.provider.name': '', 'gen_ai.system': 'openai' },
      { provider: 'openai' },
    ],
    ['the current name wins', { 'gen_ai.provider.name': 'anthropic', 'gen_ai.system': 'openai' }, { provider: 'anthropic' }],
    ['a renamed provider', { 'gen_ai.system': 'az.ai.openai' }, { provider: 'azure.ai.openai' }],
    ['a provider with a capital', { 'gen_ai.system': 'MistralAI' }, { provider: 'mistral_ai' }],
    ['a provider with its interface', { 'gen_ai.system': 'anthropic.messages' }, { provider: 'anthropic' }],
    ['a provider of the AI SDK that is renamed', { 'ai.model.provider': 'amazon-bedrock' }, { provider: 'aws.bedrock' }],
    ['a framework is no provider', { 'gen_ai.system': 'gcp.vertex.agent' }, { provider: '' }],
    [
      'a framework leaves it to the next attribute',
      { 'gen_ai.system': 'strands-agents', 'llm.provider': 'azure' },
      { provider: 'azure.ai.openai' },
    ],
    ['terminal colours in a model name', { 'gen_ai.request.model': '\u001b[1mopus\u001b[0m' }, { model: 'opus' }],
    ['no model that answered', { 'gen_ai.request.model': 'm' }, { model: 'm', model_version: 'm' }],
    ['only the model that answered', { 'gen_ai.response.model': 'm-1' }, { model: 'm-1', model_version: 'm-1' }],

    [
      'exclusive cached tokens',
      { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.cache_read.input_tokens': 900, 'gen_ai.usage.cache_creation.input_tokens': 50 },
      { input_tokens: 1050, cached_tokens: 900, cache_write_tokens: 50, flags: ['tokens_inferred'] },
    ],
    [
      'inclusive cached tokens',
      { 'gen_ai.usage.input_tokens': 950, 'gen_ai.usage.cache_read.input_tokens': 900, 'gen_ai.usage.cache_creation.input_tokens': 50 },
      { input_tokens: 950, flags: [] },
    ],
    [
      'reasoning beside the output',
      { 'gen_ai.usage.output_tokens': 5, 'gen_ai.usage.reasoning.output_tokens': 60 },
      { output_tokens: 65, reasoning_tokens: 60, flags: ['tokens_inferred'] },
    ],
    [
      'cached tokens in the metadata of a provider',
      { 'gen_ai.usage.input_tokens': 10, 'ai.response.providerMetadata': '{"openai":{"cachedPromptTokens":8}}' },
      { input_tokens: 10, cached_tokens: 8 },
    ],
    ['negative tokens', { 'gen_ai.usage.input_tokens': -1 }, { input_tokens: null }],
    ['half a token', { 'gen_ai.usage.input_tokens': 1.5 }, { input_tokens: null }],
    ['more tokens than 32 bits', { 'gen_ai.usage.input_tokens': 2 ** 32 }, { input_tokens: null }],
    ['an unusable name leaves it to the next', { 'gen_ai.usage.input_tokens': 'many', 'llm.token_count.prompt': '7' }, { input_tokens: 7 }],
    ['no tokens is not none', { 'gen_ai.usage.input_tokens': 0 }, { input_tokens: 0, output_tokens: null }],

    ['cost', { 'gen_ai.usage.cost': '0.25' }, { cost_usd: 0.25 }],
    ['cost in two parts', { 'llm.cost.prompt': 0.25, 'llm.cost.completion': 0.5 }, { cost_usd: 0.75 }],
    ['cost in the details of Langfuse', { 'langfuse.observation.cost_details': '{"input":0.25,"output":0.5}' }, { cost_usd: 0.75 }],
    ['no cost', {}, { cost_usd: null }],
    ['first token in seconds', { 'gen_ai.client.operation.time_to_first_chunk': 0.25 }, { ttft_ms: 250 }],
    ['first token in milliseconds', { 'ai.stream.msToFirstChunk': 250 }, { ttft_ms: 250 }],
    ['first token as a time', { 'langfuse.observation.completion_start_time': '2026-09-21T14:13:21Z' }, { ttft_ms: 1000 }],
    // Rounded to milliseconds it may lie before the start.
    [
      'first token as a time just before the start',
      { 'langfuse.observation.completion_start_time': '2026-09-21T14:13:19.995Z' },
      { ttft_ms: 0 },
    ],
    [
      'first token as a time outside of the span',
      { 'langfuse.observation.completion_start_time': '2026-09-21T15:00:00Z' },
      { ttft_ms: null },
    ],
    ['streamed', { 'gen_ai.request.stream': 'true' }, { streaming: 1 }],
    ['streamed, by the name of the call', { 'ai.operationId': 'ai.streamText.doStream' }, { streaming: 1 }],
    ['not known to be streamed', {}, { streaming: null }],

    ['finish in a list as JSON text', { 'gen_ai.response.finish_reasons': '["tool_calls"]' }, { finish_reason: 'tool_call' }],
    ['finish of Gemini', { 'gen_ai.response.finish_reasons': ['MAX_TOKENS'] }, { finish_reason: 'length' }],
    ['finish with a dash', { 'ai.response.finishReason': 'content-filter' }, { finish_reason: 'content_filter' }],
    ['a finish of its own', { 'gen_ai.response.finish_reasons': ['Pause'] }, { finish_reason: 'Pause' }],
    [
      'finish only in the message',
      { 'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"x"}],"finish_reason":"end_turn"}]' },
      { finish_reason: 'stop' },
    ],

    [
      'the project of LangSmith is no conversation',
      { 'langsmith.trace.session_id': 'p', 'langsmith.metadata.thread_id': 't' },
      { session_id: 't' },
    ],
    ['a topic in metadata', { 'langfuse.trace.metadata.topic': 'returns' }, { topic_hint: 'returns' }],
    ['a topic in a metadata object', { metadata: '{"intent":"returns"}' }, { topic_hint: 'returns' }],
    ['a topic among tags', { 'tag.tags': ['vip', 'topic:returns'] }, { topic_hint: 'returns' }],
    ['a topic in the context of the AI SDK', { 'ai.settings.context.topic': 'returns' }, { topic_hint: 'returns' }],
    ['the provider of LangChain', { metadata: '{"ls_provider":"openai"}' }, { provider: 'openai' }],
    [
      'the model that was asked for, where the answering one was written over it',
      { 'llm.model_name': 'gpt-4o-2024-11-20', 'llm.invocation_parameters': '{"model":"gpt-4o"}' },
      { model: 'gpt-4o', model_version: 'gpt-4o-2024-11-20' },
    ],
    [
      'usage of LangSmith',
      {
        'langsmith.usage_metadata':
          '{"input_tokens":9,"output_tokens":5,"input_token_details":{"cache_read":4,"cache_creation":2},"output_token_details":{"reasoning":3}}',
      },
      { input_tokens: 9, output_tokens: 5, cached_tokens: 4, cache_write_tokens: 2, reasoning_tokens: 3 },
    ],
    [
      'the entity of a tool of OpenLLMetry is the tool',
      { 'traceloop.span.kind': 'tool', 'traceloop.entity.name': 'lookup' },
      { tool_name: 'lookup', agent_name: '' },
    ],
    [
      'and that of an agent the agent',
      { 'traceloop.span.kind': 'agent', 'traceloop.entity.name': 'researcher' },
      { tool_name: '', agent_name: 'researcher' },
    ],
    ['our own topic', { 'plumbline.topic': 'returns', metadata: '{"topic":"other"}' }, { topic_hint: 'returns' }],
    [
      'our own context',
      { 'plumbline.context.tokens': 900, 'plumbline.context.truncated': true },
      { context_tokens: 900, context_truncated: 1 },
    ],
    [
      'a guardrail that was triggered',
      { 'openinference.span.kind': 'GUARDRAIL', 'guardrail.triggered': true },
      { stage: 'guardrail', guardrail_result: 'block' },
    ],
    [
      'common names without their SDK',
      { model: 'car', input_tokens: 5, cost_usd: 1 },
      { model: '', input_tokens: null, cost_usd: null, stage: 'other' },
    ],
    [
      'common names beside their SDK',
      { 'span.type': 'llm_request', model: 'claude-opus', input_tokens: 5, ttft_ms: 80, cost_usd: 0.5 },
      { model: 'claude-opus', provider: 'anthropic', input_tokens: 5, ttft_ms: 80, cost_usd: 0.5 },
    ],
    ['generated, as text', { 'plumbline.generated': 'true' }, { generated: 1 }],
  ];
  test.each(cases)('%s', (_name, plain, expected) => {
    expect(row(plain)).toMatchObject(expected);
  });

  test('the resource counts after the span', () => {
    const resource = { 'service.name': 'r', 'session.id': 'r', 'plumbline.generated': true };
    expect(normalise({ attributes: { 'session.id': 's' } }, {}, resource).span).toMatchObject({
      service: 'r',
      session_id: 's',
      generated: 1,
    });
  });
  test('no service', () => {
    expect(normalise().span.service).toBe('unknown_service');
  });
  test('an event adds what the span does not say', () => {
    const events = [
      event('gen_ai.guardrail.result', {
        'gen_ai.guardrail.component.name': 'policy',
        'gen_ai.guardrail.result.value': 'GUARDRAIL_INTERVENED',
      }),
    ];
    expect(normalise({ events }).span).toMatchObject({ guardrail_name: 'policy', guardrail_result: 'GUARDRAIL_INTERVENED' });
  });
});

describe('times', () => {
  const DAY = 86_400n * SECOND;
  const cases: readonly (readonly [string, bigint, bigint, bigint, bigint, readonly string[]])[] = [
    ['both', START, START + 5n, START, START + 5n, []],
    ['end before start', START, START - 5n, START, START, ['end_before_start']],
    ['no start', 0n, START, START, START, ['time_inferred']],
    ['no end', START, 0n, START, START, ['time_inferred']],
    ['neither', 0n, 0n, RECEIVED, RECEIVED, ['time_inferred']],
    ['seconds in place of nanoseconds', 1_790_000_000n, 1_790_000_001n, RECEIVED, RECEIVED, ['time_inferred']],
    ['a day ahead', RECEIVED + DAY + 1n, RECEIVED + DAY + 1n, RECEIVED, RECEIVED, ['time_inferred']],
    ['the largest number of the protocol', 2n ** 64n - 1n, START, START, START, ['time_inferred']],
  ];
  test.each(cases)('%s', (_name, start, end, from, to, flags) => {
    expect(normalise({ start, end }).span).toMatchObject({ start_time: from, end_time: to, flags });
  });
});

describe('outcome', () => {
  const EXCEPTION = event('exception', { 'exception.type': 'Timeout', 'exception.message': 'too late' });
  const ERROR = { code: 'error', message: '' } as const;
  const cases: readonly (readonly [string, SpanGiven, Partial<SpanRow>])[] = [
    [
      'as sent',
      { status: { code: 'error', message: 'm' }, attributes: { 'error.type': 'timeout' } },
      { status: 'error', status_message: 'm', error_type: 'timeout' },
    ],
    [
      'an exception explains an error',
      { status: ERROR, events: [EXCEPTION] },
      { status: 'error', status_message: 'too late', error_type: 'Timeout' },
    ],
    [
      'an exception of the GenAI conventions explains one, too',
      {
        events: [event('gen_ai.client.operation.exception', { 'exception.type': 'RateLimit', 'exception.message': 'slow down' })],
        status: { code: 'error', message: '' },
      },
      { status: 'error', status_message: 'slow down', error_type: 'RateLimit' },
    ],
    ['an exception alone is none', { events: [EXCEPTION] }, { status: 'unset', status_message: '', error_type: '' }],
    [
      'the level of Langfuse',
      { attributes: { 'langfuse.observation.level': 'ERROR', 'langfuse.observation.status_message': 'limit' } },
      { status: 'error', status_message: 'limit' },
    ],
    ['a failed call', { kind: 'client', attributes: { 'http.response.status_code': 429 } }, { status: 'error', error_type: '429' }],
    [
      'a bad request to a server',
      { kind: 'server', attributes: { 'http.response.status_code': 404 } },
      { status: 'unset', error_type: '' },
    ],
    ['Claude Code says success in text', { attributes: { 'span.type': 'tool', success: 'false' } }, { status: 'error' }],
  ];
  test.each(cases)('%s', (_name, given, expected) => {
    expect(normalise(given).span).toMatchObject(expected);
  });
});

describe('text', () => {
  const say = (content: string, maxTextBytes: number): NormalisedSpan =>
    normalise(
      { attributes: { 'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content }] }]) } },
      { maxTextBytes },
    );

  test('too long: cut at a character, valid JSON, flagged', () => {
    const { span: spanRow, content } = say('€'.repeat(500), 1000);
    expect(spanRow.flags).toEqual(['text_cut']);
    expect(content?.truncated).toBe(1);
    expect(content?.output_text).toBe('€'.repeat(333));
    expect(Buffer.byteLength(content?.output_messages ?? '')).toBeLessThanOrEqual(1000);
    expect(JSON.parse(content?.output_messages ?? '')[0].parts[0].content).toMatch(/^€+$/);
  });
  test('a long conversation loses its oldest messages', () => {
    const messages = Array.from({ length: 50 }, (_, i) => ({ role: 'user', parts: [{ type: 'text', content: `message ${i}` }] }));
    const { content } = normalise({ attributes: { 'gen_ai.input.messages': JSON.stringify(messages) } }, { maxTextBytes: 500 });
    const kept = JSON.parse(content?.input_messages ?? '');
    expect(kept.at(-1)).toEqual(messages[49]);
    expect(kept.length).toBeGreaterThan(3);
    expect(content?.input_text).toBe('message 49');
  });
  test('JSON that an SDK cut in the middle is read as far as it goes', () => {
    const whole = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'What is the weather in Paris today?' }] }]);
    const { content } = normalise({ attributes: { 'gen_ai.input.messages': whole.slice(0, 70) } });
    expect(content?.truncated).toBe(1);
    expect(content?.input_text).toMatch(/^What is the/);
  });
  test('no text, no row', () => {
    expect(normalise({ attributes: { 'gen_ai.request.model': 'm' } }).content).toBeNull();
  });
  test('a long value of any name is text', () => {
    const { span: spanRow, content } = normalise({ attributes: { odd: 'x'.repeat(5000) } });
    expect(spanRow.attributes.has('odd')).toBe(false);
    expect(content?.raw.get('odd')).toHaveLength(5000);
  });
  test('events are kept, evaluations aside', () => {
    const { content } = normalise({ events: [event('exception', { 'exception.message': 'm' })] });
    expect(JSON.parse(content?.raw.get('span.events') ?? '')).toEqual([
      { name: 'exception', time: String(START), attributes: { 'exception.message': 'm' } },
    ]);
  });
  test('long numbers in arguments keep their digits', () => {
    const messages =
      '[{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\\"n\\": 12345678901234567890}"}}]}]';
    const { content } = normalise({ attributes: { 'gen_ai.output.messages': messages } });
    expect(content?.output_messages).toContain('12345678901234567890');
  });
});

describe('hostile keys and values', () => {
  test.each([
    '__proto__',
    'constructor',
    'gen_ai.prompt.__proto__.content',
    'llm.input_messages.0.__proto__.polluted',
    'gen_ai.prompt.4000000000.content',
    'gen_ai.prompt.99999.content',
  ])('%s', (key) => {
    const { span: spanRow, content } = normalise({ attributes: { [key]: 'x' } });
    expect(content?.input_text ?? '').toBe('');
    expect(spanRow.attributes.get(key) ?? content?.raw.get(key)).toBe('x');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
  test('JSON nested a hundred thousand times', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"messages":', '}'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      for (const key of [
        'gen_ai.input.messages',
        'input.value',
        'gen_ai.retrieval.documents',
        'metadata',
        'langfuse.observation.usage_details',
      ]) {
        expect(normalise({ attributes: { [key]: deep } }).span.trace_id).toBe(TRACE_ID);
      }
    }
  });
  test('a lone surrogate in JSON text', () => {
    const { content } = normalise({
      attributes: { 'gen_ai.input.messages': '[{"role":"user","content":"x\\ud800"}]', 'gen_ai.tool.definitions': [{ d: 'ok' }] },
    });
    expect(content?.input_text).toBe('x\ufffd');
    expect(content?.input_messages).not.toMatch(/\\ud800/);
  });
  test('a span without an id: the same content gives the same id', () => {
    const [a, b, c] = ['x', 'x', 'y'].map((value) => normalise({ spanId: '', attributes: { value } }).span);
    expect(a?.span_id).toMatch(/^[0-9a-f]{16}$/);
    expect(a?.span_id).toBe(b?.span_id);
    expect(a?.span_id).not.toBe(c?.span_id);
    expect(a?.flags).toEqual(['span_id_inferred']);
  });
});

test.each([
  ['a list of a list as content', { 'llm.input_messages.0.message.content': [[{}]] }],
  [
    'an object that is no text as type, name and tag',
    {
      'gen_ai.input.messages': '[{"type":{"toString":1,"valueOf":1},"content":[{"type":"tool_use","name":{"toString":1,"valueOf":1}}]}]',
      tags: '[{"toString":1,"valueOf":1}]',
      'langfuse.trace.tags': '[{"toString":1,"valueOf":1}]',
    },
  ],
] as const)('text is made of anything: %s', (_name, plain) => {
  expect(() => normalise({ attributes: plain as unknown as Readonly<Record<string, Plain>> })).not.toThrow();
});

test('property: any value under any known attribute is normalised', () => {
  const keys = fc.constantFrom(
    ...[
      'gen_ai.input.messages',
      'gen_ai.output.messages',
      'gen_ai.system_instructions',
      'gen_ai.prompt',
      'gen_ai.retrieval.documents',
      'ai.prompt',
      'ai.prompt.messages',
      'ai.response.toolCalls',
      'ai.ranking',
      'ai.documents',
    ],
    ...[
      'llm.input_messages.0.message.content',
      'gen_ai.prompt.0.tool_calls.0.arguments',
      'traceloop.entity.output',
      'langfuse.observation.usage_details',
      'metadata',
      'all_messages_events',
      'gcp.vertex.agent.llm_request',
    ],
    ...[
      'gen_ai.usage.input_tokens',
      'gen_ai.response.finish_reasons',
      'annotations.0.annotation.score',
      'annotations.0.annotation.name',
      'gen_ai.tool.definitions',
      'tag.tags',
      'lk.chat_ctx',
      'input.value',
      'output.value',
    ],
  );
  const plain: fc.Arbitrary<Plain> = fc.letrec<{ value: Plain }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom('role', 'content', 'parts', 'messages', 'type', 'text', 'id', 'tool_calls', 'kwargs', '__proto__'),
        tie('value'),
        { maxKeys: 4 },
      ),
    ),
  })).value;
  const values = fc.oneof(
    plain,
    plain.map((value) => JSON.stringify(value)),
    fc.json(),
  );
  fc.assert(
    fc.property(fc.dictionary(keys, values, { maxKeys: 6 }), (given) => {
      const map = new Map<string, AnyValue>(Object.entries(given).map(([key, value]) => [key, anyValue(value)]));
      const { span: spanRow, content } = normaliseSpan({ ...span(), attributes: map }, new Map(), { name: '', version: '' }, CONTEXT);
      for (const side of [content?.input_messages, content?.output_messages, content?.documents]) if (side) JSON.parse(side);
      for (const tokens of [spanRow.input_tokens, spanRow.output_tokens]) expect(tokens === null || Number.isInteger(tokens)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
