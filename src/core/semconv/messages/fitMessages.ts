import { cutText } from '../cutText';
import { jsonText } from '../jsonText';
import { PlainMessage, type Message } from './message';

export interface FittedMessages {
  /** JSON of the messages; empty without any. */
  readonly json: string;
  readonly isCut: boolean;
}

/**
 * Messages as JSON within a limit. A conversation that is too long loses its oldest messages, since every turn repeats
 * them; a single message that is too long is cut in its texts. What stays is always valid JSON.
 */
export function fitMessages(messages: readonly Message[], maxBytes: number): FittedMessages {
  if (messages.length === 0) return { json: '', isCut: false };
  const whole = messagesJson(messages);
  if (fits(whole, maxBytes)) return { json: whole, isCut: false };
  const kept: string[] = [];
  let bytes = 2;
  for (const message of [...messages].reverse()) {
    const json = jsonText(message);
    bytes += json.length * (fits(json, json.length) ? 1 : 3) + 1;
    if (bytes > maxBytes) break;
    kept.unshift(json);
  }
  if (kept.length > 0) return { json: `[${kept.join(',')}]`, isCut: true };
  const last = messages.at(-1);
  const cut = last === undefined ? '' : jsonText([shortened(last, Math.floor(maxBytes / 4 / Math.max(1, last.parts.length)))]);
  return { json: fits(cut, maxBytes) ? cut : '', isCut: true };
}

function messagesJson(messages: readonly Message[]): string {
  const all: string[] = [];
  for (const message of messages) {
    const json = PlainMessage.jsonOf(message);
    if (json === undefined) return jsonText(messages);
    all.push(json);
  }
  return `[${all.join()}]`;
}

const fits = (text: string, maxBytes: number): boolean => cutText(text, maxBytes) === text;

/** Escapes can double a text in JSON, so the budget of each part is kept well under its share. */
function shortened(message: Message, maxBytes: number): Message {
  return {
    ...message,
    parts: message.parts.map((part) =>
      Object.assign(
        {},
        part,
        ...Object.entries(part).map(([key, value]) => (typeof value === 'string' ? { [key]: cutText(value, maxBytes) } : {})),
      ),
    ),
  };
}
