/** True when one of the patterns fits the whole name, letter case aside; * stands for any number of characters. */
export type GlobMatcher = (name: string) => boolean;

export function compileGlobs(patterns: readonly string[]): GlobMatcher {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')).map((pattern) => pattern.toLowerCase()));
  const split = patterns.filter((pattern) => pattern.includes('*')).map((pattern) => pattern.toLowerCase().split('*'));
  return (name) => {
    const lower = name.toLowerCase();
    return exact.has(lower) || split.some((parts) => fits(lower, parts));
  };
}

/** Each part is looked for behind the one before it, so the time is linear in the name; a regular expression's is not. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = ''] = parts;
  const last = parts[parts.length - 1] ?? '';
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
