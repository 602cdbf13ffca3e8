/** Readers for values that only one field has. */
import { isObject } from '../otlp/jsonFields';
import type { AnyValue } from '../otlp/types';
import { wordsOf } from './messages/toParts';
import { dataOf, filled, flag, inJson, listOf, word, type Reader } from './readers';

/** A tag such as `topic:returns` or `topic=returns` in a list, JSON text of a list, or text with commas. */
export const topicInTags: Reader<string> = (value) => {
  const tags = listOf(value)?.map((tag) => wordsOf(tag)) ?? (typeof value === 'string' ? value.split(',') : []);
  for (const tag of tags) {
    const [, topic] = /^\s*topic\s*[:=]\s*(.+?)\s*$/i.exec(tag) ?? [];
    if (topic !== undefined) return word(topic);
  }
  return undefined;
};

/** A guardrail that was triggered has blocked; one that was not has let pass. */
export const guardrailTriggered: Reader<string> = (value) => {
  const triggered = flag(value);
  return triggered === undefined ? undefined : triggered ? 'block' : 'pass';
};

/** LangChain's output of a model holds the name of the model that answered inside its first message. */
const inGeneration = inJson(word, 'generations.0.0.message.kwargs.response_metadata.model_name');

export const langChainModel: Reader<string> = (value) =>
  typeof value === 'string' && value.startsWith('{"generations"') ? inGeneration(value) : undefined;

/** Traceloop writes the call of a function as {args, kwargs}; the arguments of a tool are its only argument, or those with names. */
export const entityInput: Reader<AnyValue> = (value) => {
  const call = dataOf(value);
  if (!isObject(call) || !Array.isArray(call.args)) return filled(value);
  const args: readonly unknown[] = call.args;
  const named = isObject(call.kwargs) && Object.keys(call.kwargs).length > 0 ? call.kwargs : undefined;
  if (args.length === 0) return JSON.stringify(named ?? {});
  return named === undefined && args.length === 1 ? JSON.stringify(args[0]) : filled(value);
};
