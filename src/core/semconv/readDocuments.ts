/** Retrieved documents from every source, by rank. Scores and distances are kept apart: one grows, one shrinks with closeness. */
import type { AnyValue, Attributes, SpanEvent } from '../otlp/types';
import { valueText } from '../otlp/valueText';
import { indexed } from './messages/indexed';
import { isObject } from './messages/message';
import { dataOf, number } from './readers';

export interface RetrievedDocument {
  readonly id: string;
  readonly version: string;
  readonly score: number | null;
  readonly distance: number | null;
  readonly content: string;
}

/** More documents than this of one search are not worth a row each. */
const MAX_DOCUMENTS = 1000;

const toNumber = (value: unknown): number | null => number(value as AnyValue) ?? null;
const toText = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

function ofObject(item: unknown, rank: number): RetrievedDocument {
  const object = isObject(item) ? item : { content: item };
  const metadata = parsedObject(object.metadata);
  return {
    id: toText(object.id ?? metadata.id ?? metadata.source ?? `#${rank + 1}`),
    version: toText(object.version ?? metadata.version),
    score: toNumber(object.score ?? metadata.score),
    distance: toNumber(object.distance),
    content: toText(object.content ?? object.text ?? object.page_content ?? object.document),
  };
}

function parsedObject(value: unknown): Readonly<Record<string, unknown>> {
  const data = typeof value === 'string' ? dataOf(value) : value;
  return isObject(data) ? data : {};
}

function ofList(value: AnyValue | undefined): RetrievedDocument[] | undefined {
  if (value === undefined) return undefined;
  const data = dataOf(value);
  return Array.isArray(data) ? data.slice(0, MAX_DOCUMENTS).map(ofObject) : undefined;
}

function ofIndexed(attributes: Attributes, prefix: string): RetrievedDocument[] | undefined {
  const groups = indexed(attributes, prefix);
  if (groups.length === 0) return undefined;
  return groups.slice(0, MAX_DOCUMENTS).map((group, rank) => {
    const part = (name: string): unknown => group.get(`document.${name}`) ?? group.get(name);
    return ofObject({ id: part('id'), score: part('score'), content: part('content'), metadata: part('metadata') }, rank);
  });
}

const RESULT_EVENTS: Readonly<Record<string, string>> = { 'db.query.result': 'db.query.result.', 'db.search.result': 'db.search.result.' };

function ofEvents(events: readonly SpanEvent[]): RetrievedDocument[] | undefined {
  const results = events.filter(({ name }) => Object.hasOwn(RESULT_EVENTS, name));
  if (results.length === 0) return undefined;
  return results.slice(0, MAX_DOCUMENTS).map(({ name, attributes }, rank) => {
    const part = (key: string): unknown => attributes.get(`${RESULT_EVENTS[name]}${key}`);
    return ofObject(
      {
        id: part('id'),
        score: part('score'),
        distance: part('distance'),
        content: part('document') ?? part('entity'),
        metadata: part('metadata'),
      },
      rank,
    );
  });
}

/** @returns undefined when the sender said nothing of documents, which is not the same as an empty list */
export function readDocuments(attributes: Attributes, events: readonly SpanEvent[]): readonly RetrievedDocument[] | undefined {
  return (
    ofList(attributes.get('gen_ai.retrieval.documents')) ??
    ofIndexed(attributes, 'reranker.output_documents.') ??
    ofIndexed(attributes, 'retrieval.documents.') ??
    ofEvents(events) ??
    ofIndexed(attributes, 'db.vector.query.result.') ??
    (valueText(attributes.get('ai.operationId') ?? '').startsWith('ai.rerank') ? ofList(attributes.get('ai.ranking')) : undefined)
  );
}
