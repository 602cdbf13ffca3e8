/**
 * Conventions of OpenTelemetry, old and new, and the SDKs that write them: OpenLIT, pydantic-ai, Google ADK, Strands.
 * Worked out from the mapping of the reference (sections 2.1 to 2.5, 2.7, 2.10).
 */
import { answered, asked, assistant, call, one, system, tool, user, type ExpectedCases } from './expectedSpan';

const TEST = { service: 'test-service' } as const;
const OK = { status: 'ok' } as const;
const GENERATION = { stage: 'generation' } as const;

/** 2.1: the stage that each operation stands for. */
const OPERATIONS: ExpectedCases = {
  'langfuse-genai-025': one({ stage: 'generation' }), // chat
  'langfuse-genai-026': one({ stage: 'generation' }), // completion
  'langfuse-genai-027': one({ stage: 'generation' }), // generate_content
  'langfuse-genai-028': one({ stage: 'generation' }), // generate
  'langfuse-genai-029': one({ stage: 'embedding' }), // embeddings
  'langfuse-genai-030': one({ stage: 'agent' }), // invoke_agent
  'langfuse-genai-031': one({ stage: 'agent' }), // create_agent
  'langfuse-genai-032': one({ stage: 'tool' }), // execute_tool
};

/** 2.3: tokens, inclusive and exclusive, numbers as text, totals and unknown counters left alone; cost. */
const USAGE: ExpectedCases = {
  'langfuse-genai-002': one({ ...TEST, reasoning_tokens: 25 }),
  'langfuse-genai-005': one({ ...TEST, ...GENERATION, input_tokens: 100, output_tokens: 40, cached_tokens: 20, cache_write_tokens: 10 }),
  // Two names of one count are not added up.
  'langfuse-genai-017': one({ ...TEST, ...GENERATION, input_tokens: 100, cached_tokens: 20, cache_write_tokens: 10 }),
  'langfuse-genai-018': one({ ...TEST, ...GENERATION, input_tokens: 100, output_tokens: 40, cached_tokens: 20, cache_write_tokens: 10 }),
  'langfuse-genai-034': one({
    ...TEST,
    ...OK,
    ...GENERATION,
    input_tokens: 50_000,
    output_tokens: 200,
    cached_tokens: 40_000,
    cache_write_tokens: 5000,
  }),
  'langfuse-genai-060': one({ ...GENERATION, input_tokens: 15 }),
  'langfuse-genai-065': one({ ...GENERATION, input_tokens: 100 }),
  'langfuse-genai-066': one({ ...GENERATION, output_tokens: 100 }),
  'langfuse-genai-067': one({}),
  'langfuse-genai-068': one({}),
  'langfuse-genai-069': one({ ...GENERATION, cost_usd: 0.000151 }),
  'langfuse-genai-074': one({ ...GENERATION, cost_usd: 0.000151 }),
};

/** 2.2, 2.4, 2.7: model, settings that are no columns, session, tools. */
const FIELDS: ExpectedCases = {
  'langfuse-genai-020': one({ ...TEST, session_id: 'session-id-123' }),
  'langfuse-genai-061': one({ session_id: 'conversation-1' }),
  'langfuse-genai-062': one({ ...GENERATION, model: 'gpt-4', model_version: 'gpt-4' }),
  'langfuse-genai-063': one({}),
  'langfuse-genai-064': one({}),
  'langfuse-genai-072': one({ stage: 'tool' }, { toolArguments: '{"foo": "bar"}' }),
  'langfuse-genai-073': one({ stage: 'tool' }, { toolResult: '{"foo": "bar"}' }),
  'langfuse-plain-001': one({ environment: 'test' }),
  'langfuse-plain-002': one({}),
  'langfuse-plain-003': one({ user_id: 'user-1' }),
  'langfuse-plain-004': one({ session_id: 'session-1' }),
  // Too common a name to be believed alone.
  'langfuse-plain-007': one({}),
  'langfuse-plain-021': one({ release: '1.0.5' }),
  'langfuse-plain-023': one({ environment: 'test' }),
  'langfuse-plain-035': one({}),
};

/** 2.5, forms 2 to 4: messages in events. */
const EVENTS: ExpectedCases = {
  'langfuse-otel-genai-content-events-001': one({}, asked('otel_content_events', 'What is LLM Observability?')),
  'langfuse-otel-genai-content-events-003': one(
    {},
    answered('otel_content_events', 'LLM Observability stands for logs, metrics, and traces observability.'),
  ),
  // Another attribute in the event is no completion.
  'langfuse-otel-genai-content-events-004': one({}),
  'langfuse-otel-genai-span-events-001': one(
    {},
    { encoding: 'otel_message_events', input: [system('You are a helpful assistant.')], system: 'You are a helpful assistant.' },
  ),
  'langfuse-otel-genai-span-events-002': one({}, asked('otel_message_events', 'What is the capital of France?')),
  'langfuse-otel-genai-span-events-003': one(
    {},
    { encoding: 'otel_message_events', input: [assistant(call('call_123', 'get_weather', { location: 'Paris' }))] },
  ),
  'langfuse-otel-genai-span-events-004': one({}, { encoding: 'otel_message_events', input: [tool(undefined, 'Sunny, 22°C')] }),
  'langfuse-otel-genai-span-events-005': one({}, answered('otel_message_events', 'The capital of France is Paris.')),
  'langfuse-otel-genai-span-events-006': one(
    { finish_reason: 'stop' },
    { encoding: 'otel_message_events', output: [{ role: 'assistant', parts: [], finish_reason: 'stop' }] },
  ),
  'langfuse-otel-genai-span-events-008': one({}),
  'langfuse-otel-genai-span-events-009': one({}, { encoding: 'otel_message_events', input: [assistant("I'll help you with that.")] }),
  'langfuse-genai-071': one({}, answered('gen_ai_flat', 'Observing LLMs')),
};

/** OpenLIT writes a transcript: "user: …". */
const OPENLIT_ANSWER =
  'LLM Observability stands for logs, metrics, and traces observability. It refers to the practice of monitoring and analyzing logs, metrics, and traces from a software application to gain insight into its performance, behavior, and issues. By collecting and analyzing these data points, developers and operators can better understand how the application is functioning and troubleshoot any problems that may arise. This approach is increasingly important in modern software development, where applications are often complex and distributed across multiple environments.';

const ROULETTE_CALL = 'call_fXo9X5qrViUJgNdVh0bzyD31';
const ROULETTE_SYSTEM = 'Use the `roulette_wheel` function to see if the customer has won based on the number they provide.';
const ROULETTE_ANSWER = "Congratulations! You've won by placing your bet on square eighteen. 🎉";
const ASYNC_SYSTEM = 'You are a helpful assistant. Answer questions concisely and clearly.';
const ASYNC_QUESTION = 'What are the main benefits of using async programming in Python?';
const ASYNC_ANSWER = 'Async programming in Python offers several benefits.';

const SDKS: ExpectedCases = {
  'langfuse-genai-045': one(
    {
      ...OK,
      ...GENERATION,
      service: 'default',
      environment: 'default',
      provider: 'openai',
      model: 'gpt-3.5-turbo',
      model_version: 'gpt-3.5-turbo',
      response_id: 'chatcmpl-AugxBIoQzz2zFMWFoiyS3Vmm1OuQI',
      streaming: 0,
      input_tokens: 14,
      output_tokens: 96,
      cost_usd: 0.000151,
      finish_reason: 'stop',
    },
    {
      encoding: 'otel_content_events',
      input: [user('What is LLM Observability?')],
      output: [assistant(OPENLIT_ANSWER, 'stop')],
      question: 'What is LLM Observability?',
      answer: OPENLIT_ANSWER,
    },
  ),
  // pydantic-ai: the run of an agent holds the whole conversation, whose last word is the answer.
  'langfuse-genai-048': one(
    { ...TEST, ...OK, stage: 'agent', agent_name: 'instructions_agent', input_tokens: 37, output_tokens: 248, finish_reason: 'stop' },
    {
      encoding: 'pydantic_ai',
      input: [system(ASYNC_SYSTEM), user(ASYNC_QUESTION)],
      output: [assistant(ASYNC_ANSWER, 'stop')],
      system: ASYNC_SYSTEM,
      question: ASYNC_QUESTION,
      answer: ASYNC_ANSWER,
    },
  ),
  'langfuse-genai-052': one(
    {
      ...OK,
      service: 'openclaw-gateway',
      stage: 'agent',
      agent_name: 'roulette_agent',
      input_tokens: 174,
      output_tokens: 31,
      finish_reason: 'stop',
    },
    {
      encoding: 'pydantic_ai',
      input: [
        system(ROULETTE_SYSTEM),
        user('Put my money on square eighteen'),
        assistant(call(ROULETTE_CALL, 'roulette_wheel', { square: 18 }), 'tool_call'),
        tool(ROULETTE_CALL, 'winner'),
      ],
      output: [assistant(ROULETTE_ANSWER, 'stop')],
      system: ROULETTE_SYSTEM,
      question: 'Put my money on square eighteen',
      answer: ROULETTE_ANSWER,
    },
  ),
  // No operation name: the name of the tool alone says that it is one.
  'langfuse-genai-054': one(
    { ...OK, stage: 'tool', tool_name: 'roulette_wheel', tool_call_id: 'call_idvalue' },
    { toolArguments: '{"square": 18}', toolResult: 'winner' },
  ),
  'langfuse-pydantic-ai-002': one({ stage: 'tool' }, { toolArguments: '{"query": "What is the weather like?", "location": "New York"}' }),
  'langfuse-pydantic-ai-003': one({}),
  // Google ADK: cached tokens only inside the response; 500 input tokens cannot hold 800 cached ones.
  'langfuse-genai-036': one(
    {
      ...TEST,
      ...GENERATION,
      input_tokens: 1300,
      output_tokens: 200,
      cached_tokens: 800,
      finish_reason: 'stop',
      flags: ['tokens_inferred'],
    },
    answered('google_adk', 'Hello! How can I help you today?', 'stop'),
  ),
  'langfuse-genai-038': one(
    { ...TEST, ...GENERATION, input_tokens: 1000, output_tokens: 200, cached_tokens: 800, finish_reason: 'stop' },
    answered('google_adk', 'Hello! How can I help you today?', 'stop'),
  ),
  // "{}" is nothing.
  'langfuse-genai-040': one({ ...TEST, ...GENERATION, input_tokens: 1000, output_tokens: 200 }),
  // gcp.vertex.agent is a framework and no provider.
  'langfuse-genai-042': one(
    {
      ...OK,
      stage: 'tool',
      environment: 'production',
      session_id: 'test-session-333bff8e',
      user_id: 'test-user',
      tool_name: 'bake_cake',
      tool_call_id: 'adk-chocolate-caked',
    },
    { toolArguments: '{"query": "much duplo"}', toolResult: '{"result": "particularly juicy cake"}' },
  ),
  'langfuse-google-adk-001': one({ stage: 'tool' }, { toolArguments: '{"foo": "bar"}' }),
  'langfuse-google-adk-002': one({ stage: 'tool' }, { toolResult: '{"foo": "bar"}' }),
  // Current conventions with the content blocks of Anthropic under their keys; counts without a value.
  'langwatch-genai-005': one(
    { ...OK, ...GENERATION, service: 'openclaw', provider: 'anthropic', model: 'claude-opus-4-6', model_version: 'claude-opus-4-6' },
    {
      encoding: 'otel',
      input: [
        system('You are a helpful assistant.'),
        user('What is the weather?'),
        assistant([{ type: 'text', content: 'Let me check.' }, call('tool_abc', 'get_weather', { location: 'London' })]),
        tool('tool_abc', 'Sunny, 22°C'),
        user('Thanks!'),
      ],
      output: [assistant('The weather in London is sunny at 22°C.')],
      system: 'You are a helpful assistant.',
      question: 'Thanks!',
      answer: 'The weather in London is sunny at 22°C.',
    },
  ),
  // Strands under OpenLLMetry: content in indexed blocks. The model's prefix is part of its name.
  'langwatch-genai-003': one(
    {
      ...GENERATION,
      model: 'openai/gpt-4.1-nano',
      model_version: 'openai/gpt-4.1-nano',
      agent_name: 'Strands Agent',
      input_tokens: 24,
      output_tokens: 10,
    },
    {
      encoding: 'openllmetry',
      input: [user('yo')],
      output: [assistant('Hello! What would you like to look at or explore today?')],
      question: 'yo',
      answer: 'Hello! What would you like to look at or explore today?',
    },
  ),
  'langfuse-flue-005': one(
    { service: 'flue-app', stage: 'tool', tool_name: 'lookup_weather', tool_call_id: 'call_eMtDs10B2Ijsp2DawyuUeE0r' },
    { toolArguments: '{"city":"Berlin"}', toolResult: '{"content":[{"type":"text","text":"Berlin: sunny, 72 F"}]}' },
  ),
};

export const OPEN_TELEMETRY: ExpectedCases = { ...OPERATIONS, ...USAGE, ...FIELDS, ...EVENTS, ...SDKS };
