import { byName } from './byName';
import { MESSAGE_ATTRIBUTES } from './messages/forms';
import { attributesOfField } from './readFields';

/** Attributes whose values are what people and models said: they go to the text table, never to the one that charts read. */
const TEXT_KEYS: ReadonlySet<string> = new Set([
  ...(['queryText', 'toolDefinitions', 'toolArguments', 'toolResult', 'inputValue', 'outputValue'] as const).flatMap(attributesOfField),
  ...MESSAGE_ATTRIBUTES,
  'gen_ai.retrieval.documents',
  'gen_ai.guardrail.result.reason',
  // Holds Anthropic's system prompt and the tools.
  'llm.invocation_parameters',
  'llm.prompt_template.template',
  'llm.prompt_template.variables',
  'ai.documents',
  'ai.ranking',
  'ai.embedding',
  'ai.embeddings',
  'db.statement',
]);

/** Beginnings of indexed attributes. `gen_ai.prompt.0.content` is text, while `gen_ai.prompt.name` is a name. */
const TEXT_PREFIXES =
  /^(llm\.(input_messages|output_messages|prompts|choices|tools|request\.functions)\.|gen_ai\.(prompt|completion|tool\.definitions|tool)\.\d|(retrieval|reranker)\.\w*documents\.|db\.vector\.query\.result\.\d|embedding\.embeddings\.|((trace|session)\.)?(annotations|evaluations)\.|llm\.(openai|anthropic|None)\.)/;

/** A value this long is a text, whatever its name. Names, ids and settings are shorter; a JSON of settings may be longer. */
const LONG = 1024;

const isTextName = byName((key) => TEXT_KEYS.has(key) || TEXT_PREFIXES.test(key));

export function isTextAttribute(key: string, value: string): boolean {
  return value.length > LONG || isTextName(key);
}
