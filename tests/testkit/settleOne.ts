/** Spans, text and scores of a small made-up trace, and what settling makes of them. */
import { hash } from '../../src/core/scores/hash';
import { compilePrices } from '../../src/core/cost/compilePrices';
import type { Stage } from '../../src/core/model/stage';
import type { ScoreEventRow, SpanContentRow, SpanRow } from '../../src/core/model/tables';
import { settleTrace, type SettledTrace } from '../../src/core/settle/settleTrace';
import { createValidate } from '../../src/core/validators/createValidate';
import { compileTopics } from '../../src/core/topics/compileTopics';
import { contentRow, spanRow } from './rows';

export const MS = 1_000_000n;
export const START = 1_700_000_000_000n * MS;
export const RULES = {
  topicOf: compileTopics([
    { topic: 'returns', phrases: ['return'], patterns: [] },
    { topic: 'vip', phrases: [], patterns: [], attribute: { key: 'tier', values: ['gold'] } },
  ]),
  priceOf: compilePrices([
    [
      { model: 'gpt-4o', input: 2.5, output: 10, cache_read: 1.25 },
      { model: 'embed', input: 0.1, output: 0 },
      { model: 'rerank', input: 0, output: 0, per_thousand_calls: 2 },
    ],
  ]),
  validate: createValidate(
    { defaults: false, rules: [] },
    {
      languageOf: () => '',
      onBroken: (_name, error) => {
        throw error;
      },
    },
  ),
  hash,
  rowVersion: 99n,
};

/** A span named by a letter, below another one, from and to in milliseconds after the start. */
export function span(id: string, parent: string, stage: Stage, from: number, to: number, more: Partial<SpanRow> = {}): SpanRow {
  const start_time = START + BigInt(from) * MS;
  return spanRow({
    span_id: id,
    parent_span_id: parent,
    stage,
    name: `${stage} ${id}`,
    service: 'shop',
    status: 'ok',
    start_time,
    end_time: START + BigInt(to) * MS,
    ingest_ts: 1n,
    ...more,
  });
}
export const text = (id: string, input: string, output = '', more: Partial<SpanContentRow> = {}): SpanContentRow =>
  contentRow({ span_id: id, input_text: input, output_text: output, ...more });

export function settle(
  spans: readonly SpanRow[],
  content: readonly SpanContentRow[] = [],
  scores: readonly ScoreEventRow[] = [],
): SettledTrace {
  const settled = settleTrace({ spans, content, scores }, RULES);
  if (settled === null) throw new Error('nothing settled');
  return settled;
}
export const interaction = (spans: readonly SpanRow[], content: readonly SpanContentRow[] = []) => settle(spans, content).interaction;

export const GPT = { provider: 'openai', model: 'gpt-4o', model_version: 'gpt-4o-2024-11-20' };
