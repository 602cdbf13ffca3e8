import { endsWord, isDigit, isHex, runEnd, startsWord } from './chars';
import { NUMBER_STARTS, type Detector, type Found } from './detector';

const COLON = 58;
const DOT = 46;

/** Addresses of the Internet protocol, versions 4 and 6. */
export const ip: Detector = {
  triggers: [...NUMBER_STARTS, { at: ':', before: [...'0123456789abcdefABCDEF:'] }],
  canonical: (match) => match.toLowerCase(),
  find(text, at, from, to) {
    return text.charCodeAt(at) === COLON ? findV6(text, at, from, to) : findV4(text, at, from, to);
  },
};

function findV4(text: string, at: number, from: number, to: number): Found | undefined {
  if (!startsWord(text, at, from) || text.charCodeAt(at - 1) === DOT) return undefined;
  const end = v4End(text, at, to);
  return end !== undefined && endsWord(text, end, to) && !(text.charCodeAt(end) === DOT && isDigit(text.charCodeAt(end + 1)))
    ? { start: at, end }
    : undefined;
}

/** Behind four numbers of 0 to 255 with dots between them. */
function v4End(text: string, at: number, to: number): number | undefined {
  let start = at;
  for (let part = 0; part < 4; part++) {
    const end = runEnd(text, start, Math.min(to, start + 4), isDigit);
    if (end === start || Number(text.slice(start, end)) > 255) return undefined;
    if (part === 3) return end;
    if (end >= to || text.charCodeAt(end) !== DOT) return undefined;
    start = end + 1;
  }
  return undefined;
}

function findV6(text: string, at: number, from: number, to: number): Found | undefined {
  // The second colon of one that begins with two, or the first one behind a group.
  let start = text.charCodeAt(at - 1) === COLON ? at - 1 : at;
  while (start > from && start > at - 5 && isHex(text.charCodeAt(start - 1))) start--;
  if (!startsWord(text, start, from) || text.charCodeAt(start - 1) === COLON) return undefined;
  const end = v6End(text, start, to);
  return end === undefined || !endsWord(text, end, to) || text.charCodeAt(end) === COLON ? undefined : { start, end };
}

/** Eight groups of up to four hex digits, or fewer with one :: among them; the last two may be a version 4 address. */
function v6End(text: string, start: number, to: number): number | undefined {
  let groups = 0;
  let hasGap = false;
  let at = start;
  while (at < to && groups <= 8) {
    if (text.startsWith('::', at) && at + 1 < to) {
      if (hasGap) return undefined;
      hasGap = true;
      at += 2;
      if (!isHex(text.charCodeAt(at))) break;
    }
    const v4 = v4End(text, at, to);
    if (v4 !== undefined && groups > 0) return isV6(groups + 2, hasGap) ? v4 : undefined;
    const end = runEnd(text, at, Math.min(to, at + 5), isHex);
    if (end === at || end - at > 4) return undefined;
    groups++;
    at = end;
    if (text.charCodeAt(at) !== COLON || at >= to) break;
    if (text.charCodeAt(at + 1) !== COLON) at++;
  }
  return isV6(groups, hasGap) ? at : undefined;
}

/** `::` alone, and `a::` as in program text, are no address of anybody. */
function isV6(groups: number, hasGap: boolean): boolean {
  return hasGap ? groups >= 1 && groups <= 7 : groups === 8;
}
