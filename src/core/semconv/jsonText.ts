/**
 * Data as JSON text; empty when it is nested beyond what can be written. A lone surrogate inside it, which JSON.stringify
 * writes as an escape that other readers refuse, becomes U+FFFD.
 */
export function jsonText(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    return '';
  }
  if (json === undefined) return '';
  return json.includes('\\ud') ? json.replace(/\\(?:\\|ud[89a-f][0-9a-f]{2})/g, (escape) => (escape === '\\\\' ? escape : '\ufffd')) : json;
}
