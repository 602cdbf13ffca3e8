/** Messages of a model call, from the JSON that the store keeps, as blocks of text to draw. */
export interface MessageBlock {
  /** system, user, assistant, tool or as sent. */
  readonly role: string;
  /** What the block is besides words: a call, a result, an attachment; empty for words. */
  readonly title: string;
  readonly text: string;
}

/**
 * @param json in the form of gen_ai.input.messages
 * @returns null when the text is no such JSON, for example because it was cut: then it is shown as it stands
 */
export function readMessages(json: string): readonly MessageBlock[] | null {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.flatMap(blocksOf) : null;
  } catch {
    return null;
  }
}

function blocksOf(message: unknown): MessageBlock[] {
  const { role, parts, content } = fields(message);
  const list: readonly unknown[] = Array.isArray(parts) ? parts : Array.isArray(content) ? content : [{ type: 'text', content }];
  return list.map((part) => ({ role: String(role ?? ''), ...partOf(part) })).filter(({ title, text }) => title !== '' || text !== '');
}

function partOf(part: unknown): Omit<MessageBlock, 'role'> {
  const { type, content, text, name, arguments: given, response, result } = fields(part);
  switch (type) {
    case 'text':
      return { title: '', text: textOf(content ?? text) };
    case 'reasoning':
      return { title: 'Reasoning', text: textOf(content ?? text) };
    case 'tool_call':
      return { title: `Calls ${String(name ?? 'a tool')}`, text: textOf(given) };
    case 'tool_call_response':
      return { title: 'Result', text: textOf(response ?? result ?? content) };
    default:
      return { title: type === undefined ? '' : String(type), text: typeof part === 'string' ? part : textOf(content ?? text ?? part) };
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
