import fc from 'fast-check';
import { scoreEventRow } from '../../../tests/testkit/rows';
import { GPT, interaction, MS, RULES, settle, span, START, text } from '../../../tests/testkit/settleOne';
import type { SpanRow } from '../model/tables';
import { hash } from '../scores/hash';
import { settleTrace } from './settleTrace';

describe('an example, computed by hand', () => {
  const SPANS = [
    span('a', '', 'gateway', 0, 1000, { release: '1.2', environment: 'prod', session_id: 's1', user_id: 'u1' }),
    span('b', 'a', 'retrieval', 10, 80, {
      documents_known: 1,
      document_ids: ['faq_v2.md', 'return-policy-v1.md', 'notes'],
      document_versions: ['', '', ''],
      document_scores: [0.9, 0.8, null],
      document_distances: [null, null, 0.3],
      data_source: 'kb',
    }),
    span('c', 'a', 'rerank', 80, 90, {
      documents_known: 1,
      document_ids: ['return-policy-v1.md', 'faq_v2.md'],
      document_versions: ['1', ''],
    }),
    span('d', 'a', 'context', 90, 95, { context_tokens: 812, context_truncated: 0, prompt_name: 'answer', prompt_version: '7' }),
    span('e', 'a', 'generation', 100, 300, { ...GPT, input_tokens: 1000, output_tokens: 20, finish_reason: 'tool_call', ttft_ms: 80 }),
    span('f', 'a', 'tool', 300, 350, { tool_name: 'order_lookup', tool_call_id: 'call1' }),
    span('g', 'a', 'generation', 350, 900, {
      ...GPT,
      input_tokens: 2000,
      output_tokens: 100,
      cached_tokens: 1000,
      reasoning_tokens: 0,
      finish_reason: 'stop',
      ttft_ms: 120,
    }),
    span('h', 'a', 'guardrail', 900, 950, { guardrail_name: 'policy', guardrail_result: 'block' }),
    span('i', 'a', 'evaluator', 2000, 9000),
    span('j', 'i', 'generation', 2000, 9000, { ...GPT, input_tokens: 50_000, output_tokens: 5000 }),
  ];
  const CONTENT = [
    text('g', 'Can I return it?', 'Within 60 days.'),
    text('b', '', '', { documents: JSON.stringify([{ id: 'faq_v2.md' }, {}, { id: 'notes', content: 'Ask the shop.' }]) }),
  ];
  const SCORES = [
    scoreEventRow({ score_id: 's', value: 2, evaluator: 'judge', evaluator_epoch: 'e1', scored_at: 5n }),
    scoreEventRow({ score_id: 't', value: null, name: 'safety', error_type: 'timeout', evaluator: 'judge', evaluator_epoch: 'e1' }),
  ];
  const { interaction: row, text: words, documents, scores, changes } = settle(SPANS, CONTENT, SCORES);

  test('interaction', () => {
    // (1000 × 2.5 + 20 × 10) / 1e6 = 0.0027; ((2000 − 1000) × 2.5 + 1000 × 1.25 + 100 × 10) / 1e6 = 0.00475
    expect(row).toEqual({
      trace_id: '0123456789abcdef0123456789abcdef',
      time: START,
      service: 'shop',
      environment: 'prod',
      release: '1.2',
      topic: 'returns',
      prompt_name: 'answer',
      prompt_version: '7',
      ...GPT,
      latency_ms: 1000,
      ttft_ms: 120,
      input_tokens: 3000,
      output_tokens: 120,
      cached_tokens: 1000,
      reasoning_tokens: 0,
      context_tokens: 812,
      context_truncated: 0,
      cost_usd: expect.closeTo(0.00745, 12),
      cost_source: 'prices',
      finish_reason: 'stop',
      format_ok: null,
      pii_found: [],
      validators_run: [],
      validators_failed: [],
      groundedness: null,
      language: '',
      answer_kind: '',
      signals: [],
      stars: null,
      reading_ms: null,
      guardrails_triggered: ['policy'],
      retrieved_context_ids: ['return-policy-v1.md', 'faq_v2.md'],
      tool_calls: ['order_lookup'],
      status: 'ok',
      error: '',
      session_id: 's1',
      user_id: 'u1',
      root_span_id: 'a',
      span_count: 10,
      flags: [],
      generated: 0,
      row_version: 99n,
      is_deleted: 0,
    });
  });

  test('text', () => {
    expect([words.user_query, words.model_response]).toEqual(['Can I return it?', 'Within 60 days.']);
  });

  test('documents', () => {
    expect(documents.map((d) => [d.span_id, d.stage, d.rank, d.document_id, d.document_version, d.score, d.distance, d.topic])).toEqual([
      ['b', 'retrieval', 1, 'faq_v2.md', 'v2', 0.9, null, 'returns'],
      ['b', 'retrieval', 2, 'return-policy-v1.md', 'v1', 0.8, null, 'returns'],
      ['b', 'retrieval', 3, 'notes', hash('Ask the shop.').slice(0, 8), null, 0.3, 'returns'],
      ['c', 'rerank', 1, 'return-policy-v1.md', '1', null, null, 'returns'],
      ['c', 'rerank', 2, 'faq_v2.md', 'v2', null, null, 'returns'],
    ]);
  });

  test('scores carry the time and the segments', () => {
    expect(
      scores.map((s) => [
        s.score_id,
        s.name,
        s.value,
        s.error_type,
        s.time,
        s.service,
        s.topic,
        s.prompt_version,
        s.model_version,
        s.session_id,
      ]),
    ).toEqual([
      ['s', 'factuality', 2, '', START, 'shop', 'returns', '7', 'gpt-4o-2024-11-20', 's1'],
      ['t', 'safety', null, 'timeout', START, 'shop', 'returns', '7', 'gpt-4o-2024-11-20', 's1'],
    ]);
  });

  test('changes', () => {
    expect(changes.map(({ kind, name, version }) => `${kind} ${name} ${version}`)).toEqual([
      'prompt answer 7',
      'model gpt-4o gpt-4o-2024-11-20',
      'document faq_v2.md v2',
      'document return-policy-v1.md v1',
      `document notes ${hash('Ask the shop.').slice(0, 8)}`,
      'document return-policy-v1.md 1',
      'evaluator factuality e1',
      'evaluator safety e1',
      'release shop 1.2',
    ]);
  });

  test('any order and repetition of the rows gives the same', () => {
    const twice = fc.shuffledSubarray([...SPANS, ...SPANS], { minLength: 20, maxLength: 20 });
    const expected = settle(SPANS, CONTENT, SCORES);
    fc.assert(
      fc.property(
        twice,
        fc.shuffledSubarray([...CONTENT, ...CONTENT], { minLength: 4 }),
        fc.shuffledSubarray([...SCORES, ...SCORES], { minLength: 4 }),
        (spans, content, scoreEvents) => {
          expect(settle(spans, content, scoreEvents)).toEqual(expected);
        },
      ),
    );
  });
});

describe('root, time and identity', () => {
  const late = span('b', 'a', 'generation', 50, 450, { service: 'worker', session_id: 's9' });

  test('only the work of an evaluator is no interaction', () => {
    expect(
      settleTrace({ spans: [span('a', '', 'evaluator', 0, 1), span('b', 'a', 'generation', 0, 1)], content: [], scores: [] }, RULES),
    ).toBeNull();
    expect(settleTrace({ spans: [], content: [], scores: [] }, RULES)).toBeNull();
  });

  test('without the root: from the first start to the last end', () => {
    const row = interaction([late, span('c', 'a', 'egress', 460, 500, { service: 'edge' })]);
    expect([row.time, row.latency_ms, row.service, row.flags]).toEqual([START + 50n * MS, 450, 'worker', ['no_content', 'root_missing']]);
  });

  test('with the root: its own times, whatever its children do', () => {
    const row = interaction([late, span('a', '', 'gateway', 0, 100)]);
    expect([row.time, row.latency_ms, row.service, row.root_span_id, row.session_id]).toEqual([START, 100, 'shop', 'a', 's9']);
  });

  test('a real root wins over an earlier orphan', () => {
    expect(interaction([span('o', 'lost', 'other', -100, 0), span('a', '', 'gateway', 0, 100)]).root_span_id).toBe('a');
  });

  test('ids in a circle do not hang and do not lose spans', () => {
    const row = interaction([
      span('a', 'b', 'agent', 0, 10),
      span('b', 'a', 'generation', 1, 9),
      span('c', 'c', 'tool', 2, 3, { tool_name: 't' }),
    ]);
    expect([row.root_span_id, row.span_count, row.tool_calls]).toEqual(['b', 3, ['t']]);
  });

  test('a chain of 100,000 spans', () => {
    const base = span('', '', 'other', 0, 0);
    const chain = Array.from({ length: 100_000 }, (_, i): SpanRow => {
      const start_time = START + BigInt(i);
      return { ...base, span_id: `s${i}`, parent_span_id: i === 0 ? 'lost' : `s${i - 1}`, start_time, end_time: start_time };
    });
    chain.push({ ...base, ...GPT, span_id: 'last', parent_span_id: 's99999', stage: 'generation', start_time: START + 100_000n });
    const row = interaction(chain);
    expect([row.span_count, row.model]).toEqual([100_001, 'gpt-4o']);
  }, 20_000);

  test('the newest copy of a span counts', () => {
    expect(interaction([span('a', '', 'gateway', 0, 900, { ingest_ts: 2n }), span('a', '', 'gateway', 0, 100)]).latency_ms).toBe(900);
  });
});

describe('the answering call', () => {
  const root = span('r', '', 'gateway', 0, 1000);
  const call = (id: string, parent: string, from: number, model: string, more: Partial<SpanRow> = {}): SpanRow =>
    span(id, parent, 'generation', from, from + 100, { model, ...more });

  test.each<[string, readonly SpanRow[], string]>([
    ['is the last one', [root, call('a', 'r', 0, 'first'), call('b', 'r', 200, 'last')], 'last'],
    [
      'not one inside a guardrail',
      [root, call('a', 'r', 0, 'answer'), span('g', 'r', 'guardrail', 200, 400), call('b', 'g', 200, 'checker')],
      'answer',
    ],
    [
      'not one inside a tool',
      [root, call('a', 'r', 0, 'answer'), span('t', 'r', 'tool', 200, 400), call('b', 't', 200, 'helper')],
      'answer',
    ],
    [
      'not one inside an evaluator',
      [root, call('a', 'r', 0, 'answer'), span('e', 'r', 'evaluator', 200, 400), call('b', 'e', 200, 'judge')],
      'answer',
    ],
    ['inside a tool when there is no other', [root, span('t', 'r', 'tool', 200, 400), call('b', 't', 200, 'helper')], 'helper'],
    ['an agent when there is no call', [root, span('x', 'r', 'agent', 0, 100, { model: 'agent-model' })], 'agent-model'],
    ['nothing', [root], ''],
  ])('%s', (_name, spans, model) => {
    expect(interaction(spans).model).toBe(model);
  });

  test('an inner span that starts with the outer one and outlasts it is the answer all the same', () => {
    const { finish_reason, ttft_ms, input_tokens } = interaction([
      span('a', '', 'workflow', 0, 100),
      span('b', 'a', 'generation', 10, 50, { ...GPT, input_tokens: 5, output_tokens: 1 }),
      span('c', 'b', 'generation', 10, 51, { ...GPT, input_tokens: 5, output_tokens: 1, finish_reason: 'stop', ttft_ms: 3 }),
    ]);
    expect({ finish_reason, ttft_ms, input_tokens }).toEqual({ finish_reason: 'stop', ttft_ms: 3, input_tokens: 5 });
  });

  test('what the inner span of a call leaves out, the outer one says', () => {
    const row = interaction([
      root,
      call('a', 'r', 0, 'alias', { provider: 'openai', ttft_ms: 7, finish_reason: 'stop' }),
      call('b', 'a', 10, 'alias-2024'),
    ]);
    expect([row.provider, row.model, row.ttft_ms, row.finish_reason]).toEqual(['openai', 'alias-2024', 7, 'stop']);
  });

  test.each<[string, readonly SpanRow[], string]>([
    ['on the call', [root, call('a', 'r', 0, 'm', { prompt_version: '1' }), span('c', 'r', 'context', 0, 1, { prompt_version: '2' })], '1'],
    ['above it', [{ ...root, prompt_version: '3' }, call('a', 'r', 0, 'm')], '3'],
    [
      'on a step before it',
      [
        root,
        span('c', 'r', 'context', 0, 1, { prompt_version: '2' }),
        call('a', 'r', 10, 'm'),
        span('z', 'r', 'context', 900, 901, { prompt_version: '4' }),
      ],
      '2',
    ],
    ['on any', [root, call('a', 'r', 10, 'm'), span('z', 'r', 'context', 900, 901, { prompt_version: '4' })], '4'],
  ])('prompt: %s', (_name, spans, version) => {
    expect(interaction(spans).prompt_version).toBe(version);
  });
});

test('a call that failed shows no model version', () => {
  const failed = span('a', '', 'generation', 0, 1, { model: 'gpt-4o', model_version: 'gpt-4o', error_type: 'timeout' });
  expect(settle([failed]).changes).toEqual([]);
});
