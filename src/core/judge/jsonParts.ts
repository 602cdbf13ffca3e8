/** The texts within a reply that may be its JSON object, likeliest first: the whole, fenced blocks, balanced braces. */
export function jsonParts(reply: string): readonly string[] {
  const text = withoutThoughts(reply).trim();
  // Nothing within a whole object is another object: its strings hold what the judged text says.
  if (isWholeObject(text)) return [text];
  const fenced = [...text.matchAll(/```[A-Za-z0-9]*[ \t]*\n?([\s\S]*?)```/g)].map((match) => (match[1] ?? '').trim());
  return [...new Set([text, ...fenced, ...balanced(text)])].filter((part) => part.startsWith('{') && part.endsWith('}'));
}

/**
 * Models that think aloud do it before they answer; an opening mark without an end is a reply that never came. Marks within an
 * object are quotes of the judged text, which would otherwise decide where the reply begins.
 */
export function withoutThoughts(reply: string): string {
  const text = reply.trim().replace(/^\ufeff/, '');
  if (isWholeObject(text)) return text;
  const opened = /^[^{]*?<(think|thinking|reasoning)>/i.exec(text);
  if (opened === null) return afterThoughts(text);
  const end = new RegExp(`</${opened[1] ?? ''}>`, 'i').exec(text);
  return end === null ? text.slice(0, opened[0].lastIndexOf('<')) : afterThoughts(text.slice(end.index + end[0].length));
}

/** Templates that open the thoughts in the prompt leave only their end to be seen. */
function afterThoughts(text: string): string {
  const ends = [...outsideOfBraces(text).matchAll(/<\/(?:think|thinking|reasoning)>/gi)];
  const last = ends.at(-1);
  return last === undefined ? text : text.slice(last.index + last[0].length);
}

/** Same length, blanks instead of all that stands within braces, also of those that are never closed. */
function outsideOfBraces(text: string): string {
  let rest = text;
  for (const part of balanced(text)) rest = rest.replace(part, () => ' '.repeat(part.length));
  const open = rest.indexOf('{');
  return open < 0 ? rest : rest.slice(0, open);
}

function isWholeObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Outermost pairs of braces, with braces inside of strings left alone. */
function balanced(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isString) {
      if (char === '\\') at++;
      else if (char === '"') isString = false;
    } else if (char === '"' && depth > 0) isString = true;
    else if (char === '{') {
      if (depth === 0) start = at;
      depth++;
    } else if (char === '}' && depth > 0) {
      depth--;
      if (depth === 0) parts.push(text.slice(start, at + 1));
    }
  }
  return parts;
}
