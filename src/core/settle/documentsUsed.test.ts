/** Which retrieved documents an answer rests on, as settling writes it. */
import { settle, span, text } from '../../../tests/testkit/settleOne';

const POLICY = 'Items can be returned within 60 days of delivery, unused and in their packaging.';
const OTHER = 'Support answers by chat every day from 7 to 22.';
const documents = (...contents: string[]): string => JSON.stringify(contents.map((content, index) => ({ id: `d${index}`, content })));

const retrieval = span('b', 'a', 'retrieval', 1, 2, { document_ids: ['d0', 'd1'], documents_known: 1 });
const rerank = span('c', 'a', 'rerank', 2, 3, { document_ids: ['d1', 'd0'], documents_known: 1 });
const root = span('a', '', 'gateway', 0, 9);
const chat = span('d', 'a', 'generation', 3, 8);
const answer = text('d', 'How long can I return it?', 'You can return it within 60 days of delivery, unused and in its packaging.');

const usedOf = (content: Parameters<typeof settle>[1], spans = [root, retrieval, rerank, chat]): readonly (readonly unknown[])[] =>
  settle(spans, content).documents.map((row) => [row.stage, row.document_id, row.used]);

test('a reranker lists ids alone: the texts of the retrieval tell for both', () => {
  expect(usedOf([answer, text('b', '', '', { documents: documents(OTHER, POLICY) })])).toEqual([
    ['retrieval', 'd0', 0],
    ['retrieval', 'd1', 1],
    ['rerank', 'd1', 1],
    ['rerank', 'd0', 0],
  ]);
});

test('a document that did not reach the model is neither', () => {
  const kept = span('c', 'a', 'rerank', 2, 3, { document_ids: ['d1'], documents_known: 1 });
  const rows = usedOf([answer, text('b', '', '', { documents: documents(POLICY, OTHER) })], [root, retrieval, kept, chat]);
  expect(rows.filter(([, id]) => id === 'd0')).toEqual([['retrieval', 'd0', null]]);
});

test('without texts or without an answer nothing is claimed', () => {
  expect(usedOf([answer]).map(([, , used]) => used)).toEqual([null, null, null, null]);
  expect(usedOf([text('b', '', '', { documents: documents(POLICY, OTHER) })]).map(([, , used]) => used)).toEqual([null, null, null, null]);
});
