import { isObject, type JsonObject } from '../../otlp/jsonFields';
import { finishReason } from '../finishReasons';
import { textPart, type Message, type Part } from './message';
import { isBlock, toolCall, toolResponse, toParts, wordsOf } from './toParts';

/** Words for the four roles of the conventions: system, user, assistant, tool. */
const ROLES: Readonly<Record<string, string>> = {
  developer: 'system',
  human: 'user',
  humanmessage: 'user',
  ai: 'assistant',
  aimessage: 'assistant',
  aimessagechunk: 'assistant',
  model: 'assistant',
  bot: 'assistant',
  systemmessage: 'system',
  function: 'tool',
  toolmessage: 'tool',
};

/** Keys under which an object holds its messages. A new one is a new entry. */
const HOLDERS = ['messages', 'input_messages', 'contents', 'choices', 'candidates', 'generations', 'message', 'items'] as const;

/** Real conversations are lists in an object in a list; more is nonsense, and recursion has to end. */
const MAX_NESTING = 6;

/**
 * Any of the forms that senders use, as messages: {role, parts}, {role, content} of OpenAI with tool_calls, content blocks
 * of Anthropic, contents of Gemini, LangChain's constructors, an object that holds any of them, a list of them.
 * @param value parsed data or a text
 * @param role of what does not say its own
 * @returns undefined when the data holds no message in any form that is known
 */
export function toMessages(value: unknown, role: string, nesting = 0): Message[] | undefined {
  if (typeof value === 'string') return value === '' ? undefined : [{ role, parts: [textPart(value)] }];
  if (nesting > MAX_NESTING) return undefined;
  if (Array.isArray(value)) return ofList(value, role, nesting);
  return isObject(value) ? ofObject(value, role, nesting) : undefined;
}

function ofList(list: readonly unknown[], role: string, nesting: number): Message[] | undefined {
  if (list.length === 0) return undefined;
  if (list.every(isBlock)) return some([{ role, parts: toParts(list) }]);
  const messages: Message[] = [];
  for (const item of list) {
    // Items of OpenAI's Responses API: calls and results stand beside the messages.
    const one = isBlock(item) ? [{ role: roleOfBlock(item, role), parts: toParts(item) }] : toMessages(item, role, nesting + 1);
    if (one === undefined && !isEmpty(item)) return undefined;
    messages.push(...(one ?? []));
  }
  return some(messages);
}

const isEmpty = (item: unknown): boolean => item === null || item === '' || (Array.isArray(item) && item.length === 0);

function roleOfBlock(block: unknown, role: string): string {
  const type = isObject(block) ? wordsOf(block.type) : '';
  if (/output$|result$|response$/.test(type)) return 'tool';
  return /call|use/.test(type) ? 'assistant' : role;
}

function ofObject(object: JsonObject, role: string, nesting: number): Message[] | undefined {
  if (isObject(object.kwargs) && Array.isArray(object.id))
    return ofObject({ ...object.kwargs, role: wordsOf(object.id.at(-1)) }, role, nesting + 1);
  if (hasContent(object)) return [ofMessage(object, roleOf(object, role))];
  for (const key of HOLDERS) {
    const inner = object[key];
    if (inner === undefined || inner === null) continue;
    const messages = toMessages(inner, role, nesting + 1);
    if (messages !== undefined) return withFinish(messages, object);
  }
  // Responses API: {output: [items]}. A bare `output` or `content` text belongs to whoever reads plain values.
  return Array.isArray(object.output) ? toMessages(object.output, role, nesting + 1) : contentOnly(object, role, nesting);
}

/** Gemini's candidate is {content: {role, parts}, finishReason}. */
function contentOnly(object: JsonObject, role: string, nesting: number): Message[] | undefined {
  if (!isObject(object.content) || !('parts' in object.content)) return undefined;
  const messages = toMessages(object.content, role, nesting + 1);
  return messages === undefined ? undefined : withFinish(messages, object);
}

const hasContent = (object: JsonObject): boolean => isRole(object) || Array.isArray(object.parts) || Array.isArray(object.tool_calls);

function isRole({ role, type, content }: JsonObject): boolean {
  if (typeof role === 'string' && role !== '') return true;
  // LangChain names the role in `type`.
  return (
    typeof type === 'string' && content !== undefined && (Object.hasOwn(ROLES, type.toLowerCase()) || type === 'system' || type === 'tool')
  );
}

function roleOf({ role, type }: JsonObject, fallback: string): string {
  const given = typeof role === 'string' && role !== '' ? role : typeof type === 'string' && type !== 'message' ? type : fallback;
  const name = given.toLowerCase();
  return Object.hasOwn(ROLES, name) ? (ROLES[name] ?? name) : name;
}

function ofMessage(object: JsonObject, role: string): Message {
  const finish = finishOf(object);
  const parts =
    role === 'tool' ? toolParts(object) : [...toParts(object.parts ?? object.content ?? object.text ?? object.message), ...callsOf(object)];
  return {
    role: role === 'user' && isToolResult(parts) ? 'tool' : role,
    parts,
    ...(typeof object.name === 'string' && object.name !== '' ? { name: object.name } : {}),
    ...(finish === undefined ? {} : { finish_reason: finish }),
  };
}

/** Anthropic has no role for tools: their results are a message of the user. */
const isToolResult = (parts: readonly Part[]): boolean => parts.length > 0 && parts.every(({ type }) => type === 'tool_call_response');

/** OpenAI answers a tool call with {role: "tool", tool_call_id, content}, where content is a text, text blocks or data. */
function toolParts(object: JsonObject): Part[] {
  const given = object.parts ?? object.content;
  if (!Array.isArray(given) || !given.every(isBlock)) return [toolResponse({ ...object, content: given })];
  const parts = toParts(given);
  const isText = parts.every(({ type }) => type === 'text');
  return isText ? [toolResponse({ ...object, content: parts.map(({ content }) => String(content)).join('\n') })] : parts;
}

function callsOf(object: JsonObject): Part[] {
  const given = object.tool_calls ?? object.toolCalls;
  if (Array.isArray(given)) return given.filter(isObject).map(toolCall);
  return isObject(object.function_call) ? [toolCall(object.function_call)] : [];
}

function finishOf(object: JsonObject): string | undefined {
  const given = object.finish_reason ?? object.finishReason ?? object.stop_reason;
  return typeof given === 'string' ? finishReason(given) : undefined;
}

function withFinish(messages: Message[], holder: JsonObject): Message[] {
  const finish = finishOf(holder);
  return finish === undefined ? messages : messages.map((message) => ({ finish_reason: finish, ...message }));
}

/** Messages without any part say nothing, unless they say how the answer ended. */
function some(messages: readonly Message[]): Message[] | undefined {
  const kept = messages.filter(({ parts, finish_reason: finish }) => parts.length > 0 || finish !== undefined);
  return kept.length === 0 ? undefined : kept;
}
