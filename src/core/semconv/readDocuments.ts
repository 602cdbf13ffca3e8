/**
 * Retrieved documents from every source, by rank. Scores and distances are kept apart, as one grows and the other shrinks
 * with closeness. No documents attribute at all is not the same as an empty list: the search that found nothing says so.
 */
import { isObject, type JsonObject } from '../otlp/jsonFields';
import type { AnyValue, Attributes, SpanEvent } from '../otlp/types';
import { toJson } from '../otlp/valueText';
import { hash } from '../scores/hash';
import type { Indexed } from './indexed';
import { wordsOf } from './messages/toParts';
import { parseJson } from './parseJson';
import { dataOf, number, word } from './readers';

export interface RetrievedDocument {
  readonly id: string;
  /** Empty when the sender gave none. */
  readonly version: string;
  readonly score: number | null;
  readonly distance: number | null;
  readonly content: string;
}

/** More documents of one search are not worth a row each. */
const MOST_DOCUMENTS = 1000;

interface Source {
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly indexed: Indexed;
}

type Reader = (source: Source) => readonly JsonObject[] | undefined;

/** An attribute with a list of documents, as data or as JSON text. */
const inAttribute =
  (key: string): Reader =>
  ({ attributes }) => {
    const value = attributes.get(key);
    const data = value === undefined ? undefined : dataOf(value);
    return Array.isArray(data) ? data.map((item) => (isObject(item) ? item : { content: item })) : undefined;
  };

/** `retrieval.documents.0.document.id` and the like; `inner` is what stands between the index and the field. */
const inIndexed =
  (prefix: string, inner: string): Reader =>
  ({ indexed }) =>
    indexed.get(prefix)?.map((entry) => fieldsOf(entry, inner));

const inEvents =
  (name: string, inner: string): Reader =>
  ({ events }) => {
    const results = events.filter((event) => event.name === name);
    return results.length === 0 ? undefined : results.map(({ attributes }) => fieldsOf(attributes, inner));
  };

function fieldsOf(entry: Attributes, inner: string): JsonObject {
  const fields = [...entry]
    .filter(([key]) => key.startsWith(inner))
    .map(([key, value]) => [key.slice(inner.length), toJson(value)] as const);
  return Object.fromEntries(fields);
}

/** Documents in an output: the list itself, or under `documents` or `outputs`; LangChain's as constructors or plain. */
function listedIn(value: AnyValue | undefined): readonly JsonObject[] | undefined {
  const output = value === undefined ? undefined : dataOf(value);
  const inner = isObject(output) ? (isObject(output.outputs) ? output.outputs : output) : {};
  const documents = Array.isArray(output) ? output : Array.isArray(inner.outputs) ? inner.outputs : inner.documents;
  if (!Array.isArray(documents)) return undefined;
  const found = documents.map((item) => (isObject(item) && isObject(item.kwargs) ? item.kwargs : item)).filter(isObject);
  return found.length === documents.length ? found : undefined;
}

/** LangChain under OpenLLMetry: the output of any task may hold documents, which their content gives away. */
const inTaskOutput: Reader = ({ attributes }) => {
  const found = listedIn(attributes.get('traceloop.entity.output'));
  return found?.length && found.every((item) => typeof item.page_content === 'string') ? found : undefined;
};

/** Langfuse has no form of its own for documents: what a retriever gives out are some, whatever their keys. */
const inRetrieverOutput: Reader = ({ attributes }) =>
  attributes.get('langfuse.observation.type') === 'retriever' ? listedIn(attributes.get('langfuse.observation.output')) : undefined;

/** OpenInference's instrumentation of LangChain leaves the ids out, which stand in the output of the retriever. */
const inOpenInference: Reader = (source) => {
  const found = inIndexed('retrieval.documents', 'document.')(source);
  if (found === undefined || found.some(({ id }) => id !== undefined)) return found;
  const listed = listedIn(source.attributes.get('output.value')) ?? [];
  return listed.length === found.length ? found.map((document, i) => ({ ...document, id: listed[i]?.id })) : found;
};

/** Vercel AI SDK: the ranking holds the place of each document in the list that went in. */
const inRanking: Reader = ({ attributes }) => {
  const value = attributes.get('ai.ranking');
  if (value === undefined) return undefined;
  const ranking = dataOf(value);
  const given = dataOf(attributes.get('ai.documents') ?? null);
  if (!Array.isArray(ranking)) return undefined;
  const documents: readonly unknown[] = Array.isArray(given) ? given : [];
  return ranking.map(entryOfText).map((entry) => {
    const place = Number(entry.index ?? entry.originalIndex);
    const document = entryOfText(documents[place]);
    return { ...document, id: document.id ?? String(place), score: entry.score ?? entry.relevanceScore };
  });
};

/** An entry that is an object, or JSON text of one, or bare text. */
function entryOfText(entry: unknown): JsonObject {
  const data = typeof entry === 'string' ? (parseJson(entry)?.value ?? entry) : entry;
  return isObject(data) ? data : { content: data };
}

/** In order of precedence. A new source is a new entry. */
const SOURCES: readonly Reader[] = [
  inAttribute('gen_ai.retrieval.documents'),
  inIndexed('reranker.output_documents', 'document.'),
  inOpenInference,
  inEvents('db.query.result', 'db.query.result.'),
  inEvents('db.search.result', 'db.search.result.'),
  inIndexed('db.vector.query.result', ''),
  inRanking,
  inTaskOutput,
  inRetrieverOutput,
];

/** @returns undefined when the sender said nothing of documents */
export function readDocuments(source: Source): readonly RetrievedDocument[] | undefined {
  for (const read of SOURCES) {
    const found = read(source);
    if (found !== undefined) return found.slice(0, MOST_DOCUMENTS).map(toDocument);
  }
  return undefined;
}

/** Where loaders put the id of a document when it has none of its own. */
const ID_IN_METADATA = ['id', 'document_id', 'doc_id', 'source', 'file_name', 'filename', 'url', 'title'] as const;

function toDocument(given: JsonObject): RetrievedDocument {
  const metadata = objectIn(given.metadata);
  const content = wordsOf(given.content ?? given.text ?? given.page_content ?? given.pageContent ?? given.document ?? given.entity);
  const own = nameOf(given.id) ?? ID_IN_METADATA.map((key) => nameOf(metadata[key])).find((id) => id !== undefined);
  return {
    // The same text without a name is the same document.
    id: own ?? (content === '' ? '' : `content-${hash(content).slice(0, 12)}`),
    version: nameOf(given.version) ?? nameOf(metadata.version) ?? nameOf(metadata.document_version) ?? '',
    score: numberIn(given.score ?? metadata.score ?? metadata.relevance_score),
    distance: numberIn(given.distance ?? metadata.distance),
    content,
  };
}

function objectIn(value: unknown): JsonObject {
  const data = typeof value === 'string' ? parseJson(value)?.value : value;
  return isObject(data) ? data : {};
}

/** An id or a version may be a number. */
const nameOf = (value: unknown): string | undefined => (isScalar(value) ? word(value) : undefined);
const numberIn = (value: unknown): number | null => (isScalar(value) ? (number(value) ?? null) : null);
const isScalar = (value: unknown): value is AnyValue & (string | number | boolean) =>
  ['string', 'number', 'boolean'].includes(typeof value);
