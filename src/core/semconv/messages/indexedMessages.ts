/** Messages that are spread over indexed attributes: OpenInference and OpenLLMetry. */
import type { AnyValue, Attributes } from '../../otlp/types';
import { isObject } from '../../otlp/jsonFields';
import { toJson } from '../../otlp/valueText';
import { indexed } from '../indexed';
import type { Message } from './message';
import { dataIn, type Side, type Source } from './source';
import { toMessages } from './toMessages';

const plain = (value: AnyValue | undefined): unknown => (value === undefined ? undefined : toJson(value));

/** `llm.input_messages.N.message.*`, contents and tool calls indexed once more, and the older `llm.prompts.N.prompt.text`. */
export const openInference = {
  // Anthropic's system prompt is a parameter of the call and no message.
  system: ({ attributes, onCut }: Source): Side => {
    const parameters = dataIn(attributes.get('llm.invocation_parameters'), onCut);
    return isObject(parameters) ? toMessages(parameters.system, 'system') : undefined;
  },
  input: ({ indexed: all }: Source): Side =>
    openInferenceSide(all.get('llm.input_messages'), 'user') ?? texts(all.get('llm.prompts'), 'prompt.text', 'user'),
  output: ({ indexed: all }: Source): Side =>
    openInferenceSide(all.get('llm.output_messages'), 'assistant') ?? texts(all.get('llm.choices'), 'completion.text', 'assistant'),
};

function openInferenceSide(entries: readonly Attributes[] | undefined, role: string): Side {
  return joined(entries, (entry) => {
    const inner = indexed(entry);
    const contents = inner.get('message.contents')?.flatMap(openInferenceContent);
    const said = plain(entry.get('message.role')) ?? role;
    return toMessages(
      {
        // Anthropic's result of a tool is a message of the user that names the call.
        role: said === 'user' && entry.has('message.tool_call_id') ? 'tool' : said,
        content: contents ?? plain(entry.get('message.content')),
        name: plain(entry.get('message.name')),
        tool_call_id: plain(entry.get('message.tool_call_id')),
        tool_calls: inner.get('message.tool_calls')?.map((call) => ({
          id: plain(call.get('tool_call.id')),
          function: { name: plain(call.get('tool_call.function.name')), arguments: plain(call.get('tool_call.function.arguments')) },
        })),
      },
      role,
    );
  });
}

function openInferenceContent(content: Attributes): readonly Readonly<Record<string, unknown>>[] {
  const type = plain(content.get('message_content.type')) ?? 'text';
  // The calls of a message stand once more in a list of their own.
  if (type === 'tool_use') return [];
  const text = plain(content.get('message_content.text'));
  if (text !== undefined) return [{ type, text }];
  const url = plain(content.get('message_content.image.image.url'));
  return [url === undefined ? { type } : { type: 'uri', modality: 'image', uri: url }];
}

/** `gen_ai.prompt.N.*` and `gen_ai.completion.N.*`. */
export const openLlmetry = {
  input: ({ indexed: all }: Source): Side => openLlmetrySide(all.get('gen_ai.prompt'), 'user'),
  output: ({ indexed: all }: Source): Side => openLlmetrySide(all.get('gen_ai.completion'), 'assistant'),
};

function openLlmetrySide(entries: readonly Attributes[] | undefined, role: string): Side {
  return joined(entries, (entry) => {
    const inner = indexed(entry);
    return toMessages(
      {
        role: plain(entry.get('role')) ?? role,
        content:
          inner.get('content')?.map((block) => Object.fromEntries([...block].map(([key, value]) => [key, toJson(value)]))) ??
          plain(entry.get('content') ?? entry.get('text')),
        tool_call_id: plain(entry.get('tool_call_id')),
        finish_reason: plain(entry.get('finish_reason')),
        tool_calls: inner
          .get('tool_calls')
          ?.map((call) => ({ id: plain(call.get('id')), name: plain(call.get('name')), arguments: plain(call.get('arguments')) })),
      },
      role,
    );
  });
}

function texts(entries: readonly Attributes[] | undefined, key: string, role: string): Side {
  return joined(entries, (entry) => {
    const text = plain(entry.get(key));
    return typeof text === 'string' ? toMessages(text, role) : undefined;
  });
}

function joined(entries: readonly Attributes[] | undefined, read: (entry: Attributes) => Message[] | undefined): Side {
  const messages = (entries ?? [])
    .flatMap((entry) => read(entry) ?? [])
    .filter(({ parts, finish_reason: finish }) => parts.length > 0 || finish !== undefined);
  return messages.length === 0 ? undefined : messages;
}
