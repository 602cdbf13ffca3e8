import { isObject, type JsonObject } from '../../otlp/jsonFields';
import { jsonText } from '../jsonText';
import { parseJson } from '../parseJson';
import { textPart, type Part } from './message';

type PartReader = (block: JsonObject) => Part | undefined;

/** The first of these that is there. */
function first(block: JsonObject, ...keys: readonly string[]): unknown {
  for (const key of keys) if (block[key] !== undefined && block[key] !== null) return block[key];
  return undefined;
}

const text: PartReader = (block) => textPart(wordsOf(first(block, 'content', 'text')));

const reasoning: PartReader = (block) => {
  const content = wordsOf(first(block, 'content', 'thinking', 'text', 'reasoning', 'summary'));
  return content === '' ? undefined : { type: 'reasoning', content };
};

/** Arguments are data in every dialect, also where they came as JSON text; text that is no JSON stays text. */
export function toolCall(block: JsonObject): Part {
  const call = isObject(block.function) ? block.function : block;
  const id = first(block, 'id', 'call_id', 'toolCallId', 'tool_call_id', 'toolUseId');
  const given = first(call, 'arguments', 'args', 'input') ?? first(block, 'arguments', 'args', 'input');
  return {
    type: 'tool_call',
    ...(id === undefined ? {} : { id }),
    name: wordsOf(first(call, 'name', 'toolName', 'tool_name')),
    arguments: typeof given === 'string' ? (parseJson(given)?.value ?? given) : (given ?? {}),
  };
}

export function toolResponse(block: JsonObject): Part {
  const id = first(block, 'id', 'tool_call_id', 'tool_use_id', 'toolCallId', 'call_id', 'toolUseId');
  const given = unwrapped(first(block, 'response', 'result', 'output', 'content', 'text'));
  return {
    type: 'tool_call_response',
    ...(id === undefined ? {} : { id }),
    response: typeof given === 'string' ? (parseJson(given)?.value ?? given) : (given ?? ''),
  };
}

/** The AI SDK wraps a result as {type, value}; Anthropic and Bedrock as a list of text blocks. */
function unwrapped(result: unknown): unknown {
  if (isObject(result) && typeof result.type === 'string' && 'value' in result) return result.value;
  if (Array.isArray(result) && result.length > 0 && result.every((block) => isObject(block) && typeof block.text === 'string')) {
    return result.map((block: JsonObject) => String(block.text)).join('\n');
  }
  return result;
}

/** Content blocks of the providers and SDKs by their type. A new one is a new row. */
const BY_TYPE: Readonly<Record<string, PartReader>> = {
  text,
  input_text: text,
  output_text: text,
  reasoning,
  thinking: reasoning,
  tool_call: toolCall,
  'tool-call': toolCall,
  tool_use: toolCall,
  function_call: toolCall,
  tool_call_response: toolResponse,
  'tool-result': toolResponse,
  tool_result: toolResponse,
  function_call_output: toolResponse,
};

/** Blocks without a type, told by the key that holds them: Gemini and Bedrock. */
const BY_KEY: readonly (readonly [key: string, read: (inner: unknown) => Part | undefined])[] = [
  // Genkit puts an answer in JSON there as data.
  ['text', (inner) => textPart(wordsOf(inner))],
  ['functionCall', (inner) => (isObject(inner) ? toolCall(inner) : undefined)],
  ['function_call', (inner) => (isObject(inner) ? toolCall(inner) : undefined)],
  ['toolUse', (inner) => (isObject(inner) ? toolCall(inner) : undefined)],
  ['functionResponse', (inner) => (isObject(inner) ? toolResponse(inner) : undefined)],
  ['function_response', (inner) => (isObject(inner) ? toolResponse(inner) : undefined)],
  ['toolResult', (inner) => (isObject(inner) ? toolResponse(inner) : undefined)],
];

/** Content of a message as parts: a text, a block, or a list of either. Text that holds a JSON list of blocks is one, too. */
export function toParts(content: unknown): Part[] {
  if (content === undefined || content === null || content === '') return [];
  if (typeof content === 'string') return blocksInText(content) ?? [textPart(content)];
  if (Array.isArray(content))
    return content.flatMap((block) => (typeof block === 'string' ? (block === '' ? [] : [textPart(block)]) : partOf(block)));
  return isObject(content) ? partOf(content) : [textPart(String(content))];
}

function blocksInText(content: string): Part[] | undefined {
  if (!content.startsWith('[{')) return undefined;
  const blocks = parseJson(content)?.value;
  return Array.isArray(blocks) && blocks.every(isBlock) ? blocks.flatMap(partOf) : undefined;
}

/** A block of content and not a message: it has a type that is known, and no role. */
export function isBlock(value: unknown): boolean {
  return isObject(value) && value.role === undefined && typeof value.type === 'string' && Object.hasOwn(BY_TYPE, value.type);
}

function partOf(block: unknown): Part[] {
  if (!isObject(block)) return block === null ? [] : [textPart(wordsOf(block))];
  const part = knownPart(block);
  if (part === undefined) return [{ type: 'unknown', ...block }];
  return part.type === 'text' && part.content === '' ? [] : [part];
}

function knownPart(block: JsonObject): Part | undefined {
  if (typeof block.type === 'string')
    return Object.hasOwn(BY_TYPE, block.type) ? BY_TYPE[block.type]?.(block) : { ...block, type: block.type };
  for (const [key, read] of BY_KEY) {
    const part = block[key] === undefined ? undefined : read(block[key]);
    if (part !== undefined) return part;
  }
  return undefined;
}

/** Text as it is, a list of texts joined, anything else as JSON. */
export function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join('\n');
  return typeof value === 'object' ? jsonText(value) : String(value);
}
