import type { CaseResult, CaseScore } from './evalRun';
import { EXIT_CODES } from './gate';
import { judgeChange } from './judgeChange';

const RULES = { margin: 0.02, alpha: 0.05 };

/** Deterministic noise (Lehmer, "minimal standard"). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const score = (name: string, value: number | null, more: Partial<CaseScore> = {}): CaseScore => ({
  name,
  value,
  scale: [1, 5],
  rate: false,
  evaluator: 'judge',
  evaluator_epoch: 'e1',
  error_type: '',
  explanation: '',
  ...more,
});
const result = (id: number, scores: readonly CaseScore[], more: Partial<CaseResult> = {}): CaseResult => ({
  case_id: `c${id}`,
  repeat: 0,
  answer: 'a',
  error: '',
  latency_ms: 1,
  cost_usd: null,
  judge_cost_usd: null,
  model: '',
  trace_id: '',
  scores: [...scores],
  ...more,
});
const run = (count: number, value: (index: number) => number): CaseResult[] =>
  Array.from({ length: count }, (_, index) => result(index, [score('factuality', value(index))]));
const of = (gate: ReturnType<typeof judgeChange>, name = 'factuality') => gate.dimensions.find(({ dimension }) => dimension === name);

test.each([
  // 200 cases, all differences 0 of at most ±4: nothing is known below about 4 × 3 / 200.
  ['the same answers, enough cases', run(800, () => 4), run(800, () => 4), 'pass', 'not_worse'],
  ['the same answers, too few cases to know', run(20, () => 4), run(20, () => 4), 'cannot_tell', 'cannot_tell'],
  ['better in every case', run(60, () => 3), run(60, () => 4), 'cannot_tell', 'better'],
  ['plainly worse', run(60, () => 5), run(60, () => 3), 'worse', 'worse'],
])('%s', (_name, before, after, verdict, ofDimension) => {
  const gate = judgeChange(before, after, RULES);
  expect([gate.verdict, of(gate)?.verdict]).toEqual([verdict, ofDimension]);
});

test('another epoch of the judge is not compared', () => {
  const gate = judgeChange(
    run(50, () => 4),
    [result(0, [score('factuality', 4, { evaluator_epoch: 'e2' })])],
    RULES,
  );
  expect([gate.verdict, of(gate)?.verdict, EXIT_CODES[gate.verdict]]).toEqual(['not_comparable', 'not_comparable', 3]);
});

test('an answer that does not come any more is a loss', () => {
  const after = run(100, () => 4).map((one, index) => (index < 40 ? { ...one, error: 'status 500', scores: [] } : one));
  const gate = judgeChange(
    run(100, () => 4),
    after,
    RULES,
  );
  expect(of(gate, 'answered')).toMatchObject({ verdict: 'worse', before: 1, after: 0.6 });
  expect([gate.verdict, EXIT_CODES[gate.verdict]]).toEqual(['worse', 1]);
});

test('a judgement that failed is left out and counted, never a score', () => {
  const after = [result(0, [score('factuality', null, { error_type: 'timeout' })]), result(1, [score('factuality', 5)])];
  const gate = judgeChange([result(0, [score('factuality', 4)]), result(1, [score('factuality', 4)])], after, RULES);
  expect(of(gate)).toMatchObject({ pairs: 1, lost: 1, before: 4, after: 5, difference: 1 });
});

test('a dimension that is not judged any more does not make a change pass', () => {
  const both = run(400, () => 4).map((one) => ({ ...one, scores: [...one.scores, score('relevance', 4)] }));
  const gate = judgeChange(
    both,
    run(400, () => 4),
    RULES,
  );
  expect([gate.verdict, of(gate, 'relevance')?.verdict, EXIT_CODES[gate.verdict]]).toEqual(['not_comparable', 'not_comparable', 3]);
});

test('answers that the judge cannot score any more count as the worst that can be', () => {
  const after = run(800, () => 4).map((one, index) =>
    index < 40 ? { ...one, scores: [score('factuality', null, { error_type: 'evidence_mismatch' })] } : one,
  );
  const gate = judgeChange(
    run(800, () => 4),
    after,
    RULES,
  );
  expect(of(gate)).toMatchObject({ pairs: 760, lost: 40, difference: 0, verdict: 'cannot_tell' });
});

test('repeats of a case are one case', () => {
  const after = [0, 1, 2, 3].map((repeat) => result(0, [score('factuality', repeat < 2 ? 3 : 5)], { repeat }));
  expect(of(judgeChange([result(0, [score('factuality', 4)])], after, RULES))).toMatchObject({ pairs: 1, difference: 0, after: 4 });
});

test('the order of the results does not matter', () => {
  const random = randomOf(3);
  const [before, after] = [run(80, () => 1 + Math.floor(random() * 5)), run(80, () => 1 + Math.floor(random() * 5))];
  expect(judgeChange([...before].reverse(), [...after].reverse(), RULES)).toEqual(judgeChange(before, after, RULES));
});

/** Share of 100 gates with each verdict, when a share `wrong` of right answers turns wrong and a judge errs in 1 of 50. */
function shares(cases: number, change: (random: () => number, before: number) => number): Record<string, number> {
  const random = randomOf(11);
  const counts: Record<string, number> = {};
  for (let i = 0; i < 100; i++) {
    const right = Array.from({ length: cases }, () => (random() < 0.9 ? 1 : 0));
    const rate = (value: number) => score('correct', value, { scale: [0, 1], rate: true });
    const before = right.map((value, id) => result(id, [rate(value)]));
    const after = right.map((value, id) => result(id, [rate(change(random, value))]));
    const { verdict } = judgeChange(before, after, { margin: 0.02, alpha: 0.05 });
    counts[verdict] = (counts[verdict] ?? 0) + 1 / 100;
  }
  return counts;
}

test('error rates of the gate: 2 % worse passes at most 1 in 20 times, equal and better ones pass, none is called worse wrongly', () => {
  const worse = shares(400, (random, before) => (before === 1 && random() < 0.02 / 0.9 ? 0 : before));
  expect(worse['pass'] ?? 0).toBeLessThanOrEqual(0.05);
  const equal = shares(400, (_random, before) => before);
  expect(equal['pass']).toBeCloseTo(1, 9);
  const better = shares(400, (random, before) => (before === 0 && random() < 0.3 ? 1 : before));
  expect(better['pass'] ?? 0).toBeGreaterThan(0.95);
  // 9 of 10 are right: as many turn right as turn wrong.
  const noisy = shares(400, (random, before) => (random() < (before === 1 ? 0.01 : 0.09) ? 1 - before : before));
  expect(noisy['worse'] ?? 0).toBeLessThanOrEqual(0.05);
});
