/**
 * Why a regular expression could take for ever, or undefined when nothing speaks against it. JavaScript's engine goes
 * back and forth: a repetition around another one, or around alternatives, takes time that grows exponentially with the
 * text, and each further open repetition multiplies it by the length of the text. This reads the pattern's shape only,
 * so it refuses some harmless patterns.
 */
export function riskOf(pattern: string): string | undefined {
  const groups: Group[] = [{ repeats: false, alternatives: false }];
  let open = 0;
  for (let at = 0; at < pattern.length;) {
    const token = tokenAt(pattern, at);
    at += token.length;
    const inner = token === ')' && groups.length > 1 ? groups.pop() : undefined;
    const group = groups[groups.length - 1];
    if (group === undefined) return undefined;
    if (token.startsWith('(')) groups.push({ repeats: false, alternatives: false });
    if (token === '|') group.alternatives = true;
    const quantifier = quantifierAt(pattern, at);
    at += quantifier.length;
    if (quantifier.isLoop) {
      if (inner?.repeats) return 'a repetition inside a repetition, as in (a+)+';
      if (inner?.alternatives) return 'alternatives inside a repetition, as in (a|aa)*; write [ab]* for single characters';
      if (quantifier.isOpen) open += 1;
      group.repeats = true;
    }
    if (inner?.repeats) group.repeats = true;
  }
  return open > MOST_OPEN ? `${open} open repetitions (*, + or {n,}); at most ${MOST_OPEN}` : undefined;
}

/** With texts of MAX_TEXT characters two open repetitions are at worst some ten million steps, three some ten thousand million. */
const MOST_OPEN = 2;

/** A repetition with so small a bound does no harm inside another one. */
const MOST_BOUNDED = 3;

interface Group {
  repeats: boolean;
  alternatives: boolean;
}

/** One character, escape, character class or group opening. */
function tokenAt(pattern: string, at: number): string {
  const rest = pattern.slice(at);
  const [token = ''] = /^(?:\\[pPu]\{[^}]*\}|\\k<[^>]*>|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|.)/su.exec(rest) ?? [
    rest.slice(0, 1),
  ];
  return token === '' ? rest.slice(0, 1) : token;
}

function quantifierAt(pattern: string, at: number): { readonly length: number; readonly isOpen: boolean; readonly isLoop: boolean } {
  const [text = ''] = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(pattern.slice(at)) ?? [];
  const isOpen = /^(?:[*+]|\{\d+,\})/.test(text);
  const most = Number(/(\d+)\}/.exec(text)?.[1] ?? 1);
  return { length: text.length, isOpen, isLoop: isOpen || most > MOST_BOUNDED };
}
