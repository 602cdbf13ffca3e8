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

/** The words of a message: its text parts, one below the other. */
export function textOfMessage({ parts }: Message): string {
  return parts
    .flatMap((part) => (part.type === 'text' && typeof part.content === 'string' && part.content !== '' ? [part.content] : []))
    .join('\n');
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
  return messages
    .filter(({ role }) => role === 'system')
    .map(textOfMessage)
    .filter((text) => text !== '')
    .join('\n');
}
