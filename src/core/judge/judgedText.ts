/** What a judge is shown of a request: question, answer, and the documents and tool results that the answer was made from. */
import { documentVersion } from '../settle/documentVersion';
import type { JudgedDocument, JudgedText } from './userPrompt';

/** Content of one span, as stored. */
export interface ContextSpan {
  readonly stage: string;
  /** JSON array of {id, version, content}. */
  readonly documents: string;
  readonly tool: string;
  readonly toolResult: string;
}

export interface StoredText {
  readonly question: string;
  readonly answer: string;
  /** Ids of the documents that the model was given, by rank. */
  readonly contextIds: readonly string[];
  /** By start. */
  readonly spans: readonly ContextSpan[];
}

/**
 * All documents that were retrieved, each once: chunks and versions that share an id are documents of their own. Those that the model was given first, by rank, then the others, as a better one
 * that was left out shows why an answer is wrong. Tool results come last.
 */
export function judgedText({ question, answer, contextIds, spans }: StoredText, hash: (text: string) => string): JudgedText {
  const found = new Map<string, JudgedDocument>();
  for (const document of spans.flatMap(({ documents }) => documentsOf(documents, hash))) {
    const { id, version, content } = document;
    const key = JSON.stringify([id, version, content]);
    if (!found.has(key)) found.set(key, document);
  }
  const all = [...found.values()];
  const given = [...new Set(contextIds)].flatMap((wanted) => all.filter(({ id }) => id === wanted));
  const others = all.filter(({ id }) => !contextIds.includes(id));
  const tools = spans
    .filter(({ toolResult }) => toolResult !== '')
    .map(({ tool, toolResult }): JudgedDocument => ({ id: `tool ${tool}`, version: '', content: toolResult }));
  return { question, answer, documents: [...given, ...others, ...tools].filter(({ content }) => content !== '') };
}

function documentsOf(json: string, hash: (text: string) => string): readonly JudgedDocument[] {
  return listOf(json).map((item, index) => {
    const content = textOf(item, 'content');
    const id = textOf(item, 'id') || `document ${index + 1}`;
    return { id, version: documentVersion(id, textOf(item, 'version'), content, hash), content };
  });
}

/** Empty where the text was cut and is no JSON any more. */
function listOf(json: string): readonly unknown[] {
  if (json === '') return [];
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function textOf(item: unknown, key: 'id' | 'version' | 'content'): string {
  const value: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, key) : undefined;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
