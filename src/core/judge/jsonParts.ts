/** The texts within a reply that may be its JSON object, likeliest first: the whole, fenced blocks, balanced braces. */
export function jsonParts(reply: string): readonly string[] {
  const text = withoutThoughts(reply)
    .trim()
    .replace(/^\ufeff/, '');
  const fenced = [...text.matchAll(/```[A-Za-z0-9]*[ \t]*\n?([\s\S]*?)```/g)].map((match) => (match[1] ?? '').trim());
  return [...new Set([text, ...fenced, ...balanced(text)])].filter((part) => part.startsWith('{') && part.endsWith('}'));
}

/** Models that think aloud do it before they answer; an opening mark without an end is a reply that never came. */
export function withoutThoughts(text: string): string {
  return text
    .replace(/<(think|thinking|reasoning)>[\s\S]*?<\/\1>/gi, '')
    .replace(/^[\s\S]*<\/(?:think|thinking|reasoning)>/i, '')
    .replace(/<(?:think|thinking|reasoning)>[\s\S]*$/i, '');
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
