/** What was asked, said, called and found, in the form of the text table. */
import type { Stage } from '../model/stage';
import { isObject } from '../otlp/jsonFields';
import { toJson, valueText } from '../otlp/valueText';
import type { AnyValue, Attributes } from '../otlp/types';
import { cutText } from './cutText';
import { joinedNames } from './joinedNames';
import { jsonText } from './jsonText';
import type { Indexed } from './indexed';
import { fitMessages } from './messages/fitMessages';
import { lastAnswer, lastQuestion, PlainMessage, systemText, type Message } from './messages/message';
import { ANSWER_KEYS, plainText, QUESTION_KEYS } from './messages/plainText';
import { NO_MESSAGES, readMessages } from './messages/readMessages';
import { dataIn, type Source } from './messages/source';
import { toMessages } from './messages/toMessages';
import type { RetrievedDocument } from './readDocuments';
import type { ReadResult } from './readFields';
import type { SpanFields } from './spanFields';

export interface SpanText {
  readonly encoding: string;
  readonly system_instructions: string;
  readonly input_messages: string;
  readonly output_messages: string;
  readonly input_text: string;
  readonly output_text: string;
  readonly tool_definitions: string;
  readonly tool_arguments: string;
  readonly tool_result: string;
  readonly documents: string;
}

export interface SpanTextInput {
  readonly source: Omit<Source, 'onCut'>;
  readonly read: ReadResult;
  readonly stage: Stage;
  readonly documents: readonly RetrievedDocument[] | undefined;
  readonly maxBytes: number;
}

export interface SpanTextResult {
  readonly text: SpanText;
  /** How the model stopped, when only its message says so. */
  readonly finishReason: string;
  readonly isCut: boolean;
}

/** Stages of which input and output in a form of the SDK's own are no conversation: a search, a call. */
const WITHOUT_CONVERSATION: ReadonlySet<Stage> = new Set(['retrieval', 'rerank', 'embedding', 'tool']);

export function spanText({ source, read, stage, documents, maxBytes }: SpanTextInput): SpanTextResult {
  const { fields, sources } = read;
  let isCut = false;
  const onCut = (): void => void (isCut = true);
  const cut = (text: string): string => {
    const kept = cutText(text, maxBytes);
    isCut ||= kept.length < text.length;
    // JSON inside an attribute can carry half of a surrogate pair as an escape.
    return kept.isWellFormed() ? kept : kept.toWellFormed();
  };
  // What stands on a tool span is its call, in whatever form.
  const messages = stage === 'tool' ? NO_MESSAGES : readMessages({ ...source, onCut });
  const hasConversation = !WITHOUT_CONVERSATION.has(stage);
  const ownInput = ownMessages(hasConversation && messages.input.length === 0 ? fields.inputValue : undefined, 'user', onCut);
  const ownOutput = ownMessages(hasConversation && messages.output.length === 0 ? fields.outputValue : undefined, 'assistant', onCut);
  const input = messages.input.length > 0 ? messages.input : ownInput;
  const output = withFinish(messages.output.length > 0 ? messages.output : ownOutput, fields.finishReason);
  const [fittedInput, fittedOutput] = [fitMessages(input, maxBytes), fitMessages(output, maxBytes)];
  isCut ||= fittedInput.isCut || fittedOutput.isCut;
  const query = hasConversation || stage === 'tool' ? undefined : (fields.queryText ?? fields.inputValue);
  return {
    text: {
      encoding: joinedNames(
        messages.encoding,
        ownInput.length > 0 ? sources.get('inputValue') : undefined,
        ownOutput.length > 0 ? sources.get('outputValue') : undefined,
      ),
      system_instructions: cut(systemText(input)),
      input_messages: fittedInput.json,
      output_messages: fittedOutput.json,
      input_text: cut(lastQuestion(input) || questionIn(query, onCut)),
      output_text: cut(lastAnswer(output)),
      tool_definitions: cut(toolDefinitions(fields, source.indexed)),
      ...toolCallText({ fields, events: source.events, stage }, cut),
      documents: documents === undefined ? '' : fitDocuments(documents, maxBytes, onCut),
    },
    finishReason: output.at(-1)?.finish_reason ?? '',
    isCut,
  };
}

/** A value in a form of the SDK's own, as messages: those that it holds, else its words as one message. */
function ownMessages(value: AnyValue | undefined, role: 'user' | 'assistant', onCut: () => void): readonly Message[] {
  if (value === undefined) return [];
  const data = dataIn(value, onCut);
  return toMessages(data, role) ?? toMessages(plainText(data, role === 'user' ? QUESTION_KEYS : ANSWER_KEYS), role) ?? [];
}

function questionIn(value: AnyValue | undefined, onCut: () => void): string {
  return value === undefined ? '' : plainText(dataIn(value, onCut), QUESTION_KEYS);
}

/** Conventions before and after differ in where they say how the answer ended; here every answer says it. */
function withFinish(messages: readonly Message[], finish: string | undefined): readonly Message[] {
  return finish === undefined ? messages : messages.map((message) => (message.role === 'assistant' ? finished(message, finish) : message));
}

function finished(message: Message, finish: string): Message {
  return message instanceof PlainMessage ? message.withFinish(finish) : { ...message, finish_reason: message.finish_reason ?? finish };
}

/** Events by which Strands and the conventions 1.28 to 1.36 tell what went into a tool and what came out. */
const TOOL_INPUT_EVENT = 'gen_ai.tool.message';
const TOOL_OUTPUT_EVENT = 'gen_ai.choice';

interface ToolSource {
  readonly fields: ReadResult['fields'];
  readonly events: Source['events'];
  readonly stage: Stage;
}

/** A tool span may carry its arguments and its result as plain input and output, or in events. */
function toolCallText(
  { fields, events, stage }: ToolSource,
  cut: (text: string) => string,
): Pick<SpanText, 'tool_arguments' | 'tool_result'> {
  const text = (value: AnyValue | undefined): string => (value === undefined ? '' : cut(valueText(value)));
  if (stage !== 'tool') return { tool_arguments: text(fields.toolArguments), tool_result: text(fields.toolResult) };
  const inEvent = (name: string): AnyValue | undefined => {
    const attributes = events.find((event) => event.name === name)?.attributes;
    return attributes?.get('content') ?? attributes?.get('message');
  };
  return {
    tool_arguments: text(fields.toolArguments ?? fields.inputValue ?? inEvent(TOOL_INPUT_EVENT)),
    tool_result: text(toolOutput(fields.toolResult ?? fields.outputValue ?? inEvent(TOOL_OUTPUT_EVENT))),
  };
}

/** LangChain gives out the message with the result as {output: constructor of a ToolMessage}; the result is its content. */
function toolOutput(value: AnyValue | undefined): AnyValue | undefined {
  if (typeof value !== 'string' || !value.includes('"ToolMessage"')) return value;
  const data = dataIn(value, () => undefined);
  const message = isObject(data) && isObject(data.output) ? data.output : data;
  const content = isObject(message) && isObject(message.kwargs) ? message.kwargs.content : undefined;
  return typeof content === 'string' ? content : value;
}

/** Definitions that are spread over indexed attributes: OpenInference, OpenLLMetry before 0.5 and its oldest form, LiteLLM. */
const INDEXED_DEFINITIONS = ['llm.tools', 'gen_ai.tool.definitions', 'llm.request.functions', 'gen_ai.tool'] as const;

/** Definitions in one attribute, as JSON. */
export function definitionsText(given: AnyValue): string {
  // The AI SDK sends a list of JSON texts.
  return typeof given === 'string' ? given : jsonText(parsedEntries(toJson(given)));
}

function toolDefinitions({ toolDefinitions: given }: Readonly<Partial<SpanFields>>, indexed: Indexed): string {
  if (given !== undefined) return definitionsText(given);
  const entries = INDEXED_DEFINITIONS.map((prefix) => indexed.get(prefix)).find((found) => found !== undefined);
  return entries === undefined ? '' : jsonText(entries.map(definitionOf));
}

function definitionOf(entry: Attributes): unknown {
  const schema = entry.get('tool.json_schema');
  return schema === undefined
    ? Object.fromEntries([...entry].map(([key, value]) => [key, toJson(value)]))
    : dataIn(schema, () => undefined);
}

const parsedEntries = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? dataIn(item, () => undefined) : item)) : value;

/** The documents as JSON; contents are cut evenly when all of them together are too long. */
function fitDocuments(documents: readonly RetrievedDocument[], maxBytes: number, onCut: () => void): string {
  const json = jsonText(documents);
  if (cutText(json, maxBytes) === json) return json;
  onCut();
  const share = Math.floor(maxBytes / 4 / Math.max(1, documents.length));
  const cut = jsonText(documents.map((document) => ({ ...document, content: cutText(document.content, share) })));
  return cutText(cut, maxBytes) === cut ? cut : '';
}
