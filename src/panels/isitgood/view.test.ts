import { GOOD_NUMBERS, type GoodNumber } from '../../core/frames/goodFrames';
import { GOOD_STATES, type GoodState } from '../../core/verdict/state';
import type { FrameLike } from '../../ui/frameCells';
import { goodView } from './view';

type Numbers = Partial<Record<GoodNumber, number | null>>;
interface Row extends Numbers {
  readonly labels: readonly string[];
  readonly is: GoodState;
}

/** A frame as Grafana hands it over: columns by name. */
function frame(kind: string, groupBy: readonly string[], rows: readonly Row[], notices: readonly string[] = []): FrameLike {
  const labels = ['dimension', ...groupBy];
  return {
    length: rows.length,
    meta: { custom: { kind, groupBy, bucketMs: 3_600_000 }, notices: notices.map((text) => ({ text, severity: 'info' })) },
    fields: [
      ...labels.map((name, index) => ({ name, values: rows.map((row) => row.labels[index] ?? '') })),
      ...GOOD_NUMBERS.map((name) => ({ name, values: rows.map((row) => (name === 'state' ? GOOD_STATES[row.is] : (row[name] ?? null))) })),
    ],
  };
}

const SCALE: Numbers = {
  scale_min: 1,
  scale_max: 5,
  is_rate: 0,
  eligible: 1000,
  scored: 250,
  sampled: 260,
  failed: 10,
  coverage: 0.25,
  n: 250,
  generated: 0,
};
const factuality: Row = { ...SCALE, labels: ['factuality'], is: 'not_good', mean: 3.1, lower: 2.9, upper: 3.4, target: 4.2 };
const relevance: Row = { ...SCALE, labels: ['relevance'], is: 'good', mean: 4.6, lower: 4.5, upper: 4.7, target: 4.2 };

test('the sentence names what decides, with its figures', () => {
  const view = goodView([frame('good_summary', [], [relevance, factuality])]);
  expect(view.state).toBe('not_good');
  expect(view.sentence).toBe('Not good: factuality 3.1 (2.9 to 3.4) against 4.2, 250 judged answers');
});

const VERDICTS: [string, Row, string][] = [
  ['undecided says how many more', { ...relevance, is: 'cannot_tell', more_needed: 140 }, 'Cannot tell yet: about 140 more judged answers'],
  ['six answers are too few for a number', { ...relevance, is: 'cannot_tell', n: 6, mean: null }, '6 judged answers: too few to say'],
  ['one answer', { ...relevance, is: 'cannot_tell', n: 1, mean: null }, '1 judged answer: too few to say'],
  ['a judge that never scored', { ...relevance, is: 'judge_blind', n: 0, mean: null }, 'Judge blind: nothing was scored'],
  ['a judge that stopped', { ...relevance, is: 'judge_blind' }, 'Judge blind: scoring has stopped or collapsed'],
  ['nobody set a target', { ...relevance, is: 'no_target', target: null }, 'No target set'],
];
test.each(VERDICTS)('%s', (_name, row, verdict) =>
  expect(goodView([frame('good_summary', [], [row])]).dimensions[0]?.verdict).toBe(verdict),
);

test('coverage counts what failed', () => {
  const [score] = goodView([frame('good_summary', [], [relevance])]).dimensions;
  expect(score?.coverage).toBe('25 %');
  expect(score?.coverageDetail).toBe('250 scored and 10 failed of 1,000 requests');
});

test('segments come worst first, whatever their order, and the worst one speaks', () => {
  const of = (topic: string, row: Row): Row => ({ ...row, labels: [...row.labels, topic] });
  const view = goodView([
    frame('good_summary', [], [factuality, relevance]),
    frame(
      'good_segments',
      ['topic'],
      [
        of('shipping', { ...factuality, is: 'good', mean: 4.5 }),
        of('shipping', relevance),
        of('', { ...factuality, is: 'cannot_tell', mean: 4.1, more_needed: 20 }),
        of('return policy', { ...factuality, mean: 3.1 }),
        of('return policy', relevance),
      ],
    ),
  ]);
  expect(view.segments.map(({ label }) => label)).toEqual(['return policy', '(none)', 'shipping']);
  expect(view.segments[0]?.scores.map(({ dimension }) => dimension)).toEqual(['factuality', 'relevance']);
  expect(view.sentence).toBe('return policy: not good: factuality 3.1 (2.9 to 3.4) against 4.2, 250 judged answers');
});

test('generated data is a badge and not a notice as well', () => {
  const view = goodView([frame('good_summary', [], [{ ...relevance, generated: 1 }], ['Generated demo data', 'Something else'])]);
  expect(view.generated).toBe(true);
  expect(view.notices).toEqual(['Something else']);
});

test('no frames, and frames of other queries, are no data', () => {
  expect(goodView([]).state).toBe('no_data');
  expect(goodView([{ length: 1, meta: {}, fields: [{ name: 'a', values: [1] }] }]).dimensions).toEqual([]);
});

test('a column that an older service does not write is unknown, not zero', () => {
  const short: FrameLike = {
    length: 1,
    meta: { custom: { kind: 'good_summary', groupBy: [] } },
    fields: [
      { name: 'dimension', values: ['x'] },
      { name: 'state', values: [1] },
    ],
  };
  expect(goodView([short]).dimensions[0]).toMatchObject({ mean: null, target: null, coverage: '–' });
});
