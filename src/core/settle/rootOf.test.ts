import { settle, span, text } from '../../../tests/testkit/settleOne';
import type { SpanRow } from '../model/tables';

/** Of service b: its root (r) with a model call (c), received at 10. */
const bs = (more: Partial<SpanRow> = {}): SpanRow[] => [
  span('r', '', 'gateway', 100, 900, { service: 'b', ingest_ts: 10n, ...more }),
  span('c', 'r', 'generation', 200, 800, { service: 'b', ingest_ts: 10n, ...more, parent_span_id: 'r' }),
];
const BOUND = { flags: ['bound_sender'] };
/** A span of service a by its id, received after everything of b. */
const as = (id: string, parent: string, start: number, more: Partial<SpanRow> = {}): SpanRow =>
  span(id, parent, 'gateway', start, 1000, { service: 'a', ingest_ts: 20n, ...BOUND, ...more });

const WORDS = [text('c', 'asked b', 'secret of b'), text('x', 'asked a', 'said by a')];
const FROM_B = ['b', 'r', 'asked b', 'secret of b'];
const FROM_A = ['a', 'x', 'asked a', 'said by a'];

test.each<[name: string, spans: readonly SpanRow[], expected: readonly string[]]>([
  ['nobody is bound: the earliest start, as ever', [...bs(), as('x', '', 0, { flags: [] })], FROM_A],
  ['an unbound sender comes before a bound one', [...bs(), as('x', '', 0)], FROM_B],
  ['also when it was received later', [...bs(), as('x', '', 0, { ingest_ts: 1n })], FROM_B],
  ['also without its own root', [...bs().slice(1), as('x', '', 0)], ['b', 'c', 'asked b', 'secret of b']],
  ['of two bound services the one that came first', [...bs(BOUND), as('x', '', 0)], FROM_B],
  [
    'a root that is sent last: its children speak for it',
    [...bs({ ...BOUND, ingest_ts: 30n }).slice(0, 1), ...bs(BOUND).slice(1), as('x', '', 0)],
    FROM_B,
  ],
  ['who comes first keeps the request and gets none of the text of the other', [...bs(BOUND), as('x', '', 0, { ingest_ts: 1n })], FROM_A],
  ['the root of the other has not come', [...bs(BOUND).slice(1), as('x', '', 0, { ingest_ts: 1n })], FROM_A],
  ['a parent that never comes is no way round', [...bs(BOUND), as('x', 'nowhere', 0)], FROM_B],
  ['nor one that was received first', [...bs(BOUND), as('y', 'c', 300, { ingest_ts: 1n }), as('x', '', 0)], FROM_B],
])('%s', (_name, spans, expected) => {
  for (const order of [spans, spans.toReversed()]) {
    const { interaction, text: words } = settle(order, WORDS);
    expect([interaction.service, interaction.root_span_id, words.user_query, words.model_response]).toEqual(expected);
  }
});

describe('traces across services stay whole, with every sender bound', () => {
  test('a calls b: the root is that of a, also when it comes late, and the answer that of b', () => {
    const spans = [as('x', '', 0, { ingest_ts: 99n }), ...bs({ ...BOUND, parent_span_id: 'x' })];
    const { interaction, text: words } = settle(spans, [text('c', 'asked', 'answered')]);
    expect([interaction.service, words.user_query, words.model_response]).toEqual(['a', 'asked', 'answered']);
  });

  test('b calls a: the retrieval of a counts', () => {
    const found = as('d', 'r', 150, { stage: 'retrieval', documents_known: 1, document_ids: ['faq'], document_versions: [''] });
    const { interaction, documents } = settle([...bs(BOUND), found]);
    expect([interaction.service, interaction.retrieved_context_ids, documents.length]).toEqual(['b', ['faq'], 1]);
  });

  test('a lost parent within one service costs nothing', () => {
    const orphaned = bs(BOUND).map((row) => (row.span_id === 'c' ? { ...row, parent_span_id: 'lost' } : row));
    const { text: words } = settle(orphaned, WORDS);
    expect(words.model_response).toBe('secret of b');
  });
});

test('what a bound service hangs beside the root of another one is not part of its request', () => {
  const stray = as('d', 'nowhere', 150, { stage: 'retrieval', documents_known: 1, document_ids: ['planted'], document_versions: [''] });
  const { interaction, documents } = settle([...bs(), stray]);
  expect([interaction.service, interaction.retrieved_context_ids, documents, interaction.span_count]).toEqual(['b', [], [], 3]);
});
