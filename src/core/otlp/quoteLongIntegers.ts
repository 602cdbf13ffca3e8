/** Sixteen digits: the shortest whole numbers that a double may not hold. */
const LONG_INTEGER = /(?<=[[:,\s]|^)-?\d{16,}(?=\s*[,}\]]|\s*$)/g;
const MAY_HAVE_LONG_INTEGER = /[[:,\s]-?\d{16}/;

/**
 * Puts quotes around whole numbers of 16 and more digits that stand outside of strings, because JSON.parse would round
 * them. Nanosecond times written as JSON numbers are the usual case. Text without such numbers comes back as it is.
 */
export function quoteLongIntegers(json: string): string {
  if (!MAY_HAVE_LONG_INTEGER.test(json)) return json;
  let out = '';
  let at = 0;
  while (at < json.length) {
    const quote = json.indexOf('"', at);
    if (quote === -1) break;
    out += json.slice(at, quote).replace(LONG_INTEGER, '"$&"');
    at = endOfString(json, quote);
    out += json.slice(quote, at);
  }
  return out + json.slice(at).replace(LONG_INTEGER, '"$&"');
}

/** Index behind the closing quote of the string that opens at `quote`, or the end of the text. */
function endOfString(json: string, quote: number): number {
  let end = json.indexOf('"', quote + 1);
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end === -1 ? json.length : end + 1;
}

/** An odd number of backslashes before it. */
function isEscaped(json: string, at: number): boolean {
  let slashes = 0;
  while (json.charCodeAt(at - 1 - slashes) === 92) slashes++;
  return slashes % 2 === 1;
}
