/** Langfuse's SDK. Worked out from the mapping of the reference (sections 2.1 to 2.5). */
import { answered, asked, assistant, call, one, user, type ExpectedCases } from './expectedSpan';

const TEST = { service: 'test-service' } as const;
const GENERATION = { stage: 'generation' } as const;
const GPT_4 = { model: 'gpt-4', model_version: 'gpt-4' } as const;
/** Cases without an id of the span: it gets one of its content, and says so. */
const WITHOUT_ID = { flags: ['span_id_inferred'] } as const;

export const LANGFUSE: ExpectedCases = {
  'langfuse-langfuse-001': one(
    {
      ...GENERATION,
      service: 'full-test-service',
      environment: 'staging',
      // langfuse.release stands before langfuse.version, wherever they stand.
      release: 'v2.0.0',
      status: 'error',
      status_message: 'Error',
      model: 'claude-3-opus',
      model_version: 'claude-3-opus',
      prompt_name: 'analysis-prompt',
      prompt_version: '3',
      input_tokens: 500,
      output_tokens: 200,
      // 0.015 + 0.030, as there is no total.
      cost_usd: 0.045,
      session_id: 'session-full-test',
      user_id: 'user-full-test',
    },
    {
      encoding: 'langfuse.observation.input+langfuse.observation.output',
      input: [user('test input')],
      output: [assistant('test output')],
      question: 'test input',
      answer: 'test output',
    },
  ),
  'langfuse-langfuse-005': one({ ...TEST, session_id: 'langfuse-session-123' }),
  'langfuse-langfuse-007': one({
    ...GENERATION,
    environment: 'sdk-experiment',
    model: 'test-model',
    model_version: 'test-model',
    input_tokens: 100,
    output_tokens: 200,
  }),
  // Its SDK for Python has called generations spans: a span with a model is one.
  'langfuse-langfuse-014': one({ ...GENERATION, ...GPT_4 }),
  // The time of the first token is months after the span: another clock, and no time to the first token.
  'langfuse-langfuse-016': one({}),
  'langfuse-langfuse-017': one({}),
  'langfuse-langfuse-018': one({}),
  'langfuse-langfuse-019': one({ environment: 'test' }),
  'langfuse-langfuse-021': one({}),
  'langfuse-langfuse-022': one({}),
  'langfuse-langfuse-023': one({ user_id: 'user-1' }),
  'langfuse-langfuse-024': one({ session_id: 'session-1' }),
  // Metadata and tags without a topic.
  'langfuse-langfuse-025': one({}),
  'langfuse-langfuse-026': one({}),
  'langfuse-langfuse-027': one({}),
  'langfuse-langfuse-028': one({}),
  'langfuse-langfuse-029': one({}),
  'langfuse-langfuse-030': one({}),
  'langfuse-langfuse-032': one({ service: 'svc-b', topic_hint: 'test' }),
  'langfuse-langfuse-037': one(
    { ...GENERATION, ...GPT_4, ...WITHOUT_ID },
    {
      encoding: 'langfuse.observation.input+langfuse.observation.output',
      input: [user('What is the weather?')],
      output: [assistant(call('call_123', 'get_weather', { location: 'San Francisco' }))],
      question: 'What is the weather?',
    },
  ),
  'langfuse-langfuse-039': one({ stage: 'agent', prompt_name: 'my-prompt', prompt_version: '1' }),
  'langfuse-langfuse-040': one({ stage: 'tool', prompt_name: 'my-prompt', prompt_version: '1' }),
  'langfuse-langfuse-041': one({ ...GENERATION, prompt_name: 'my-prompt', prompt_version: '1' }),
  'langfuse-langfuse-045': one(
    { ...TEST },
    {
      encoding: 'langfuse.trace.input+langfuse.trace.output',
      input: [user('hello')],
      output: [assistant('hi')],
      question: 'hello',
      answer: 'hi',
    },
  ),
  'langfuse-langfuse-047': [
    { row: { environment: 'test' }, text: {} },
    { row: { ...GENERATION, ...GPT_4, environment: 'test' }, text: {} },
    { row: { stage: 'tool', environment: 'test' }, text: {} },
  ],
  // Only the level ERROR, or the status, is a failure.
  'langfuse-langfuse-049': one({}),
  'langfuse-langfuse-050': one({}),
  'langfuse-langfuse-052': one({ status: 'error' }),
  'langfuse-langfuse-053': one({}),
  'langfuse-langfuse-059': one({ ...TEST, user_id: 'user-123' }),
  'langfuse-langfuse-066': one({
    ...GENERATION,
    ...GPT_4,
    ...WITHOUT_ID,
    input_tokens: 100,
    output_tokens: 200,
    cost_usd: 0.03,
  }),
  'langfuse-langfuse-068': one({ ...TEST, user_id: 'user-789', session_id: 'session-abc' }),
  'langfuse-langfuse-070': one({ ...TEST, user_id: 'user-123', session_id: 'session-456' }),
  'langfuse-langfuse-072': one(
    { ...GENERATION },
    {
      encoding: 'langfuse.observation.input+langfuse.observation.output',
      input: [user('Hello')],
      output: [assistant('Hi there')],
      question: 'Hello',
      answer: 'Hi there',
    },
  ),
  'langfuse-langfuse-074': one({ ...WITHOUT_ID }),
  // LiveKit
  'langfuse-livekit-001': one({}, asked('lk.input_text', 'What is the weather today?')),
  'langfuse-livekit-002': one({}, asked('lk.user_transcript', "Hey there. What's the weather?")),
  'langfuse-livekit-003': one(
    {},
    {
      encoding: 'livekit',
      input: [{ role: 'system', parts: [{ type: 'text', content: 'Your name is Kelly.' }] }],
      system: 'Your name is Kelly.',
    },
  ),
  'langfuse-livekit-004': one({}, answered('lk.response.text', 'The weather is sunny with a high of 75°F.')),
  'langfuse-livekit-005': one({ stage: 'tool' }, { toolResult: '{"temperature": 75, "condition": "sunny"}' }),
  'langfuse-livekit-007': one({ stage: 'tool', status: 'ok' }, { toolResult: '{"temperature": 75, "condition": "sunny"}' }),
  // Genkit: an answer in the form that was asked for is its JSON.
  'langfuse-genkit-001': one(
    { ...GENERATION, status: 'ok', finish_reason: 'stop' },
    {
      encoding: 'genkit:input+genkit:output',
      input: [user('Output should be in JSON format.')],
      output: [assistant('{"confidence_level":0.95}', 'stop')],
      question: 'Output should be in JSON format.',
      answer: '{"confidence_level":0.95}',
    },
  ),
  // MLflow
  'langfuse-mlflow-001': one({}, asked('mlflow.spanInputs', 'What is LLM Observability?')),
};
