import type { LabelledAnswer } from './labelledAnswers';
import { weighByStratum, type StratumCount } from './weighByStratum';

const ROW = { evaluator: 'judge', epoch: 'e', dimension: 'factuality' };
const PROBABILITY = { low: 1, other: 0.25 } as const;

/** A low score is a 1, any other one a 5; the judge itself looked at every second answer. */
const drawn = (n: number, stratum: keyof typeof PROBABILITY): LabelledAnswer[] =>
  Array.from({ length: n }, (_, index) => ({
    ...ROW,
    scaleMin: 1,
    scaleMax: 5,
    isRate: false,
    traceId: `${stratum}${index}`,
    topic: '',
    segment: [],
    time: 0,
    isFailed: false,
    fits: true,
    people: [],
    judge: stratum === 'low' ? 1 : 5,
    human: 3,
    weight: 2 / PROBABILITY[stratum],
    drawn: { stratum, probability: PROBABILITY[stratum] },
  }));
const judged = (low: number, other: number): StratumCount[] => [
  { ...ROW, stratum: 'low', judged: low },
  { ...ROW, stratum: 'other', judged: other },
];
const total = (answers: readonly LabelledAnswer[]): number => answers.reduce((sum, { weight }) => sum + weight, 0);
const lowShare = (answers: readonly LabelledAnswer[]): number => total(answers.filter(({ judge }) => judge === 1)) / total(answers);

test.each<[string, number, number, readonly StratumCount[], number]>([
  ['all of 20 and 80 labelled', 20, 80, judged(20, 80), 0.2],
  ['stopped early, four times as many of the low ones', 10, 10, judged(20, 80), 0.2],
  ['all low ones and half of the others', 20, 40, judged(20, 80), 0.2],
  ['only low ones', 5, 0, judged(20, 80), 1],
  ['judged anew: fewer low ones now than labels', 20, 40, judged(0, 100), 20 / 120],
  ['counts of another epoch say nothing, and all weigh the same', 1, 3, judged(20, 80).map((one) => ({ ...one, epoch: 'f' })), 0.25],
])('share of low scores: %s', (_name, low, other, counts, expected) => {
  const answers = [...drawn(low, 'low'), ...drawn(other, 'other')];
  const weighed = weighByStratum(answers, counts);
  expect(lowShare(weighed)).toBeCloseTo(expected, 12);
  expect(total(weighed)).toBeCloseTo(total(answers), 9);
});

test('labels from elsewhere keep their weight', () => {
  const [one] = drawn(1, 'other');
  const other = { ...one, drawn: null, weight: 7 } as LabelledAnswer;
  expect(weighByStratum([other, ...drawn(20, 'low')], judged(20, 80))[0]).toEqual(other);
});
