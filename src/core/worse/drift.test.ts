import { findDrift, type DriftSample, type DriftSide } from './drift';

const rate = (n: number, sum: number): DriftSide => ({ n, sum, squares: sum });
/** n values of which half are `mean - spread` and half `mean + spread`. */
const lengths = (n: number, mean: number, spread: number): DriftSide => ({
  n,
  sum: n * mean,
  squares: n * (mean * mean + spread * spread),
});

interface Row {
  readonly name: string;
  readonly sample: DriftSample;
  readonly drifted: boolean;
  readonly kind: string;
  readonly text: string;
}

const ROWS: readonly Row[] = [
  {
    name: 'a topic that doubled',
    sample: { measure: 'topic_share', subject: 'returns', before: rate(4_000, 400), now: rate(1_000, 200) },
    drifted: true,
    kind: 'usage',
    text: 'Share of the topic "returns": 10 % before, 20 % since',
  },
  {
    name: 'a certain change that is too small to matter',
    sample: { measure: 'topic_share', subject: 'returns', before: rate(400_000, 40_000), now: rate(100_000, 11_000) },
    drifted: false,
    kind: 'usage',
    text: 'Share of the topic "returns": 10 % before, 11 % since',
  },
  {
    name: 'a large change that may be chance',
    sample: { measure: 'refusal_rate', subject: '', before: rate(100, 1), now: rate(100, 5) },
    drifted: false,
    kind: 'output',
    text: 'Share of refused answers: 1 % before, 5 % since',
  },
  {
    name: 'too few requests to say anything',
    sample: { measure: 'responded_model', subject: 'm-2', before: rate(4_000, 0), now: rate(20, 20) },
    drifted: false,
    kind: 'model',
    text: 'Share of answers by m-2: 0 % before, 100 % since',
  },
  {
    name: 'another model under the same name',
    sample: { measure: 'responded_model', subject: 'm-2', before: rate(4_000, 0), now: rate(40, 40) },
    drifted: true,
    kind: 'model',
    text: 'Share of answers by m-2: 0 % before, 100 % since',
  },
  {
    name: 'longer answers',
    sample: { measure: 'answer_length', subject: '', before: lengths(1_000, 100, 30), now: lengths(400, 120, 30) },
    drifted: true,
    kind: 'output',
    text: 'Length of the answers: 100 before, 120 since',
  },
  {
    name: 'nothing on either side',
    sample: { measure: 'format_failures', subject: '', before: rate(0, 0), now: rate(0, 0) },
    drifted: false,
    kind: 'output',
    text: 'Share of answers in the wrong format: unknown before, unknown since',
  },
];

test.each(ROWS)('$name', ({ sample, drifted, kind, text }) =>
  expect(findDrift([sample])).toEqual([expect.objectContaining({ drifted, kind, text })]),
);

test('z of two means is that of Welch', () => {
  const [found] = findDrift([{ measure: 'query_length', subject: '', before: lengths(1_000, 100, 30), now: lengths(400, 120, 40) }]);
  // Variances with Bessel's correction.
  const error = Math.sqrt((900 * 1_000) / 999 / 1_000 + (1_600 * 400) / 399 / 400);
  expect(found?.z).toBeCloseTo(20 / error, 9);
  expect(found?.change).toBeCloseTo(0.2, 12);
});

test('a share that nobody had before is tested with half an event on each side', () => {
  const [found] = findDrift([{ measure: 'new_documents', subject: '', before: rate(999, 0), now: rate(99, 9) }]);
  const [p0, p1] = [0.5 / 1_000, 9.5 / 100];
  expect(found?.z).toBeCloseTo((p1 - p0) / Math.sqrt((p0 - p0 * p0) / 999 + (p1 - p1 * p1) / 99), 6);
  expect(found).toMatchObject({ before: 0, now: 9 / 99 });
});

test('what drifted comes first, the clearest at the top', () => {
  const found = findDrift(ROWS.map(({ sample }) => sample));
  expect(found.slice(0, 3).every(({ drifted }) => drifted)).toBe(true);
  expect(found.slice(3).some(({ drifted }) => drifted)).toBe(false);
});
