/** What a target said, out of the forms in which targets say it. */

export interface ReadAnswer {
  readonly answer: string;
  readonly model: string;
  readonly costUsd: number | null;
  readonly documents: readonly { readonly id: string; readonly version: string; readonly content: string }[];
}

/** Places of the answer, tried in order: our own form, then chat completions, responses and messages of the large vendors. */
const PLACES = ['answer', 'choices.0.message.content', 'output_text', 'content.0.text', 'message.content', 'output', 'response', 'text'];

/**
 * @param body JSON or plain text
 * @param path place of the answer such as `data.reply`, with numbers for lists; looked for when absent
 * @returns the reason instead when there is no answer
 */
export function readAnswer(body: string, path?: string): ReadAnswer | { readonly problem: string } {
  const parsed = parseJson(body);
  if (parsed === undefined) {
    const answer = body.trim();
    if (path !== undefined) return { problem: `The answer is no JSON, so there is nothing at "${path}".` };
    return answer === '' ? { problem: 'The answer is empty.' } : { answer, model: '', costUsd: null, documents: [] };
  }
  const found = path === undefined ? firstText(parsed) : textAt(parsed, path);
  if (found === undefined)
    return { problem: path === undefined ? `No answer at ${PLACES.join(', ')}: name its place.` : `There is no text at "${path}".` };
  return { answer: found, model: textAt(parsed, 'model') ?? '', costUsd: amountAt(parsed, 'cost_usd'), documents: documentsOf(parsed) };
}

function firstText(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  for (const place of PLACES) {
    const text = textAt(body, place);
    if (text !== undefined) return text;
  }
  return undefined;
}

function textAt(body: unknown, path: string): string | undefined {
  const value = valueAt(body, path);
  return typeof value === 'string' ? value : undefined;
}

function amountAt(body: unknown, path: string): number | null {
  const value = valueAt(body, path);
  return typeof value === 'number' && value >= 0 ? value : null;
}

function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  }, body);
}

function documentsOf(body: unknown): ReadAnswer['documents'] {
  const documents = valueAt(body, 'documents');
  if (!Array.isArray(documents)) return [];
  return documents.map((document: unknown) => ({
    id: typeof document === 'string' ? document : (textAt(document, 'id') ?? ''),
    version: textAt(document, 'version') ?? '',
    content: textAt(document, 'content') ?? '',
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
