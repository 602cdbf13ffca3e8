/** Readers for values that only one field has. */
import { flag, listOf, word, type Reader } from './readers';

/** A tag such as `topic:returns` or `topic=returns` in a list, JSON text of a list, or text with commas. */
export const topicInTags: Reader<string> = (value) => {
  const tags = listOf(value)?.map((tag) => String(tag)) ?? (typeof value === 'string' ? value.split(',') : []);
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
