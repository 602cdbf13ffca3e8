import { isAlphanumeric, runEnd } from './chars';
import { DIGITS, LETTERS, type Detector } from './detector';

const DASH = 45;
const DOT = 46;
const AT = 64;
const isLabel = (c: number): boolean => isAlphanumeric(c) || c === DASH || c >= 0xc0;

/** General top levels that people use; of two letters are those of countries, where any pair counts. */
const TOP_LEVELS = new Set(
  (
    'com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat asia post xxx app dev page web site online ' +
    'store shop blog cloud tech space website live life world email agency company solutions group digital media news club xyz icu top ' +
    'wiki work today design studio art bank health law legal finance money games social chat one link click guru expert training school'
  ).split(' '),
);
/** Two letters that end names of files far more often than names of hosts. */
const FILE_ENDINGS = new Set('js ts py md sh rs go cs pl so tf cc mm ps vb rb kt hs ml db gz bz xz'.split(' '));

/** Names of hosts: behind http:// or www. with any ending, elsewhere with a known one. */
export const domain: Detector = {
  triggers: [{ at: '.', before: ['', ...LETTERS, ...DIGITS] }],
  canonical: (match) => match.toLowerCase(),
  find(text, at, from, to) {
    let start = at;
    while (start > from && start > at - 64 && isLabel(text.charCodeAt(start - 1))) start--;
    const before = start > 0 ? text.charCodeAt(start - 1) : 0;
    if (start === at || before === DOT || before === AT || text.charCodeAt(start) === DASH) return undefined;
    const end = hostEnd(text, start, to);
    const host = text.slice(start, end);
    const top = host.slice(host.lastIndexOf('.') + 1).toLowerCase();
    if (end <= at + 2 || text.charCodeAt(end) === AT || !/^(?:xn--[a-z0-9-]+|[a-z\u00c0-\uffff]{2,24})$/.test(top)) return undefined;
    return isMarked(text, start, host) || isKnown(top) ? { start, end } : undefined;
  },
};

/** A name has at most 253 characters. */
function hostEnd(text: string, start: number, to: number): number {
  const last = Math.min(to, start + 254);
  let end = runEnd(text, start, last, isLabel);
  while (end < last && text.charCodeAt(end) === DOT) {
    const next = runEnd(text, end + 1, last, isLabel);
    if (next === end + 1) break;
    end = next;
  }
  while (end > start && text.charCodeAt(end - 1) === DASH) end--;
  return end;
}

function isMarked(text: string, start: number, host: string): boolean {
  return text.slice(Math.max(0, start - 3), start) === '://' || /^www\d?\./i.test(host);
}

function isKnown(top: string): boolean {
  return TOP_LEVELS.has(top) || (top.length === 2 && !FILE_ENDINGS.has(top));
}
