/** Agreement and corrected means against second implementations: contingency tables, ranks and covariances the long way. */
import fc from 'fast-check';
import { agreement } from './agreement';
import { correctedMean } from './correctedMean';
import { cohenKappa, pearson, quadraticKappa, spearman } from './correlations';
import { judgeDrift } from './drift';
import type { LabelledAnswer } from './labelledAnswers';
import type { Pair } from './pair';

const pairs = (values: readonly (readonly [judge: number, human: number])[]): Pair[] =>
  values.map(([judge, human]) => ({ judge, human, weight: 1 }));
/** Cohen's example of two raters: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; kappa 0.4 (0.7 - 0.5) / (1 - 0.5). */
const YES_NO = pairs([
  ...Array<readonly [number, number]>(20).fill([1, 1]),
  ...Array<readonly [number, number]>(5).fill([1, 0]),
  ...Array<readonly [number, number]>(10).fill([0, 1]),
  ...Array<readonly [number, number]>(15).fill([0, 0]),
]);

/** From the table of counts, as it is usually defined. */
function kappaOfTable(own: readonly Pair[], distance: (i: number, j: number) => number): number {
  const values = [...new Set(own.flatMap(({ judge, human }) => [judge, human]))];
  const total = own.reduce((sum, { weight }) => sum + weight, 0);
  const cell = (i: number, j: number): number =>
    own.reduce((sum, { judge, human, weight }) => sum + (judge === i && human === j ? weight : 0), 0) / total;
  const row = (i: number): number => values.reduce((sum, j) => sum + cell(i, j), 0);
  const column = (j: number): number => values.reduce((sum, i) => sum + cell(i, j), 0);
  let [seen, expected] = [0, 0];
  for (const i of values)
    for (const j of values) {
      seen += distance(i, j) * cell(i, j);
      expected += distance(i, j) * row(i) * column(j);
    }
  return 1 - seen / expected;
}

const score = fc.integer({ min: 1, max: 5 });
const weighted = fc.array(fc.record({ judge: score, human: score, weight: fc.constantFrom(1, 4, 0.5) }), { minLength: 8, maxLength: 40 });

test('kappa of yes and no, by hand', () => {
  expect(quadraticKappa(YES_NO)?.value).toBeCloseTo(0.4, 12);
  expect(cohenKappa(YES_NO)).toBeCloseTo(0.4, 12);
  // Fleiss, Cohen and Everitt 1969: standard error 0.1271 at these counts, so about 0.13 to 0.62.
  expect(quadraticKappa(YES_NO)?.lower).toBeCloseTo(0.13, 1);
  expect(quadraticKappa(YES_NO)?.upper).toBeCloseTo(0.62, 1);
});

test('quadratic and plain kappa are those of the table of counts, with weights', () => {
  fc.assert(
    fc.property(weighted, (own) => {
      const found = quadraticKappa(own);
      if (found !== null)
        expect(found.value).toBeCloseTo(
          kappaOfTable(own, (i, j) => (i - j) ** 2),
          9,
        );
      const plain = cohenKappa(own);
      if (plain !== null)
        expect(plain).toBeCloseTo(
          kappaOfTable(own, (i, j) => (i === j ? 0 : 1)),
          9,
        );
    }),
    { numRuns: 200 },
  );
});

test('a weight of two is the same pair twice', () => {
  fc.assert(
    fc.property(weighted, (own) => {
      const doubled = own.map((pair) => ({ ...pair, weight: 2 }));
      const twice = own.flatMap((pair) => [
        { ...pair, weight: 1 },
        { ...pair, weight: 1 },
      ]);
      for (const figure of [quadraticKappa, pearson, spearman])
        expect(figure(doubled)?.value ?? null).toEqual(figure(twice) === null ? null : expect.closeTo(figure(twice)?.value ?? 0, 9));
    }),
  );
});

/** Spearman by hand: ranks (1,2,3,4,5) and (2,1,4,3,5), 1 - 6·4 / (5·24) = 0.8. */
test('rank correlation by hand, and whatever a growing function makes of the values', () => {
  const own = pairs([
    [1, 20],
    [2, 10],
    [3, 40],
    [4, 30],
    [5, 50],
  ]);
  expect(spearman(own)?.value).toBeCloseTo(0.8, 12);
  expect(spearman(own.map((pair) => ({ ...pair, human: Math.exp(pair.human) })))?.value).toBeCloseTo(0.8, 12);
});

const answer = (n: number, judge: number, human: number, more: Partial<LabelledAnswer> = {}): LabelledAnswer => ({
  evaluator: 'judge',
  epoch: 'e',
  dimension: 'factuality',
  scaleMin: 1,
  scaleMax: 5,
  isRate: false,
  traceId: String(n),
  topic: 'returns',
  segment: [],
  time: n,
  isFailed: false,
  fits: true,
  people: [['anna', human]],
  drawn: null,
  judge,
  human,
  weight: 1,
  ...more,
});
/** 100 answers, 20 of each score; on every fifth the judge is one point too kind, or too strict at the top. */
const GOOD = Array.from({ length: 100 }, (_, n) => {
  const human = 1 + (n % 5);
  return answer(n, n % 25 < 5 ? (human === 5 ? 4 : human + 1) : human, human);
});

test('exact, within one and bias by hand', () => {
  const found = agreement(GOOD, 1000);
  expect(found).toMatchObject({ n: 100, failed: 0, labellers: 1, shortfalls: [] });
  expect(found.exact?.value).toBeCloseTo(0.8, 12);
  expect(found.withinOne?.value).toBe(1);
  // 16 too kind, 4 too strict: 0.12; variance (20 - 100·0.0144) / 99 = 0.18747, t(99) 1.9842 · 0.043298.
  expect(found.bias?.value).toBeCloseTo(0.12, 12);
  expect(found.bias?.lower).toBeCloseTo(0.12 - 1.9842 * Math.sqrt(0.18747 / 100), 3);
});

test.each<[string, readonly LabelledAnswer[], readonly string[]]>([
  ['99 labels', GOOD.slice(1), ['few_labels']],
  [
    'a judge that guesses',
    GOOD.map((one, n) => ({ ...one, judge: 1 + ((n * 7) % 5), human: 1 + (Math.floor(n / 5) % 5) })),
    ['low_agreement'],
  ],
  ['a kind judge', GOOD.map((one) => ({ ...one, judge: one.human + 0.51, scaleMax: 5 })), ['biased']],
  ['one topic off', GOOD.map((one, n) => (n < 20 ? { ...one, topic: 'tax', judge: one.human + 1 } : one)), ['topic_off']],
  ['a small topic off', GOOD.map((one, n) => (n < 19 ? { ...one, topic: 'tax', judge: one.human + 1 } : one)), []],
])('calibrated: %s', (_name, answers, expected) => expect(agreement(answers, 1000).shortfalls).toEqual(expected));

test('a failed judgement is no score, and is counted', () => {
  const found = agreement([...GOOD, answer(200, 0, 5, { isFailed: true })], 1000);
  expect([found.n, found.failed, found.exact?.value]).toEqual([100, 1, expect.closeTo(0.8, 9)]);
});

test('people with each other, each two of an answer', () => {
  const own = GOOD.map((one, n): LabelledAnswer => ({
    ...one,
    people: [
      ['anna', one.human],
      ['ben', n % 10 === 0 ? Math.min(5, one.human + 1) : one.human],
    ],
  }));
  const { people } = agreement(own, 1000);
  expect([people.n, people.exact?.value]).toEqual([100, expect.closeTo(0.9, 9)]);
});

describe('drift', () => {
  const DAY = 86_400_000;
  const now = 100 * DAY;
  const distances = (recent: number) =>
    Array.from({ length: 300 }, (_, n) => ({ time: now - (n / 4) * DAY, error: (n % 4 === 0 ? 1 : 0) + (n < 30 ? recent : 0), weight: 1 }));
  test('none while the distance stays', () => expect(judgeDrift(distances(0), now)?.isDrifting).toBe(false));
  // Seven days hold 29 risen ones, 1.0 · √29 = 5.39; eight hold 30 of 33, 0.91 · √33 = 5.22.
  test('found, with its size and start', () => {
    const found = judgeDrift(distances(1), now);
    expect(found).toMatchObject({ isDrifting: true, since: now - 7 * DAY });
    expect(found?.rise).toBeGreaterThan(0.8);
  });
  test('cannot be told with few labels', () => expect(judgeDrift(distances(1).slice(0, 60), now)).toBeNull());
});

/** A judge 0.3 too kind with correlation 0.6, as in statistics §2.3: the corrected interval covers what people would say. */
test('the corrected mean covers, the judge alone does not, also when low scores are over-sampled', () => {
  let seed = 7;
  const uniform = (): number => ((seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) + 0.5) / 2 ** 31;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const [runs, N] = [150, 1000];
  let [covered, shifted] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const all = Array.from({ length: N }, () => {
      const human = 4 + normal();
      return { human, judge: 4.3 + 0.6 * (human - 4) + 0.8 * normal() };
    });
    const labelled = all.flatMap(({ human, judge }) => {
      const p = judge < 4 ? 0.12 : 0.03;
      return uniform() < p ? [{ human, judge, weight: 1 / p }] : [];
    });
    const judged = all.reduce((sum, { judge }) => ({ ...sum, swx: sum.swx + judge, swxx: sum.swxx + judge * judge }), {
      n: N,
      sw: N,
      sw2: N,
      swx: 0,
      swxx: 0,
    });
    const found = correctedMean(judged, labelled, null);
    if (found !== null && found.lower <= 4 && found.upper >= 4) covered++;
    const other = correctedMean(judged, [], labelled);
    if (other?.source === 'epoch' && other.lower <= 4 && other.upper >= 4) shifted++;
  }
  expect(covered / runs).toBeGreaterThan(0.9);
  expect(shifted / runs).toBeGreaterThan(0.9);
  expect(correctedMean({ n: 50, sw: 50, sw2: 50, swx: 200, swxx: 850 }, [], YES_NO.slice(0, 19))).toBeNull();
});
