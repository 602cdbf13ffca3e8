/** How a text is best read. */
export type TextForm = 'json' | 'markdown' | 'plain';

/** Beyond this a text is drawn as it stands: taking it apart would stop the page. */
const MAX_PARSED = 200_000;
/** Markdown takes longer than the square of what is nested: a thousand quotes in each other stop a page for seconds. */
const MAX_MARKDOWN = 50_000;
const NESTED = /(?:[>*+\-_[(`#]\s?){80}/;
/**
 * What people write in Markdown and hardly ever otherwise. A link's name and address hold no bracket of their kind and are
 * of bounded length: otherwise a page of open brackets takes the square of its length.
 */
const MARKDOWN =
  /(^|\n)\s{0,3}(#{1,6}\s|[-*+]\s|\d+[.)]\s|>\s|```|\|.*\|)|\*\*[^*\n]+\*\*|`[^`\n]+`|\[[^[\]\n]{1,300}\]\([^()\n]{1,2000}\)/;

export function textForm(text: string): TextForm {
  if (text.length > MAX_PARSED) return 'plain';
  if (prettyJson(text) !== null) return 'json';
  return text.length <= MAX_MARKDOWN && !NESTED.test(text) && MARKDOWN.test(text) ? 'markdown' : 'plain';
}

/** Objects and lists with a line an entry; null for anything else. */
export function prettyJson(text: string): string | null {
  const first = text.trimStart().charAt(0);
  if ((first !== '{' && first !== '[') || text.length > MAX_PARSED) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

/** A part of a text, and whether it is what was searched for. */
export interface TextPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** Hits beyond these are not marked: each is an element of the page. */
const MAX_HITS = 500;

/** The text cut at the hits of a search, letter case aside. */
export function hitsIn(text: string, search: string): readonly TextPart[] {
  const wanted = search.trim().toLowerCase();
  const lower = text.toLowerCase();
  // Lower case of some letters has another length, and then places would not fit.
  if (wanted === '' || lower.length !== text.length) return [{ text, isHit: false }];
  const parts: TextPart[] = [];
  let from = 0;
  for (let hits = 0; hits < MAX_HITS; hits++) {
    const at = lower.indexOf(wanted, from);
    if (at === -1) break;
    if (at > from) parts.push({ text: text.slice(from, at), isHit: false });
    parts.push({ text: text.slice(at, at + wanted.length), isHit: true });
    from = at + wanted.length;
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), isHit: false });
  return parts;
}

/** Characters and lines of a folded text. */
const FOLDED = { characters: 700, lines: 10 } as const;

/** The beginning of a long text; null when all of it is short enough. */
export function foldedText(text: string): string | null {
  const lines = text.split('\n', FOLDED.lines + 1);
  const start = lines.length > FOLDED.lines ? lines.slice(0, FOLDED.lines).join('\n') : text;
  const cut = start.slice(0, FOLDED.characters);
  return cut.length < text.length ? cut.replace(/[\uD800-\uDBFF]$/, '') : null;
}
