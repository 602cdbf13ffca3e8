import { judgedText } from './judgedText';

const span = (documents: readonly object[], tool = '', toolResult = '') => ({
  stage: 'retrieve',
  documents: JSON.stringify(documents),
  tool,
  toolResult,
});
const shown = (contextIds: readonly string[], ...spans: ReturnType<typeof span>[]): readonly string[] =>
  judgedText({ question: 'q', answer: 'a', contextIds, spans }, (text) => `hash of ${text}`).documents.map(
    ({ id, version, content }) => `${id} ${version} ${content}`,
  );

test('chunks of one document are all shown, each once though it was retrieved and ranked', () => {
  const chunks = ['one', 'two', 'three', 'four'].map((content) => ({ id: 'returns.md', version: 'v1', content }));
  expect(shown(['returns.md', 'returns.md'], span(chunks), span(chunks.toReversed()))).toEqual([
    'returns.md v1 one',
    'returns.md v1 two',
    'returns.md v1 three',
    'returns.md v1 four',
  ]);
});

test('two versions under one id are both shown', () => {
  const versions = ['v1', 'v2'].map((version) => ({ id: 'returns.md', version, content: 'the same words' }));
  expect(shown(['returns.md'], span(versions))).toEqual(['returns.md v1 the same words', 'returns.md v2 the same words']);
});

test('what the model was given comes first by rank, then the others, then tools; what has no text is left out', () => {
  const documents = ['a', 'b', 'c'].map((id) => ({ id, version: '1', content: `text of ${id}` }));
  expect(shown(['c', 'a'], span([{ id: 'a', version: '1', content: '' }]), span(documents), span([], 'sum', '4'))).toEqual([
    'c 1 text of c',
    'a 1 text of a',
    'b 1 text of b',
    'tool sum  4',
  ]);
});
