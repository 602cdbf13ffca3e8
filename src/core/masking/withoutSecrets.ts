/** Below this a value is a word such as `none`, which a local server takes for a key. */
const SHORTEST = 6;

/**
 * A text of the outside, such as an error, without values that only the sender of a request may know. Each is also found by its
 * lines and words, and as JSON writes it: who complains about a header often shows it.
 * @param secrets keys and header values; what is shorter than 6 characters is left alone
 */
export function withoutSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  const forms = secrets
    .flatMap((secret) => (secret === undefined ? [] : [secret, JSON.stringify(secret).slice(1, -1), ...secret.split(/\s+/)]))
    .filter((form) => form.length >= SHORTEST && !SCHEMES.has(form.toLowerCase()))
    .toSorted((a, b) => b.length - a.length);
  return forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
}

/** Words of a header value that are no secret. */
const SCHEMES = new Set(['bearer', 'digest', 'negotiate']);
