/** Text, topic, documents, tools and outcome of an interaction. */
import { GPT, interaction, settle, span, text } from '../../../tests/testkit/settleOne';
import type { SpanContentRow, SpanRow } from '../model/tables';
import type { Stage } from '../model/stage';

describe('text and topic', () => {
  const spans = [span('a', '', 'workflow', 0, 100), span('b', 'a', 'generation', 10, 90, GPT), span('c', 'a', 'egress', 90, 99)];

  test.each<[string, readonly SpanContentRow[], readonly [string, string, string, readonly string[]]]>([
    ['from the call', [text('b', 'return?', 'yes')], ['return?', 'yes', 'returns', []]],
    ['from the root before the call', [text('a', 'hello', 'bye'), text('b', 'return?', 'yes')], ['hello', 'bye', 'other', []]],
    [
      'what left the system before what the root says',
      [text('a', 'hello', 'bye'), text('c', '', 'masked')],
      ['hello', 'masked', 'other', []],
    ],
    ['none', [], ['', '', 'other', ['no_content']]],
    ['cut', [text('b', 'return?', 'y', { truncated: 1 })], ['return?', 'y', 'returns', ['content_incomplete']]],
    ['the newest copy of a text', [text('b', 'new', 'yes', { ingest_ts: 2n }), text('b', 'old', 'yes')], ['new', 'yes', 'other', []]],
  ])('%s', (_name, content, expected) => {
    const { interaction: row, text: words } = settle(spans, content);
    expect([words.user_query, words.model_response, row.topic, row.flags]).toEqual(expected);
  });

  test('dropped attributes may have been text', () => {
    expect(interaction([span('a', '', 'gateway', 0, 1, { dropped_attributes: 3 })], [text('a', 'q', 'a')]).flags).toEqual([
      'content_incomplete',
    ]);
  });

  test('hint of the sender, attribute of a resource', () => {
    expect(interaction([span('a', '', 'gateway', 0, 1, { topic_hint: 'mine' })]).topic).toBe('mine');
    expect(interaction([span('a', '', 'gateway', 0, 1, { resource_attributes: new Map([['tier', 'gold']]) })]).topic).toBe('vip');
  });
});

describe('documents, tools, guardrails, outcome', () => {
  const root = span('r', '', 'gateway', 0, 1000);
  const found = (id: string, stage: Stage, from: number, ids: readonly string[], known: 0 | 1 = 1): SpanRow =>
    span(id, 'r', stage, from, from + 1, { document_ids: ids, documents_known: known });

  test.each<[string, readonly SpanRow[], readonly string[]]>([
    [
      'retrievals in order, each document once',
      [found('b', 'retrieval', 2, ['y', 'z']), found('a', 'retrieval', 1, ['x', 'y'])],
      ['x', 'y', 'z'],
    ],
    ['the last reranker', [found('a', 'retrieval', 1, ['x']), found('b', 'rerank', 2, ['x', 'y']), found('c', 'rerank', 3, ['y'])], ['y']],
    ['a reranker that kept nothing', [found('a', 'retrieval', 1, ['x']), found('b', 'rerank', 2, [])], []],
    ['a reranker that says nothing', [found('a', 'retrieval', 1, ['x']), found('b', 'rerank', 2, [], 0)], ['x']],
  ])('%s', (_name, spans, expected) => {
    expect(interaction([root, ...spans]).retrieved_context_ids).toEqual(expected);
  });

  test('one call of a tool seen twice is one', () => {
    const tool = (id: string, parent: string, from: number, more: Partial<SpanRow>): SpanRow =>
      span(id, parent, 'tool', from, from + 10, more);
    const spans = [
      tool('a', 'r', 1, { tool_name: 't' }),
      tool('b', 'a', 2, { tool_name: 't' }),
      tool('c', 'r', 20, { tool_name: 't' }),
      tool('d', 'r', 40, { tool_name: 'u', tool_call_id: '1' }),
      tool('e', 'r', 50, { tool_name: 'u', tool_call_id: '1' }),
    ];
    expect(interaction([root, ...spans]).tool_calls).toEqual(['t', 't', 'u']);
  });

  test.each<[string, string, readonly string[]]>([
    ['pass', 'pass', []],
    ['said nothing', '', []],
    ['block', 'block', ['guardrail g']],
    ['a word of a provider', 'GUARDRAIL_INTERVENED', ['guardrail g']],
    ['a number of a provider', '6', ['guardrail g']],
    ['letter case aside', 'Allowed', []],
  ])('guardrail: %s', (_name, guardrail_result, expected) => {
    expect(interaction([root, span('g', 'r', 'guardrail', 1, 2, { guardrail_result })]).guardrails_triggered).toEqual(expected);
  });

  test.each<[string, readonly SpanRow[], readonly [string, string]]>([
    ['root failed', [{ ...root, status: 'error', status_message: 'boom' }], ['error', 'boom']],
    ['root with an error type', [{ ...root, error_type: 'timeout' }], ['error', 'timeout']],
    [
      'the reason from below',
      [{ ...root, status: 'error' }, span('a', 'r', 'generation', 1, 2, { error_type: 'rate_limit' })],
      ['error', 'rate_limit'],
    ],
    ['no reason', [{ ...root, status: 'error' }], ['error', 'error']],
    ['a step failed, the request did not', [root, span('a', 'r', 'tool', 1, 2, { status: 'error' })], ['ok', '']],
    ['no root: the call decides', [span('a', 'r', 'generation', 1, 2, { error_type: 'x' })], ['error', 'x']],
  ])('outcome: %s', (_name, spans, expected) => {
    const row = interaction(spans);
    expect([row.status, row.error]).toEqual(expected);
  });
});
