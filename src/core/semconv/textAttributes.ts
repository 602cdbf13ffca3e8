import { attributesOfField } from './readFields';

/** Attributes whose values are what people and models said: they go to the text table, never to the one that charts read. */
const TEXT_KEYS: ReadonlySet<string> = new Set([
  ...(['queryText', 'toolDefinitions', 'toolArguments', 'toolResult', 'inputValue', 'outputValue'] as const).flatMap(attributesOfField),
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.prompt',
  'gen_ai.completion',
  'gen_ai.retrieval.documents',
  'user_prompt',
  'ai.prompt',
  'all_messages_events',
  'events',
  'pydantic_ai.all_messages',
  'lk.chat_ctx',
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.llm_response',
]);

const TEXT_PREFIXES = [
  'llm.input_messages.',
  'llm.output_messages.',
  'llm.prompts.',
  'llm.choices.',
  'llm.tools.',
  'retrieval.documents.',
  'reranker.input_documents.',
  'reranker.output_documents.',
  'ai.prompt.',
  'ai.response.text',
  'ai.response.object',
  'ai.response.toolCalls',
  'ai.response.reasoning',
  'ai.result.',
  'ai.documents',
  'ai.ranking',
  'annotations.',
  'evaluations.',
] as const;

/** `gen_ai.prompt.0.content` is text, `gen_ai.prompt.name` is a name. */
const INDEXED = /^(gen_ai\.(prompt|completion|tool\.definitions)|llm\.request\.functions)\.\d/;

/** A value this long is text whatever its name is. */
const LONG = 2048;

export function isTextAttribute(key: string, value: string): boolean {
  return value.length > LONG || TEXT_KEYS.has(key) || INDEXED.test(key) || TEXT_PREFIXES.some((prefix) => key.startsWith(prefix));
}
