import { emptyRow } from '../../../tests/testkit/rows';
import { interactions } from '../model/tables';
import { segmentsOf } from '../settle/documents';
import { hash } from '../scores/hash';
import { evaluatorSchema, type Sampling } from './evaluatorSchema';
import { sample, sampleAgain, type Candidate } from './sampling';

const sampling = (change: object): Sampling =>
  evaluatorSchema.parse({ name: 'j', model: 'm', endpoint: { url: 'http://127.0.0.1/v1' }, sampling: change }).sampling;
const EMPTY = segmentsOf(emptyRow(interactions));
const candidate = (n: number, change: Partial<Candidate> = {}): Candidate => ({
  ...EMPTY,
  trace_id: n.toString(16).padStart(32, '0'),
  session_id: '',
  validatorsFailed: [],
  signals: [],
  ...change,
});
const MANY = Array.from({ length: 6_000 }, (_, n) => candidate(n));
const drawn = (rule: Sampling, all: readonly Candidate[] = MANY): Candidate[] => all.filter((one) => sample(one, rule, 1, hash).isSampled);

test('the share drawn is the rate, the same each time, and a larger rate keeps what a smaller one drew', () => {
  const five = drawn(sampling({ rate: 0.05 }));
  // Four standard errors of 6,000 draws: 4 * sqrt(0.05 * 0.95 / 6,000).
  expect(Math.abs(five.length / MANY.length - 0.05)).toBeLessThan(0.0113);
  expect(drawn(sampling({ rate: 0.05 }))).toEqual(five);
  const twenty = new Set(drawn(sampling({ rate: 0.2 })));
  expect(five.every((one) => twenty.has(one))).toBe(true);
  expect(drawn(sampling({ rate: 0 }))).toEqual([]);
  expect(drawn(sampling({ rate: 1 }))).toHaveLength(MANY.length);
});

const RULES = sampling({
  rate: 0.05,
  strata: [{ name: 'returns', where: { topic: ['returns', 'refunds'], environment: ['prod'] }, rate: 0.5 }],
  triggers: {
    validators: [
      { name: 'refusal', rate: 0.8 },
      { name: '*', rate: 0.3 },
    ],
    signals: [{ name: 'thumbs_down', rate: 1 }],
  },
});
test.each([
  ['nothing special', {}, 0.05, 'uniform'],
  ['a stratum', { topic: 'refunds', environment: 'prod' }, 0.5, 'returns'],
  ['half a stratum', { topic: 'refunds' }, 0.05, 'uniform'],
  ['any validator', { validatorsFailed: ['length'] }, 0.3, 'validator:*'],
  ['a validator by name', { validatorsFailed: ['length', 'refusal'] }, 0.8, 'validator:refusal'],
  ['a trigger below its stratum', { topic: 'returns', environment: 'prod', validatorsFailed: ['length'] }, 0.5, 'returns'],
  ['a complaint', { signals: ['copy', 'thumbs_down'] }, 1, 'signal:thumbs_down'],
])('%s', (_name, change, probability, stratum) => {
  expect(sample(candidate(1, change), RULES, 1, hash)).toMatchObject({ probability, stratum });
});

test('turns of a conversation are drawn together', () => {
  const rules = sampling({ rate: 0.5, unit: 'conversation' });
  const turns = Array.from({ length: 200 }, (_, n) => candidate(n, { session_id: `s${n % 20}` }));
  const sessions = new Map<string, Set<boolean>>();
  for (const turn of turns)
    sessions.set(turn.session_id, (sessions.get(turn.session_id) ?? new Set()).add(sample(turn, rules, 1, hash).isSampled));
  expect([...sessions.values()].every(({ size }) => size === 1)).toBe(true);
});

test('a budget that runs out thins the uniform part and not the triggers, and the probability says so', () => {
  expect(sample(candidate(1), RULES, 0.1, hash).probability).toBeCloseTo(0.005);
  expect(sample(candidate(1, { validatorsFailed: ['refusal'] }), RULES, 0.1, hash).probability).toBe(0.8);
});

test('a late trigger raises a probability and never lowers one', () => {
  const first = sample(candidate(1), RULES, 1, hash);
  expect(sampleAgain(candidate(1, { signals: ['copy', 'thumbs_down'] }), first, RULES, hash)).toEqual({
    isSampled: true,
    probability: 1,
    baseProbability: 0.05,
    stratum: 'signal:thumbs_down',
  });
  expect(sampleAgain(candidate(1), first, sampling({ rate: 1 }), hash)).toBeUndefined();
});

/** Weighted mean of a population whose bad answers are judged more often: scores 5, one in ten 1. */
test('weights undo the triggers: the weighted mean is that of all, and a rate that changes mid-way does not move it', () => {
  const population = MANY.map((one, n) => ({
    one: n % 10 === 0 ? { ...one, validatorsFailed: ['refusal'] } : one,
    score: n % 10 === 0 ? 1 : 5,
  }));
  const mean = (rateAt: (n: number) => Sampling): number => {
    let [sw, swx] = [0, 0];
    population.forEach(({ one, score }, n) => {
      const { isSampled, probability } = sample(one, rateAt(n), 1, hash);
      if (isSampled) [sw, swx] = [sw + 1 / probability, swx + score / probability];
    });
    return swx / sw;
  };
  const [slow, fast] = [0.05, 0.2].map((rate) => sampling({ rate, triggers: { validators: [{ name: 'refusal', rate: 0.8 }] } }));
  if (slow === undefined || fast === undefined) throw new Error('two rates');
  // True mean 4.6. Weighted by 1/0.05 the good ones have most of the variance: 4 * sqrt(n_good-ish) is below 0.05.
  expect(mean(() => slow)).toBeCloseTo(4.6, 1);
  expect(mean((n) => (n < MANY.length / 2 ? slow : fast))).toBeCloseTo(4.6, 1);
  expect(mean(() => fast)).toBeCloseTo(4.6, 1);
});
