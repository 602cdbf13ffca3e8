import { WORSE_NUMBERS, type WorseNumber } from '../../core/frames/worseFrames';
import { WORSE_STATES, type WorseState } from '../../core/verdict/worseState';
import type { FrameLike } from '../../ui/frameCells';
import { worseView } from './view';

interface Row extends Partial<Record<WorseNumber, number | null>> {
  readonly labels: readonly string[];
  readonly is: WorseState;
}

function summary(kind: string, groupBy: readonly string[], rows: readonly Row[], custom: object = {}): FrameLike {
  return {
    length: rows.length,
    meta: { custom: { kind, groupBy, bucketMs: 3_600_000, ...custom } },
    fields: [
      ...['metric', ...groupBy].map((name, index) => ({ name, values: rows.map((row) => row.labels[index] ?? '') })),
      ...WORSE_NUMBERS.map((name) => ({
        name,
        values: rows.map((row) => (name === 'state' ? WORSE_STATES[row.is] : (row[name] ?? null))),
      })),
    ],
  };
}

function table(kind: string, columns: Readonly<Record<string, readonly unknown[]>>, custom: object = {}): FrameLike {
  const fields = Object.entries(columns).map(([name, values]) => ({ name, values }));
  return { length: fields[0]?.values.length ?? 0, meta: { custom: { kind, groupBy: [], ...custom } }, fields };
}

const steady: Row = {
  labels: ['factuality'],
  is: 'steady',
  observed: 4.5,
  expected: 4.55,
  n: 100,
  sensitivity_day: 0.39,
  sensitivity_week: 0.16,
};
const fallen: Row = { labels: ['factuality', 'returns'], is: 'worse', firing: 1, z: 9, since: 7, observed: 3.1, expected: 4.6, n: 47 };
const quiet: Row = { labels: ['factuality', 'new'], is: 'not_enough_data', more_needed: 1 };

test('nothing at all is no data', () => {
  expect(worseView([])).toMatchObject({ state: 'no_data', sentence: '', explained: null, metrics: [], segments: [] });
});

test('a segment that fell speaks for a steady whole; one without data does not', () => {
  const answer = { explained: 'factuality', explainedSegment: ['returns'], sentence: 'Worse: …' };
  const view = worseView([summary('worse_summary', [], [steady], answer), summary('worse_segments', ['topic'], [quiet, fallen])]);
  expect(view).toMatchObject({ state: 'worse', sentence: 'Worse: …', groupBy: ['topic'] });
  expect(view.explained).toMatchObject({ label: 'factuality · returns', change: '−1.50', since: 7, n: 47 });
  expect(view.segments.map(({ state, verdict }) => [state, verdict])).toEqual([
    ['worse', 'Worse'],
    ['not_enough_data', 'Not enough data: about 1 more answer'],
  ]);
  expect(worseView([summary('worse_summary', [], [steady]), summary('worse_segments', ['topic'], [quiet])]).state).toBe('steady');
});

test.each<[string, readonly WorseState[], WorseState]>([
  ['worse goes before all', ['steady', 'judge_blind', 'worse'], 'worse'],
  ['a blind judge goes before better', ['better', 'judge_blind'], 'judge_blind'],
  ['one that says nothing does not silence one that does', ['not_enough_data', 'steady'], 'steady'],
  ['only then there is not enough data', ['not_enough_data', 'not_enough_data'], 'not_enough_data'],
])('%s', (_name, states, expected) => {
  const rows = states.map((is, index): Row => ({ ...steady, labels: [`m${index}`], is }));
  const view = worseView([summary('worse_summary', [], rows)]);
  expect(view.state).toBe(expected);
  expect(view.metrics[0]?.state).toBe(expected);
});

test('each metric says what its rule can see, with its name as people read it', () => {
  const row: Row = { ...steady, labels: ['format_failure'], is_rate: 1, higher_is_worse: 1, sensitivity_day: 0.02, sensitivity_week: 0.01 };
  const [metric] = worseView([summary('worse_summary', [], [row])]).metrics;
  expect(metric).toMatchObject({ label: 'format failure', kind: 'rate' });
  expect(metric?.sensitivity).toBe('A rise of format failure under 2 points is likely to be missed in one day, under 1 points in a week.');
});

test('lines belong to the whole, or to the segment that is explained, each with its own buckets', () => {
  const line = (kind: string, bucketMs: number) =>
    table(kind, { time: [0, bucketMs], metric: ['factuality', 'factuality'], observed: [4, 3], n: [1, 2] }, { bucketMs });
  const view = worseView([
    summary('worse_summary', [], [steady], { explained: 'factuality', explainedSegment: ['returns'] }),
    line('worse_series', 1_000),
    line('worse_segment_series', 24_000),
  ]);
  expect(view.series.get(JSON.stringify(['factuality']))).toMatchObject({ bucketMs: 1_000 });
  expect(view.series.get(JSON.stringify(['factuality', 'returns']))).toMatchObject({ bucketMs: 24_000 });
});

test('columns that an older service does not write, or writes wrongly, read as empty', () => {
  const view = worseView([
    summary('worse_summary', [], [steady], { explained: 'factuality' }),
    table('worse_causes', { slice: ['returns'], role: ['cause'], field_1: ['topic'], value_1: ['returns'] }),
    table('worse_examples', { trace_id: ['t'], documents: ['not json'] }),
    table('worse_drift', { kind: ['data'], text: ['x'], drifted: [1] }),
  ]);
  expect(view.causes).toEqual([expect.objectContaining({ fixed: [['topic', 'returns']], share: null, document: '', n: 0 })]);
  expect(view.examples).toEqual([expect.objectContaining({ traceId: 't', documents: [], value: null })]);
  expect(view.drift).toEqual([{ kind: 'data', text: 'x', drifted: true }]);
});

test('notices are said once, generated data by the badge', () => {
  const noticed = (texts: readonly string[]): FrameLike => ({
    ...summary('worse_summary', [], [{ ...steady, generated: 1 }]),
    meta: { custom: { kind: 'worse_summary', groupBy: [] }, notices: texts.map((text) => ({ text, severity: 'info' })) },
  });
  expect(worseView([noticed(['Generated demo data', 'a', 'a'])])).toMatchObject({ notices: ['a'], generated: true });
});
