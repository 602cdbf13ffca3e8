/**
 * A short way for the form that current SDKs write: lists of messages whose parts are texts, and lists of such parts. It
 * gives what `toMessages` makes of the parsed JSON, several times quicker, or undefined for everything else.
 */
import { finishReason } from '../finishReasons';
import { PlainMessage, textPart, type Message } from './message';

/** Roles that are stored as they are; a result of a tool is read as data. */
const ROLES: ReadonlySet<string> = new Set(['system', 'user', 'assistant']);

/** Inside of strings JSON forbids them; between them, in JSON for people to read, they are not worth a short way. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f]/;

/**
 * @param role of text parts that stand without a message; one of the three
 * @returns undefined for what is not in this form, and for messages that say nothing
 */
export function plainMessages(json: string, role: string): readonly Message[] | undefined {
  if (json.charCodeAt(0) !== OPEN_LIST || CONTROL.test(json) || !json.isWellFormed()) return undefined;
  const reader = new Reader(json);
  const messages = reader.list(() => reader.message());
  if (messages === undefined) return textsAlone(json, role);
  const kept = messages.filter(({ parts, finish_reason: finish }) => parts.length > 0 || finish !== undefined);
  return reader.isAtEnd() && kept.length > 0 ? kept : undefined;
}

function textsAlone(json: string, role: string): readonly Message[] | undefined {
  const reader = new Reader(json);
  const texts = reader.list(() => reader.text());
  const message = texts === undefined || !ROLES.has(role) ? undefined : messageOf(role, texts, undefined);
  return message !== undefined && message.parts.length > 0 && reader.isAtEnd() ? [message] : undefined;
}

interface Text {
  readonly content: string;
  /** In quotes and escaped, as JSON.stringify does it. */
  readonly json: string;
}

function messageOf(role: string, texts: readonly Text[], finish: string | undefined): Message {
  const filled = texts.filter(({ content }) => content !== '');
  const json = `[${filled.map((text) => `{"type":"text","content":${text.json}}`).join()}]`;
  return new PlainMessage(
    role,
    filled.map(({ content }) => textPart(content)),
    json,
    finish,
  );
}

const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const SPACE = 0x20;

/** Each function reads one thing at its place, or gives undefined; then its place means nothing any more. */
class Reader {
  private at = 0;
  /** Where the next backslash stands; it is looked for once and not for each string. */
  private backslash = -1;

  constructor(private readonly json: string) {}

  isAtEnd(): boolean {
    this.space();
    return this.at === this.json.length;
  }

  list<T>(item: () => T | undefined): T[] | undefined {
    if (!this.takes(OPEN_LIST)) return undefined;
    const items: T[] = [];
    if (this.takes(CLOSE_LIST)) return items;
    do {
      const next = item();
      if (next === undefined) return undefined;
      items.push(next);
    } while (this.takes(COMMA));
    return this.takes(CLOSE_LIST) ? items : undefined;
  }

  message(): Message | undefined {
    let role: string | undefined;
    let texts: Text[] | undefined;
    let finish: string | undefined;
    const isWhole = this.members((name) => {
      if (name === 'role' && role === undefined) return (role = this.string()?.content) !== undefined;
      if (name === 'parts' && texts === undefined) return (texts = this.list(() => this.text())) !== undefined;
      return name === 'finish_reason' && finish === undefined && (finish = this.string()?.content) !== undefined;
    });
    if (!isWhole || role === undefined || texts === undefined || !ROLES.has(role)) return undefined;
    return messageOf(role, texts, finish === undefined ? undefined : finishReason(finish));
  }

  /** A part: {"type": "text", "content": "…"}. */
  text(): Text | undefined {
    let isText = false;
    let content: Text | undefined;
    const isWhole = this.members((name) => {
      if (name === 'type' && !isText) return (isText = this.string()?.content === 'text');
      return name === 'content' && content === undefined && (content = this.string()) !== undefined;
    });
    return isWhole && isText ? content : undefined;
  }

  /** @param value reads the value of a member; false when it cannot */
  private members(value: (name: string) => boolean): boolean {
    if (!this.takes(OPEN)) return false;
    do {
      const name = this.string();
      if (name === undefined || !this.takes(COLON) || !value(name.content)) return false;
    } while (this.takes(COMMA));
    return this.takes(CLOSE);
  }

  private string(): Text | undefined {
    if (!this.takes(QUOTE)) return undefined;
    const start = this.at;
    const { end, hasEscapes } = this.endOfString(start);
    if (end < 0) return undefined;
    this.at = end + 1;
    if (hasEscapes) return unescaped(this.json.slice(start - 1, end + 1));
    return { content: this.json.slice(start, end), json: this.json.slice(start - 1, end + 1) };
  }

  private endOfString(start: number): { readonly end: number; readonly hasEscapes: boolean } {
    const { json } = this;
    let end = json.indexOf('"', start);
    let from = start;
    for (; end >= 0; end = json.indexOf('"', Math.max(from, end))) {
      if (this.backslash < from) this.backslash = indexOrEnd(json, from);
      if (this.backslash > end) break;
      from = this.backslash + 2;
    }
    return { end, hasEscapes: from > start };
  }

  private takes(code: number): boolean {
    this.space();
    if (this.json.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  private space(): void {
    while (this.json.charCodeAt(this.at) === SPACE) this.at++;
  }
}

function indexOrEnd(json: string, from: number): number {
  const at = json.indexOf('\\', from);
  return at < 0 ? json.length : at;
}

/** Half of a surrogate pair, which an escape can stand for, is not worth a short way either. */
function unescaped(quoted: string): Text | undefined {
  try {
    const content: unknown = JSON.parse(quoted);
    return typeof content === 'string' && content.isWellFormed() ? { content, json: JSON.stringify(content) } : undefined;
  } catch {
    return undefined;
  }
}
