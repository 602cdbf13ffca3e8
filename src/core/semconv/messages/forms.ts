/**
 * The forms in which messages arrive, in order of precedence; for each side the first form that says something counts.
 * A new form is a new entry.
 */
import { isObject } from '../../otlp/jsonFields';
import type { AnyValue, Attributes } from '../../otlp/types';
import { valueText } from '../../otlp/valueText';
import { openInference, openLlmetry } from './indexedMessages';
import type { Message } from './message';
import { dataIn, messagesIn, type Side, type Source } from './source';
import { toMessages } from './toMessages';

export interface Form {
  /** What stands in the column `encoding`. */
  readonly name: string;
  /** Instructions that stand apart from the input; they come first there unless it has a system message of its own. */
  readonly system?: (source: Source) => Side;
  readonly input: (source: Source) => Side;
  readonly output: (source: Source) => Side;
}

export const DETAILS_EVENT = 'gen_ai.client.inference.operation.details';

const inAttribute =
  (key: string, role: string) =>
  ({ attributes, onCut }: Source): Side =>
    messagesIn(attributes.get(key), role, onCut);

const inDetails =
  (key: string, role: string) =>
  ({ events, onCut }: Source): Side =>
    messagesIn(events.find(({ name }) => name === DETAILS_EVENT)?.attributes.get(key), role, onCut);

/** One event a message, conventions 1.28 to 1.36, and the role that the name of the event stands for. */
const MESSAGE_EVENTS: Readonly<Record<string, string>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
};

/** Events that hold messages, on a span or as log records. */
export const CONTENT_EVENTS: ReadonlySet<string> = new Set([
  DETAILS_EVENT,
  ...Object.keys(MESSAGE_EVENTS),
  'gen_ai.choice',
  'gen_ai.content.prompt',
  'gen_ai.content.completion',
]);

/** Equal times are common, so events keep the order in which they came unless their times say otherwise. */
function eventsInOrder({ events }: Source, isWanted: (name: string) => boolean): Source['events'] {
  return events.filter(({ name }) => isWanted(name)).sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** Strands writes `message` where the conventions have `content`. */
function messageOfEvent(attributes: Attributes, role: string, onCut: () => void): Message[] {
  const data = (key: string): unknown => dataIn(attributes.get(key), onCut);
  const message = data('message');
  const inner = isObject(message) ? message : {};
  const text = (key: string): string | undefined => (attributes.has(key) ? valueText(attributes.get(key) ?? null) : undefined);
  const found = toMessages(
    {
      role: text('role') ?? inner.role ?? role,
      content: data('content') ?? data('gen_ai.event.content') ?? inner.content ?? message,
      tool_calls: data('tool_calls') ?? inner.tool_calls,
      tool_call_id: text('id') ?? inner.tool_call_id,
      finish_reason: text('finish_reason'),
    },
    role,
  );
  return (found ?? []).filter(({ parts, finish_reason: finish }) => parts.length > 0 || finish !== undefined);
}

const nonEmpty = (messages: readonly Message[]): Side => (messages.length === 0 ? undefined : messages);

const messageEvents: Form = {
  name: 'otel_message_events',
  input: (source) =>
    nonEmpty(
      eventsInOrder(source, (name) => Object.hasOwn(MESSAGE_EVENTS, name)).flatMap(({ name, attributes }) =>
        messageOfEvent(attributes, MESSAGE_EVENTS[name] ?? 'user', source.onCut),
      ),
    ),
  output: (source) =>
    nonEmpty(
      eventsInOrder(source, (name) => name === 'gen_ai.choice').flatMap(({ attributes }) =>
        messageOfEvent(attributes, 'assistant', source.onCut),
      ),
    ),
};

/** A line of OpenLIT's transcript: "user: What is …". */
const SPEAKER = /^(system|user|assistant|tool): /m;

function transcript(value: AnyValue | undefined): Side {
  if (typeof value !== 'string' || value.search(SPEAKER) !== 0) return undefined;
  // Splitting by a pattern with one group gives: '', role, words, role, words, …
  const pieces = value.split(SPEAKER);
  return nonEmpty(pieces.flatMap((role, i) => (i % 2 === 1 ? (toMessages((pieces[i + 1] ?? '').trimEnd(), role) ?? []) : [])));
}

const inContentEvent =
  (event: string, key: string, role: string) =>
  ({ events, onCut }: Source): Side =>
    nonEmpty(
      events.flatMap(({ name, attributes }) =>
        name === event ? (transcript(attributes.get(key)) ?? messagesIn(attributes.get(key), role, onCut) ?? []) : [],
      ),
    );

function firstOf(attributes: Attributes, ...keys: readonly string[]): AnyValue | undefined {
  return keys.map((key) => attributes.get(key)).find((value) => value !== undefined && value !== null && value !== '');
}

/** Vercel AI SDK; before version 4 the answer stood under ai.result. */
const vercelAi: Form = {
  name: 'vercel_ai',
  system: ({ attributes, onCut }) => {
    const prompt = dataIn(attributes.get('ai.prompt'), onCut);
    return isObject(prompt) && typeof prompt.system === 'string' ? toMessages(prompt.system, 'system') : undefined;
  },
  input: ({ attributes, onCut }) => {
    const messages = messagesIn(attributes.get('ai.prompt.messages'), 'user', onCut);
    if (messages !== undefined) return messages;
    const prompt = dataIn(attributes.get('ai.prompt'), onCut);
    return toMessages(isObject(prompt) ? (prompt.messages ?? prompt.prompt) : prompt, 'user');
  },
  output: ({ attributes, onCut }) => {
    const text = firstOf(attributes, 'ai.response.text', 'ai.response.object', 'ai.result.text', 'ai.result.object');
    const reasoning = firstOf(attributes, 'ai.response.reasoning');
    const calls = dataIn(firstOf(attributes, 'ai.response.toolCalls', 'ai.result.toolCalls'), onCut);
    const content = [
      ...(reasoning === undefined ? [] : [{ type: 'reasoning', content: valueText(reasoning) }]),
      ...(text === undefined ? [] : [{ type: 'text', content: valueText(text) }]),
    ];
    if (content.length === 0 && !Array.isArray(calls)) return undefined;
    return toMessages({ role: 'assistant', content, tool_calls: calls }, 'assistant');
  },
};

/** A whole conversation in one list: the last word of the model is the output, everything before it the input. */
function conversation({ attributes, onCut }: Source, ...keys: readonly string[]): { readonly input: Side; readonly output: Side } {
  const messages = messagesIn(firstOf(attributes, ...keys), 'user', onCut) ?? [];
  const isAnswered = messages.at(-1)?.role === 'assistant';
  return {
    input: nonEmpty(isAnswered ? messages.slice(0, -1) : messages),
    output: isAnswered ? messages.slice(-1) : undefined,
  };
}

const PYDANTIC = ['pydantic_ai.all_messages', 'all_messages_events', 'events'] as const;

/** Google ADK: whole requests and answers of Gemini as JSON text; "{}" is nothing. */
const adk: Form = {
  name: 'google_adk',
  system: ({ attributes, onCut }) => {
    const request = dataIn(attributes.get('gcp.vertex.agent.llm_request'), onCut);
    const config = isObject(request) && isObject(request.config) ? request.config : {};
    return typeof config.system_instruction === 'string' ? toMessages(config.system_instruction, 'system') : undefined;
  },
  input: ({ attributes, onCut }) => ofData(attributes.get('gcp.vertex.agent.llm_request'), 'user', onCut),
  output: ({ attributes, onCut }) => ofData(attributes.get('gcp.vertex.agent.llm_response'), 'assistant', onCut),
};

/** Messages that are found in data; data without any is nothing, unlike in `messagesIn`. */
function ofData(value: AnyValue | undefined, role: string, onCut: () => void): Side {
  const data = dataIn(value, onCut);
  return typeof data === 'string' ? undefined : toMessages(data, role);
}

export const FORMS: readonly Form[] = [
  {
    name: 'otel',
    system: inAttribute('gen_ai.system_instructions', 'system'),
    input: inAttribute('gen_ai.input.messages', 'user'),
    output: inAttribute('gen_ai.output.messages', 'assistant'),
  },
  {
    name: 'otel_details_event',
    system: inDetails('gen_ai.system_instructions', 'system'),
    input: inDetails('gen_ai.input.messages', 'user'),
    output: inDetails('gen_ai.output.messages', 'assistant'),
  },
  messageEvents,
  {
    name: 'otel_content_events',
    input: inContentEvent('gen_ai.content.prompt', 'gen_ai.prompt', 'user'),
    output: inContentEvent('gen_ai.content.completion', 'gen_ai.completion', 'assistant'),
  },
  { name: 'openinference', ...openInference },
  { name: 'openllmetry', ...openLlmetry },
  {
    name: 'gen_ai_flat',
    input: inAttribute('gen_ai.prompt', 'user'),
    output: ({ attributes, onCut }) =>
      messagesIn(firstOf(attributes, 'gen_ai.completion', 'gen_ai.completion.content'), 'assistant', onCut),
  },
  vercelAi,
  {
    name: 'pydantic_ai',
    input: (source) => conversation(source, ...PYDANTIC).input,
    output: (source) => conversation(source, ...PYDANTIC).output,
  },
  adk,
  {
    name: 'livekit',
    input: ({ attributes, onCut }) => ofData(attributes.get('lk.chat_ctx'), 'user', onCut),
    output: () => undefined,
  },
];

/** Attributes that the forms above read; those with an index in their name are known by their prefix. */
export const MESSAGE_ATTRIBUTES: readonly string[] = [
  'gen_ai.system_instructions',
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.prompt',
  'gen_ai.completion',
  'gen_ai.completion.content',
  'ai.prompt',
  'ai.prompt.messages',
  'ai.response.text',
  'ai.response.object',
  'ai.response.reasoning',
  'ai.response.toolCalls',
  'ai.result.text',
  'ai.result.object',
  'ai.result.toolCalls',
  ...PYDANTIC,
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.llm_response',
  'lk.chat_ctx',
];
