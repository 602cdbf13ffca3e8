/** Tokens and cost of an interaction. */
import { GPT, interaction, span } from '../../../tests/testkit/settleOne';
import type { SpanRow } from '../model/tables';

describe('tokens and cost', () => {
  const root = span('r', '', 'agent', 0, 1000);
  const used = { ...GPT, input_tokens: 1000, output_tokens: 100 };
  // 1000 × 2.5 + 100 × 10 dollars per million
  const ONE = 0.0035;

  test.each<[string, readonly SpanRow[], number | null, number | null, string]>([
    ['one call', [root, span('a', 'r', 'generation', 0, 1, used)], 1000, ONE, 'prices'],
    ['two calls', [root, span('a', 'r', 'generation', 0, 1, used), span('b', 'r', 'generation', 2, 3, used)], 2000, 2 * ONE, 'prices'],
    [
      'usage on an agent repeats that of its calls',
      [{ ...root, ...used, input_tokens: 7777 }, span('a', 'r', 'generation', 0, 1, used)],
      1000,
      ONE,
      'prices',
    ],
    [
      'an outer call repeats the inner one',
      [
        root,
        span('a', 'r', 'generation', 0, 9, { ...used, cost_usd: 5 }),
        span('x', 'a', 'other', 1, 8),
        span('b', 'x', 'generation', 2, 3, used),
      ],
      1000,
      ONE,
      'prices',
    ],
    [
      'an outer call counts when the inner one reports nothing',
      [root, span('a', 'r', 'generation', 0, 9, used), span('b', 'a', 'generation', 2, 3, { error_type: 'x', status: 'error', ...GPT })],
      1000,
      ONE,
      'prices',
    ],
    [
      'a guardrail model is paid for',
      [root, span('g', 'r', 'guardrail', 0, 9), span('b', 'g', 'generation', 2, 3, used)],
      1000,
      ONE,
      'prices',
    ],
    [
      'an evaluator is not part of the request',
      [root, span('g', 'r', 'evaluator', 0, 9), span('b', 'g', 'generation', 2, 3, used)],
      null,
      null,
      'unknown',
    ],
    ['reported', [root, span('a', 'r', 'generation', 0, 1, { ...used, cost_usd: 0.5 })], 1000, 0.5, 'reported'],
    ['reported as nothing', [root, span('a', 'r', 'generation', 0, 1, { ...used, cost_usd: 0 })], 1000, 0, 'reported'],
    [
      'mixed',
      [root, span('a', 'r', 'generation', 0, 1, { ...used, cost_usd: 0.5 }), span('b', 'r', 'generation', 2, 3, used)],
      2000,
      0.5 + ONE,
      'mixed',
    ],
    [
      'one unknown price makes the sum unknown',
      [root, span('a', 'r', 'generation', 0, 1, used), span('b', 'r', 'generation', 2, 3, { ...used, model: 'who', model_version: 'who' })],
      2000,
      null,
      'unknown',
    ],
    ['a call without usage is unknown', [root, span('a', 'r', 'generation', 0, 1, GPT)], null, null, 'unknown'],
    [
      'a generation without output tokens is unknown',
      [root, span('a', 'r', 'generation', 0, 1, { ...used, output_tokens: null })],
      1000,
      null,
      'unknown',
    ],
    [
      'a call that failed at once costs nothing',
      [root, span('a', 'r', 'generation', 0, 1, { ...GPT, status: 'error' }), span('b', 'r', 'generation', 2, 3, used)],
      1000,
      ONE,
      'prices',
    ],
    ['an embedding has no output', [root, span('a', 'r', 'embedding', 0, 1, { model: 'embed', input_tokens: 10 })], 10, 0.000001, 'prices'],
    ['a reranker that is paid by the call', [root, span('a', 'r', 'rerank', 0, 1, { model: 'rerank' })], null, 0.002, 'prices'],
    [
      'a reranker without a model is our own',
      [root, span('a', 'r', 'rerank', 0, 1), span('b', 'r', 'generation', 2, 3, used)],
      1000,
      ONE,
      'prices',
    ],
    ['no paid call', [root], null, null, 'unknown'],
  ])('%s', (_name, spans, tokens, cost, source) => {
    const row = interaction(spans);
    expect([row.input_tokens, row.cost_source]).toEqual([tokens, source]);
    expect(row.cost_usd).toEqual(cost === null ? null : expect.closeTo(cost, 12));
  });
});
