/** Web and mail addresses, each in a form in which http://www.Shop.com/a/ and shop.com/a are one. */

export interface FoundLink {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** Bounded repetitions: the search stays linear whatever the text is. */
const URL = /\b(?:https?:\/\/|www\.)[^\s<>"'`|\\^{}[\]]{1,2000}/gi;
const MAIL = /[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;
/** Without a scheme only with a top level that is no ending of files or sentences. */
const BARE =
  /(?<![\w@./-])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|org|net|io|dev|app|edu|gov|example|shop|co\.uk|eu|de|fr)\b(?:\/[^\s<>"'`|\\^{}[\]]{0,2000})?/gi;

export function linksOf(text: string): FoundLink[] {
  if (!/[@.]/.test(text)) return [];
  const found: FoundLink[] = [];
  for (const expression of [URL, MAIL, BARE]) {
    for (const { 0: match, index } of text.matchAll(expression)) {
      const trimmed = match.replace(/[.,;:!?)*_~]+$/, '');
      if (found.some(({ start, end }) => index < end && index + trimmed.length > start)) continue;
      found.push({ key: keyOf(trimmed), start: index, end: index + trimmed.length });
    }
  }
  return found.filter(({ key }) => key !== '');
}

function keyOf(link: string): string {
  return link
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/#.*$/, '')
    .replace(/\/+$/, '');
}
