import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mapDrift, readDrift, type DriftRow } from '../../scripts/llmdrift';
import { lineToTrace } from '../../src/replay/lineToTrace';
import { parseLogLine, type ParsedLine } from '../../src/replay/parseLogLine';
import { createHash } from 'node:crypto';

const DATA = join(__dirname, '..', '..', '..', 'shared', 'data', 'llmdrift', 'generations.jsonl.gz');
const UNTIL = Date.UTC(2026, 10, 25);
const DAY_MS = 86_400_000;

const row: DriftRow = {
  task: 'prime',
  id: '7',
  model: 'gpt-4-0314',
  release: '2023-03',
  query: 'Is 17 a prime number?',
  answer: '[Yes]',
  temperature: 0.1,
  latency_s: 1.25,
  completion_tokens: 3,
  cost_usd: 0.001,
  parsed: 'yes',
  correct: 1,
};

test('a row becomes a line with the alias as model and the release as version', () => {
  expect(mapDrift([row], UNTIL)).toEqual([
    {
      time: new Date(UNTIL - 14 * DAY_MS).toISOString(),
      trace_id: 'llmdrift/prime/gpt-4-0314/7/0',
      service: 'llmdrift',
      environment: 'replay',
      topic: 'prime',
      provider: 'openai',
      model: 'gpt-4',
      model_version: 'gpt-4-0314',
      latency_ms: 1250,
      output_tokens: 3,
      cost_usd: 0.001,
      user_query: 'Is 17 a prime number?',
      model_response: '[Yes]',
      temperature: 0.1,
      scores: [
        {
          name: 'correct',
          value: 1,
          scale_min: 0,
          scale_max: 1,
          is_rate: true,
          evaluator: 'parsing rules of the authors',
          evaluator_kind: 'CODE',
        },
      ],
    },
  ]);
});

// The public data sets lie beside the repository and are never copied into it.
const withData = existsSync(DATA) ? describe : describe.skip;

withData('the whole set (skipped where ../shared is absent)', () => {
  const lines = mapDrift(existsSync(DATA) ? readDrift(DATA) : [], UNTIL);
  const parsed = lines.flatMap((line): ParsedLine[] => {
    const result = parseLogLine(JSON.stringify(line));
    return result.kind === 'line' ? [result.parsed] : [];
  });

  test('every line is one that replay takes, with an id of its own', () => {
    expect(parsed).toHaveLength(12_624);
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(new Set(parsed.map((line) => lineToTrace(line, '', hash).spans[0]?.traceId)).size).toBe(12_624);
  });

  /** Rate of an outcome in per cent, from the parsed lines as replay sends them. */
  const rate = (topic: string, outcome: string, version: string): number => {
    const values = parsed
      .filter(({ line }) => line.topic === topic && line.model_version === version)
      .flatMap(({ line }) => line.scores ?? [])
      .filter(({ name }) => name === outcome)
      .map(({ value }) => Number(value ?? Number.NaN));
    return (100 * values.reduce((sum, value) => sum + value, 0)) / values.length;
  };

  // Rates of the README of the set.
  test.each([
    ['prime', 'correct', 84.0, 51.1, 49.6, 76.2],
    ['happy_number', 'correct', 83.6, 35.2, 30.6, 48.2],
    ['sensitive', 'answered', 21.0, 5.0, 2.0, 8.0],
    ['leetcode', 'directly_usable', 52.0, 10.0, 22.0, 2.0],
    ['leetcode', 'accepted_after_unfencing', 52.0, 70.0, 46.0, 48.0],
    ['opinion', 'gave_option', 97.9, 24.7, 98.3, 98.7],
  ])('%s, %s', (topic, outcome, ...expected) => {
    const versions = ['gpt-4-0314', 'gpt-4-0613', 'gpt-3.5-turbo-0301', 'gpt-3.5-turbo-0613'];
    expect(versions.map((version) => Number(rate(topic, outcome, version).toFixed(1)))).toEqual(expected);
  });

  test('March lies before June, evenly over 14 days each, the tasks mixed, always in the same order', () => {
    const days = (release: string): number[] =>
      parsed
        .filter(({ line }) => /0301|0314/.test(line.model_version ?? '') === (release === 'March'))
        .map(({ time }) => Math.floor((Number(time / 1_000_000n) - UNTIL) / DAY_MS));
    expect([Math.min(...days('March')), Math.max(...days('March')), Math.min(...days('June')), Math.max(...days('June'))]).toEqual([
      -28, -15, -14, -1,
    ]);
    const perDay = days('June').filter((day) => day === -5).length;
    expect(Math.abs(perDay - 6_312 / 14)).toBeLessThan(2);
    expect(new Set(parsed.slice(0, 200).map(({ line }) => line.topic)).size).toBeGreaterThanOrEqual(4);
    expect(mapDrift(readDrift(DATA), UNTIL)).toEqual(lines);
  });

  test('the model that was asked for is the alias on every line', () => {
    expect([...new Set(parsed.map(({ line }) => line.model))].sort()).toEqual(['gpt-3.5-turbo', 'gpt-4']);
  });
});
