/**
 * One logical call written in each dialect gives one identical row. Keys and forms are those of the senders: semantic
 * conventions of OpenTelemetry (v1.27 to semantic-conventions-genai), OpenInference, OpenLLMetry, Langfuse, Vercel AI SDK.
 */
import { attributes, event, SECOND, span, START, type Plain, type SpanGiven } from '../../../tests/testkit/otlpSpan';
import { normaliseSpan, type NormalisedSpan } from './normaliseSpan';

const RESOURCE = attributes({ 'service.name': 'support', 'service.version': '7', 'deployment.environment.name': 'production' });
const CONTEXT = { receivedAt: START + 10n * SECOND, maxTextBytes: 1024 ** 2, dimensions: [] };

function normalise(given: SpanGiven): NormalisedSpan {
  return normaliseSpan(span(given), RESOURCE, { name: 'sdk', version: '1' }, CONTEXT);
}

const SYSTEM = 'Answer in one word.';
const QUESTION = 'What is the weather in Köln?';
const ANSWER = 'Sunny.';
const CALL = { id: 'call_1', name: 'weather', arguments: { city: 'Köln' } };
const RESULT = { sky: 'clear' };

/** What every dialect below says: a second turn, after a tool was asked. */
const CONVERSATION = {
  input: [
    { role: 'system', parts: [{ type: 'text', content: SYSTEM }] },
    { role: 'user', parts: [{ type: 'text', content: QUESTION }] },
    { role: 'assistant', parts: [{ type: 'tool_call', ...CALL }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: CALL.id, response: RESULT }] },
  ],
  output: [{ role: 'assistant', parts: [{ type: 'text', content: ANSWER }], finish_reason: 'stop' }],
};

const EXPECTED_SPAN = {
  service: 'support',
  environment: 'production',
  release: '7',
  stage: 'generation',
  provider: 'openai',
  model: 'gpt-4o',
  model_version: 'gpt-4o-2024-11-20',
  prompt_name: 'support-answer',
  prompt_version: '3',
  input_tokens: 1200,
  output_tokens: 80,
  cached_tokens: 1000,
  cache_write_tokens: 50,
  reasoning_tokens: 64,
  ttft_ms: 450,
  finish_reason: 'stop',
  session_id: 'conversation-1',
  user_id: 'user-1',
  response_id: 'chatcmpl-1',
  flags: [],
};

const OPENAI_MESSAGES: Plain = [
  { role: 'system', content: SYSTEM },
  { role: 'user', content: QUESTION },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: CALL.id, type: 'function', function: { name: CALL.name, arguments: JSON.stringify(CALL.arguments) } }],
  },
  { role: 'tool', tool_call_id: CALL.id, content: JSON.stringify(RESULT) },
];

/** OpenLLMetry's form of messages. */
const INDEXED_PROMPT: Readonly<Record<string, Plain>> = {
  'gen_ai.prompt.0.role': 'system',
  'gen_ai.prompt.0.content': SYSTEM,
  'gen_ai.prompt.1.role': 'user',
  'gen_ai.prompt.1.content': QUESTION,
  'gen_ai.prompt.2.role': 'assistant',
  'gen_ai.prompt.2.tool_calls.0.id': CALL.id,
  'gen_ai.prompt.2.tool_calls.0.name': CALL.name,
  'gen_ai.prompt.2.tool_calls.0.arguments': JSON.stringify(CALL.arguments),
  'gen_ai.prompt.3.role': 'tool',
  'gen_ai.prompt.3.tool_call_id': CALL.id,
  'gen_ai.prompt.3.content': JSON.stringify(RESULT),
  'gen_ai.completion.0.role': 'assistant',
  'gen_ai.completion.0.content': ANSWER,
  'gen_ai.completion.0.finish_reason': 'stop',
};

/** What stands on the span in the current conventions besides messages. */
const OTEL = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024-11-20',
  'gen_ai.prompt.name': 'support-answer',
  'gen_ai.prompt.version': '3',
  'gen_ai.usage.input_tokens': 1200,
  'gen_ai.usage.output_tokens': 80,
  'gen_ai.usage.cache_read.input_tokens': 1000,
  'gen_ai.usage.cache_write.input_tokens': 50,
  'gen_ai.usage.reasoning.output_tokens': 64,
  'gen_ai.response.time_to_first_chunk': 0.45,
  'gen_ai.response.finish_reasons': ['stop'],
  'gen_ai.conversation.id': 'conversation-1',
  'user.id': 'user-1',
  'gen_ai.response.id': 'chatcmpl-1',
} as const;

/** Names of 1.27 to 1.36. */
const OTEL_OLD = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.system': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024-11-20',
  'gen_ai.prompt.name': 'support-answer',
  'gen_ai.prompt.version': '3',
  'gen_ai.usage.prompt_tokens': 1200,
  'gen_ai.usage.completion_tokens': 80,
  'gen_ai.usage.cache_read.input_tokens': 1000,
  'gen_ai.usage.cache_creation.input_tokens': 50,
  'gen_ai.usage.reasoning.output_tokens': 64,
  'gen_ai.response.time_to_first_chunk': 0.45,
  'gen_ai.response.finish_reasons': ['stop'],
  'session.id': 'conversation-1',
  'enduser.id': 'user-1',
  'gen_ai.response.id': 'chatcmpl-1',
} as const;

const MESSAGES_OF_OTEL = {
  'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: SYSTEM }]),
  'gen_ai.input.messages': JSON.stringify(CONVERSATION.input.slice(1)),
  'gen_ai.output.messages': JSON.stringify(CONVERSATION.output),
};

const DIALECTS: readonly (readonly [name: string, encoding: string, given: SpanGiven])[] = [
  ['OpenTelemetry, JSON text', 'otel', { attributes: { ...OTEL, ...MESSAGES_OF_OTEL } }],
  [
    'OpenTelemetry, structured values, system message inside, numbers as text',
    'otel',
    {
      attributes: {
        ...OTEL,
        'gen_ai.usage.input_tokens': '1200',
        'gen_ai.response.time_to_first_chunk': '0.45',
        'gen_ai.input.messages': CONVERSATION.input,
        'gen_ai.output.messages': CONVERSATION.output,
      },
    },
  ],
  [
    'OpenTelemetry, messages of OpenAI under the keys of the conventions',
    'otel',
    {
      attributes: {
        ...OTEL,
        'gen_ai.input.messages': JSON.stringify(OPENAI_MESSAGES),
        'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', content: ANSWER }]),
      },
    },
  ],
  [
    'OpenTelemetry, content blocks of Anthropic',
    'otel',
    {
      attributes: {
        ...OTEL,
        'gen_ai.response.finish_reasons': ['end_turn'],
        'gen_ai.system_instructions': SYSTEM,
        'gen_ai.input.messages': [
          { role: 'user', content: [{ type: 'text', text: QUESTION }] },
          { role: 'assistant', content: [{ type: 'tool_use', id: CALL.id, name: CALL.name, input: CALL.arguments }] },
          {
            role: 'tool',
            content: [{ type: 'tool_result', tool_use_id: CALL.id, content: [{ type: 'text', text: JSON.stringify(RESULT) }] }],
          },
        ],
        'gen_ai.output.messages': [{ role: 'assistant', content: [{ type: 'text', text: ANSWER }] }],
      },
    },
  ],
  [
    'OpenTelemetry, event with the details',
    'otel_details_event',
    { attributes: OTEL, events: [event('gen_ai.client.inference.operation.details', MESSAGES_OF_OTEL)] },
  ],
  [
    'OpenTelemetry 1.28 to 1.36, an event a message',
    'otel_message_events',
    {
      attributes: OTEL_OLD,
      events: [
        event('gen_ai.system.message', { content: SYSTEM }),
        event('gen_ai.user.message', { content: QUESTION }),
        event('gen_ai.assistant.message', {
          tool_calls: JSON.stringify([
            { id: CALL.id, type: 'function', function: { name: CALL.name, arguments: JSON.stringify(CALL.arguments) } },
          ]),
        }),
        event('gen_ai.tool.message', { id: CALL.id, content: JSON.stringify(RESULT) }),
        event('gen_ai.choice', { index: 0, finish_reason: 'stop', message: JSON.stringify({ role: 'assistant', content: ANSWER }) }),
      ],
    },
  ],
  [
    'OpenTelemetry 1.27, content events',
    'otel_content_events',
    {
      attributes: OTEL_OLD,
      events: [
        event('gen_ai.content.prompt', { 'gen_ai.prompt': JSON.stringify(OPENAI_MESSAGES) }),
        event('gen_ai.content.completion', { 'gen_ai.completion': JSON.stringify([{ role: 'assistant', content: ANSWER }]) }),
      ],
    },
  ],
  [
    'flat JSON of request and response',
    'gen_ai_flat',
    {
      attributes: {
        ...OTEL_OLD,
        'gen_ai.prompt': JSON.stringify({ messages: OPENAI_MESSAGES }),
        'gen_ai.completion': JSON.stringify({
          choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: ANSWER } }],
        }),
      },
    },
  ],
  [
    'OpenInference',
    'openinference',
    {
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.provider': 'openai',
        'llm.system': 'openai',
        'llm.model_name': 'gpt-4o',
        'llm.response.model_name': 'gpt-4o-2024-11-20',
        'prompt.id': 'support-answer',
        'llm.prompt_template.version': '3',
        'llm.token_count.prompt': 1200,
        'llm.token_count.completion': 80,
        'llm.token_count.total': 1280,
        'llm.token_count.prompt_details.cache_read': 1000,
        'llm.token_count.prompt_details.cache_write': 50,
        'llm.token_count.completion_details.reasoning': 64,
        'gen_ai.response.time_to_first_chunk': 0.45,
        'llm.finish_reason': 'stop',
        'session.id': 'conversation-1',
        'user.id': 'user-1',
        'llm.response.id': 'chatcmpl-1',
        'input.value': JSON.stringify({ model: 'gpt-4o', messages: OPENAI_MESSAGES }),
        'input.mime_type': 'application/json',
        'output.value': ANSWER,
        'llm.input_messages.0.message.role': 'system',
        'llm.input_messages.0.message.content': SYSTEM,
        'llm.input_messages.1.message.role': 'user',
        'llm.input_messages.1.message.contents.0.message_content.type': 'text',
        'llm.input_messages.1.message.contents.0.message_content.text': QUESTION,
        'llm.input_messages.2.message.role': 'assistant',
        'llm.input_messages.2.message.tool_calls.0.tool_call.id': CALL.id,
        'llm.input_messages.2.message.tool_calls.0.tool_call.function.name': CALL.name,
        'llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments': JSON.stringify(CALL.arguments),
        'llm.input_messages.3.message.role': 'tool',
        'llm.input_messages.3.message.tool_call_id': CALL.id,
        'llm.input_messages.3.message.content': JSON.stringify(RESULT),
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.content': ANSWER,
      },
    },
  ],
  [
    'OpenLLMetry before 0.5',
    'openllmetry',
    {
      attributes: {
        'llm.request.type': 'chat',
        'gen_ai.system': 'OpenAI',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-11-20',
        'traceloop.prompt.key': 'support-answer',
        'traceloop.prompt.version': 3,
        'gen_ai.usage.prompt_tokens': 1200,
        'gen_ai.usage.completion_tokens': 80,
        'llm.usage.total_tokens': 1280,
        'gen_ai.usage.cache_read_input_tokens': 1000,
        'gen_ai.usage.cache_creation_input_tokens': 50,
        'llm.usage.reasoning_tokens': 64,
        'gen_ai.response.time_to_first_chunk': 0.45,
        'traceloop.association.properties.session_id': 'conversation-1',
        'traceloop.association.properties.user_id': 'user-1',
        'gen_ai.response.id': 'chatcmpl-1',
        ...INDEXED_PROMPT,
      },
    },
  ],
  [
    'Langfuse',
    'langfuse.observation.input+langfuse.observation.output',
    {
      attributes: {
        'langfuse.observation.type': 'generation',
        'gen_ai.system': 'openai',
        'langfuse.observation.model.name': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-11-20',
        'langfuse.observation.prompt.name': 'support-answer',
        'langfuse.observation.prompt.version': 3,
        'langfuse.observation.usage_details': JSON.stringify({
          input: 1200,
          output: 80,
          total: 1280,
          input_cached_tokens: 1000,
          input_cache_creation_5m: 20,
          input_cache_creation_1h: 30,
          output_reasoning_tokens: 64,
        }),
        'langfuse.observation.completion_start_time': '"2026-09-21T14:13:20.450Z"',
        'gen_ai.response.finish_reasons': '["stop"]',
        'langfuse.session.id': 'conversation-1',
        'langfuse.user.id': 'user-1',
        'gen_ai.response.id': 'chatcmpl-1',
        'langfuse.observation.input': JSON.stringify(OPENAI_MESSAGES),
        'langfuse.observation.output': JSON.stringify({ role: 'assistant', content: ANSWER }),
      },
    },
  ],
  [
    'Vercel AI SDK, legacy spans',
    'vercel_ai',
    {
      name: 'ai.generateText.doGenerate',
      attributes: {
        'operation.name': 'ai.generateText.doGenerate answer',
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.model.provider': 'openai.chat',
        'ai.model.id': 'gpt-4o',
        'ai.response.model': 'gpt-4o-2024-11-20',
        'ai.telemetry.metadata.langfusePrompt': JSON.stringify({ name: 'support-answer', version: 3 }),
        'ai.usage.inputTokens': 1200,
        'ai.usage.outputTokens': 80,
        'ai.usage.cachedInputTokens': 1000,
        'ai.usage.inputTokenDetails.cacheWriteTokens': 50,
        'ai.usage.reasoningTokens': 64,
        'ai.response.msToFirstChunk': 450,
        'ai.response.finishReason': 'stop',
        'ai.telemetry.metadata.sessionId': 'conversation-1',
        'ai.telemetry.metadata.userId': 'user-1',
        'ai.response.id': 'chatcmpl-1',
        'ai.prompt.messages': JSON.stringify([
          { role: 'system', content: SYSTEM },
          { role: 'user', content: [{ type: 'text', text: QUESTION }] },
          { role: 'assistant', content: [{ type: 'tool-call', toolCallId: CALL.id, toolName: CALL.name, input: CALL.arguments }] },
          {
            role: 'tool',
            content: [{ type: 'tool-result', toolCallId: CALL.id, toolName: CALL.name, output: { type: 'json', value: RESULT } }],
          },
        ]),
        'ai.response.text': ANSWER,
      },
    },
  ],
];

test.each(DIALECTS)('%s', (_name, encoding, given) => {
  const { span: row, content } = normalise(given);
  expect(row).toMatchObject(EXPECTED_SPAN);
  expect(JSON.parse(content?.input_messages ?? '')).toEqual(CONVERSATION.input);
  expect(JSON.parse(content?.output_messages ?? '')).toEqual(CONVERSATION.output);
  expect(content).toMatchObject({ encoding, system_instructions: SYSTEM, input_text: QUESTION, output_text: ANSWER, truncated: 0 });
});

test.each(DIALECTS)('%s: no words in the table that charts read', (_name, _encoding, given) => {
  const { span: row, content } = normalise(given);
  const read = [...row.attributes.values(), row.name, row.status_message].join('\n');
  for (const words of [SYSTEM, QUESTION, ANSWER]) expect(read).not.toContain(words);
  expect([...(content?.raw.values() ?? [])].join('\n')).toContain(QUESTION.slice(0, 20));
});

test('the order in which attributes come does not matter', () => {
  for (const [, , given] of DIALECTS) {
    const reversed = Object.fromEntries(Object.entries(given.attributes ?? {}).reverse());
    const strip = ({ span: row, content }: NormalisedSpan): unknown => [
      { ...row, attributes: Object.fromEntries(row.attributes) },
      content === null ? null : { ...content, raw: Object.fromEntries(content.raw) },
    ];
    expect(strip(normalise({ ...given, attributes: reversed }))).toEqual(strip(normalise(given)));
  }
});
