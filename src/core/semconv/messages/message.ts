/** Messages in the form of gen_ai.input.messages and gen_ai.output.messages: a role and parts. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly name?: string;
  /** Of an answer. */
  readonly finish_reason?: string;
}

/** Types that are known: text, reasoning, tool_call, tool_call_response. Others are kept as they came. */
export type Part = { readonly type: string } & Readonly<Record<string, unknown>>;

export const textPart = (content: string): Part => ({ type: 'text', content });

/** A message of texts alone whose JSON was known before it was read: most are such, and writing JSON anew takes longest. */
export class PlainMessage implements Message {
  readonly role: string;
  readonly parts: readonly Part[];
  declare readonly finish_reason?: string;
  readonly #partsJson: string;

  /** @param partsJson the parts as JSON.stringify would write them */
  constructor(role: string, parts: readonly Part[], partsJson: string, finish: string | undefined) {
    this.role = role;
    this.parts = parts;
    this.#partsJson = partsJson;
    if (finish !== undefined) this.finish_reason = finish;
  }

  /** What JSON.stringify gives for the message; undefined when it is not a plain one. */
  static jsonOf(message: Message): string | undefined {
    if (!(#partsJson in message)) return undefined;
    const finish = message.finish_reason === undefined ? '' : `,"finish_reason":${JSON.stringify(message.finish_reason)}`;
    return `{"role":"${message.role}","parts":${message.#partsJson}${finish}}`;
  }

  withFinish(finish: string): PlainMessage {
    return this.finish_reason === undefined ? new PlainMessage(this.role, this.parts, this.#partsJson, finish) : this;
  }
}

/** The words of a message: its text parts, one below the other. */
export function textOfMessage({ parts }: Message): string {
  let text = '';
  for (const part of parts) {
    if (part.type !== 'text' || typeof part.content !== 'string' || part.content === '') continue;
    text = text === '' ? part.content : `${text}\n${part.content}`;
  }
  return text;
}

/** What the user said last; what was said last by anybody but the system when nobody is the user. */
export function lastQuestion(messages: readonly Message[]): string {
  return (
    lastText(messages, (role) => role === 'user') ||
    lastText(messages, (role) => role !== 'system' && role !== 'assistant' && role !== 'tool')
  );
}

/** The last words of the model. */
export function lastAnswer(messages: readonly Message[]): string {
  return lastText(messages, (role) => role !== 'system' && role !== 'user' && role !== 'tool');
}

function lastText(messages: readonly Message[], isWanted: (role: string) => boolean): string {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    const text = message !== undefined && isWanted(message.role) ? textOfMessage(message) : '';
    if (text !== '') return text;
  }
  return '';
}

/** The words of the system messages. */
export function systemText(messages: readonly Message[]): string {
  let words = '';
  for (const message of messages) {
    if (message.role !== 'system') continue;
    const text = textOfMessage(message);
    if (text !== '') words = words === '' ? text : `${words}\n${text}`;
  }
  return words;
}
