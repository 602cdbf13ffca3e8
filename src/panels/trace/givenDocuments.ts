import { documentFamily } from '../../core/documents/documentFamily';
import { usedDocuments, type DocumentUse } from '../../core/documents/usedDocuments';
import type { ListedDocument, StageRow, StageText } from './readFrames';

/** A document of a stage, and what became of it. */
export interface GivenDocument extends ListedDocument {
  readonly content: string;
  /** Whether it was given to the model; a reranker leaves documents out. */
  readonly isGiven: boolean;
  readonly use: DocumentUse;
  /** Given to the model, and the answer does not rest on it. */
  readonly isDistractor: boolean;
  /** A newer version of it that was found as well; null when there is none. */
  readonly newer: { readonly id: string; readonly rank: number } | null;
}

interface Request {
  readonly question: string;
  readonly answer: string;
  /** Documents that were given to the model, by rank. */
  readonly contextIds: readonly string[];
  /** Text of a document by its id; empty when it was not recorded. */
  readonly contents: ReadonlyMap<string, string>;
}

/** Texts of all documents of the trace, by their ids: a reranker often lists ids alone. */
export function documentContents(texts: Iterable<Pick<StageText, 'documents'>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { documents } of texts)
    for (const { id, content } of readDocuments(documents)) if (content !== '' && !found.has(id)) found.set(id, content);
  return found;
}

/** Documents of one stage by rank. */
export function givenDocuments(row: Pick<StageRow, 'documents'>, { question, answer, contextIds, contents }: Request): GivenDocument[] {
  const given = contextIds.map((id) => ({ id, content: contents.get(id) ?? '' }));
  const uses = new Map(usedDocuments(question, answer, given).map((use, index) => [given[index]?.id ?? '', use]));
  return row.documents.map((document) => {
    const use = uses.get(document.id) ?? 'unknown';
    return {
      ...document,
      content: contents.get(document.id) ?? '',
      isGiven: uses.has(document.id),
      use,
      isDistractor: use === 'not used',
      newer: newerOf(document, row.documents),
    };
  });
}

function newerOf(document: ListedDocument, all: readonly ListedDocument[]): { id: string; rank: number } | null {
  const own = documentFamily(document.id, document.version);
  if (own.number === null) return null;
  const newer = all
    .map(({ id, version, rank }) => ({ id, rank, ...documentFamily(id, version) }))
    .filter(({ family, number }) => family === own.family && number !== null && own.number !== null && number > own.number)
    .sort((a, b) => (b.number ?? 0) - (a.number ?? 0))[0];
  return newer === undefined ? null : { id: newer.id, rank: newer.rank };
}

/** Entries of `span_content.documents`; none where the text is cut. */
function readDocuments(json: string): { readonly id: string; readonly content: string }[] {
  if (json === '') return [];
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.map(readDocument) : [];
  } catch {
    return [];
  }
}

function readDocument(value: unknown): { readonly id: string; readonly content: string } {
  const entry: object = typeof value === 'object' && value !== null ? value : {};
  return {
    id: 'id' in entry ? String(entry.id) : '',
    content: 'content' in entry && typeof entry.content === 'string' ? entry.content : '',
  };
}
