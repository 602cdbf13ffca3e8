/** OpenInference, OpenLLMetry, Vercel AI SDK, Claude Code. Worked out from the mapping of the reference (sections 2.1 to 2.5, 2.7). */
import { answered, asked, assistant, one, system, user, type ExpectedCases } from './expectedSpan';

const TEST = { service: 'test-service' } as const;
const OK = { status: 'ok' } as const;
const GENERATION = { stage: 'generation' } as const;

const EMOJI_SYSTEM = 'You are a helpful assistant that only reply in short tweet-like responses, using lots of emojis.';

const OPEN_INFERENCE: ExpectedCases = {
  // Kinds of spans; an empty or unknown one says nothing.
  'langfuse-openinference-016': one({ stage: 'workflow' }),
  'langfuse-openinference-017': one({ stage: 'retrieval' }),
  'langfuse-openinference-018': one({ stage: 'generation' }),
  'langfuse-openinference-019': one({ stage: 'embedding' }),
  'langfuse-openinference-020': one({ stage: 'agent' }),
  'langfuse-openinference-021': one({ stage: 'tool' }),
  'langfuse-openinference-022': one({ stage: 'guardrail' }),
  'langfuse-openinference-023': one({ stage: 'evaluator' }),
  'langfuse-openinference-024': one({}),
  'langfuse-openinference-025': one({}),
  'langfuse-openinference-002': one({
    stage: 'retrieval',
    model: 'text-embedding-ada-002',
    model_version: 'text-embedding-ada-002',
    input_tokens: 50,
  }),
  'langfuse-openinference-003': one({ ...GENERATION, input_tokens: 100 }),
  'langfuse-openinference-004': one({}, asked('input.value', 'Play some chess')),
  'langfuse-openinference-005': one({ ...GENERATION, output_tokens: 100 }),
  'langfuse-openinference-006': one({}),
  'langfuse-openinference-007': one({}, asked('openinference', 'Hello, how are you?')),
  // A role without a word is no message.
  'langfuse-openinference-008': one({}),
  'langfuse-openinference-009': one({}, answered('openinference', 'Hello, how are you?')),
  // Fewer output than reasoning tokens cannot include them.
  'langfuse-openinference-010': one({
    ...TEST,
    ...GENERATION,
    output_tokens: 110,
    reasoning_tokens: 60,
    flags: ['tokens_inferred'],
  }),
  'langfuse-openinference-012': one(
    { service: 'agno-service' },
    {
      encoding: 'openinference',
      input: [system('You are a helpful assistant.'), user('What is the weather today?')],
      output: [assistant("I don't have access to real-time weather data.")],
      system: 'You are a helpful assistant.',
      question: 'What is the weather today?',
      answer: "I don't have access to real-time weather data.",
    },
  ),
  'langfuse-openinference-015': one({}),
  'langfuse-plain-005': one({ ...GENERATION, model: 'gpt-4', model_version: 'gpt-4' }),
  'langfuse-plain-006': one({ ...GENERATION, cost_usd: 0.000151 }),
  'langfuse-plain-010': one({}),
  'langwatch-openinference-001': one(
    {
      ...OK,
      ...GENERATION,
      model: 'gpt-5',
      model_version: 'gpt-5',
      session_id: 'my-test-session',
      user_id: 'my-test-user',
    },
    {
      encoding: 'openinference',
      input: [system(EMOJI_SYSTEM), user('hi')],
      output: [assistant("Hey there! 😊👋 What's up? 🌟")],
      system: EMOJI_SYSTEM,
      question: 'hi',
      answer: "Hey there! 😊👋 What's up? 🌟",
    },
  ),
};

const OPEN_LLMETRY: ExpectedCases = {
  // Messages stand before the inputs and outputs of MLflow.
  'langfuse-openllmetry-001': one(
    { ...TEST },
    {
      encoding: 'openllmetry',
      input: [user('What is AI?')],
      output: [assistant('AI is...')],
      question: 'What is AI?',
      answer: 'AI is...',
    },
  ),
  'langfuse-openllmetry-003': one(
    {
      ...GENERATION,
      service: 'traceloop-app',
      provider: 'openai',
      model: 'gpt-3.5-turbo',
      model_version: 'gpt-3.5-turbo-0125',
      input_tokens: 14,
      output_tokens: 173,
    },
    {
      encoding: 'openllmetry',
      input: [user('What is LLM Observability?')],
      output: [assistant('LLM Observability is a strategy...')],
      question: 'What is LLM Observability?',
      answer: 'LLM Observability is a strategy...',
    },
  ),
  // An index beyond 10,000 is no message and costs none.
  'langfuse-openllmetry-004': one({}, asked('openllmetry', 'valid message')),
  'langfuse-openllmetry-006': one({}, asked('openllmetry', 'What is LLM Observability?')),
  'langfuse-openllmetry-007': one({}, answered('openllmetry', 'Observing LLMs')),
  'langwatch-openllmetry-001': one(
    { ...OK, ...GENERATION, provider: 'openai', model: 'gpt-5', model_version: 'gpt-5', streaming: 1 },
    {
      encoding: 'openllmetry',
      input: [system(EMOJI_SYSTEM), user('yous')],
      output: [assistant("Hey there! 😊 What's on your mind? 💬✨")],
      system: EMOJI_SYSTEM,
      question: 'yous',
      answer: "Hey there! 😊 What's on your mind? 💬✨",
    },
  ),
};

const GPT_4O = { model: 'gpt-4o', model_version: 'gpt-4o' } as const;
const WEATHER = '{"city":"Barcelona","temperature":22}';
const OBJECT = {
  encoding: 'vercel_ai',
  input: [user('Describe the weather.')],
  output: [assistant(WEATHER)],
  question: 'Describe the weather.',
  answer: WEATHER,
} as const;

const VERCEL_AI: ExpectedCases = {
  // By `operation.name`, which may end with the name that the caller gave; outer spans are agents.
  'langfuse-genai-007': one({ ...GPT_4O, stage: 'generation' }),
  'langfuse-genai-008': one({ ...GPT_4O, stage: 'generation' }),
  'langfuse-genai-009': one({ ...GPT_4O, stage: 'agent' }),
  'langfuse-genai-010': one({ ...GPT_4O, stage: 'generation' }),
  'langfuse-genai-011': one({ ...GPT_4O, stage: 'generation' }),
  'langfuse-genai-012': one({ ...GPT_4O, stage: 'embedding' }),
  'langfuse-genai-013': one({ ...GPT_4O, stage: 'embedding' }),
  'langfuse-genai-014': one({ ...GPT_4O, stage: 'embedding' }),
  'langfuse-genai-015': one({ ...GPT_4O, stage: 'tool' }),
  // Cached tokens in the metadata of the provider: 100 cannot hold 5,000; 10,000 hold 2,000 and 4,000.
  'langfuse-genai-055': one({ ...GENERATION, input_tokens: 5100, cached_tokens: 5000, flags: ['tokens_inferred'] }),
  'langfuse-genai-057': one({
    ...TEST,
    ...GENERATION,
    input_tokens: 10_000,
    output_tokens: 300,
    cached_tokens: 2000,
    cache_write_tokens: 4000,
  }),
  'langfuse-genai-058': one({
    ...TEST,
    ...GENERATION,
    input_tokens: 5000,
    output_tokens: 200,
    cached_tokens: 1500,
    cache_write_tokens: 3000,
  }),
  'langfuse-vercel-ai-002': one({ ...GENERATION, model: 'gemini-embedding-001', model_version: 'gemini-embedding-001' }),
  'langfuse-vercel-ai-004': one({ cached_tokens: 4482, cache_write_tokens: 50 }),
  'langfuse-vercel-ai-009': one(
    { ...TEST },
    {
      encoding: 'vercel_ai',
      input: [user('test')],
      output: [assistant('AI response text')],
      question: 'test',
      answer: 'AI response text',
    },
  ),
  'langfuse-vercel-ai-011': one({ stage: 'embedding', model: 'gemini-embedding-001', model_version: 'gemini-embedding-001' }),
  'latitude-vercel-ai-003': one({ ...OK, service: 'travel-planner', stage: 'agent' }, OBJECT),
  'latitude-vercel-ai-004': one({ ...OK, service: 'travel-planner', stage: 'agent' }, OBJECT),
};

const CLAUDE = {
  service: 'claude-code',
  status: 'ok',
  session_id: '9f8b7a76-abd6-4855-9f39-e22ce23ed11e',
  user_id: '4ea2a748152ed22e21039407af95bbe77b563ab0ada3836ed3fd3879e8359304',
} as const;

const CLAUDE_CODE: ExpectedCases = {
  'latitude-claude-code-001': one(
    { ...CLAUDE, stage: 'tool', tool_name: 'Bash', tool_call_id: 'toolu_01ABC' },
    { toolArguments: '{"command":"ls"}', toolResult: 'file1\nfile2' },
  ),
  'latitude-claude-code-003': one({ ...CLAUDE, stage: 'agent' }, asked('user_prompt', 'hi claudio')),
};

export const OTHERS: ExpectedCases = { ...OPEN_INFERENCE, ...OPEN_LLMETRY, ...VERCEL_AI, ...CLAUDE_CODE };
