import { scoreCell, trafficCell } from '../../../tests/testkit/scoreCell';
import type { FrameJSON } from '../frames/frame';
import { GOOD_NUMBERS, type GoodNumber } from '../frames/goodFrames';
import { goodQuerySchema } from '../query/model';
import { GOOD_STATES } from '../verdict/state';
import { assembleGood, type GoodSums } from './assembleGood';
import type { StepSums } from './readSums';

const FACTUALITY = { name: 'factuality', scaleMin: 1, scaleMax: 5, isRate: false, target: 4.2 };
const EMPTY: GoodSums = { scores: [], steps: [], traffic: [], trafficSince: new Map(), before: [], evaluated: [] };
const answer = (query: object, sums: Partial<GoodSums>): FrameJSON[] =>
  assembleGood(
    goodQuerySchema.parse({ kind: 'good', ...query }),
    { ...EMPTY, ...sums },
    { dimensions: [FACTUALITY], bucketMs: 3_600_000, executedQueryString: 'SELECT …' },
  );

/** Rows of a frame as records. */
function rowsOf(frame: FrameJSON | undefined): Record<string, unknown>[] {
  const names = frame?.schema.fields.map(({ name }) => name) ?? [];
  return (frame?.data.values[0] ?? []).map((_value, row) =>
    Object.fromEntries(names.map((name, index) => [name, frame?.data.values[index]?.[row]])),
  );
}
const kinds = (frames: readonly FrameJSON[]): unknown[] => frames.map(({ schema }) => schema.meta?.custom?.kind);

describe('which frames', () => {
  test('a panel', () => expect(kinds(answer({}, {}))).toEqual(['good_summary', 'good_series', 'good_histogram']));
  test('a grouped panel', () =>
    expect(kinds(answer({ groupBy: ['topic'] }, {}))).toEqual([
      'good_summary',
      'good_segments',
      'good_series',
      'good_segment_series',
      'good_histogram',
    ]));
  test('a table', () => expect(kinds(answer({ format: 'table' }, {}))).toEqual(['good_summary']));
  test('a grouped table', () => expect(kinds(answer({ format: 'table', groupBy: ['topic'] }, {}))).toEqual(['good_segments']));
  test('a time series without data still says why', () => {
    const frames = answer({ format: 'time_series' }, { traffic: [trafficCell()] });
    expect(frames).toHaveLength(1);
    expect(frames[0]?.schema.fields).toEqual([]);
    expect(frames[0]?.schema.meta).toMatchObject({
      type: 'timeseries-multi',
      executedQueryString: 'SELECT …',
      notices: [{ severity: 'warning' }],
    });
  });
  test('notices and SQL stand in the first frame only', () => {
    const [first, ...others] = answer({ groupBy: ['topic'] }, { scores: [scoreCell({ segment: ['a'], generated: 1 })] });
    expect(first?.schema.meta?.notices?.[0]).toEqual({ severity: 'info', text: 'Generated demo data' });
    for (const { schema } of others) expect(schema.meta).not.toHaveProperty('notices');
  });
});

describe('rows', () => {
  test('every number of one dimension, by hand', () => {
    // 30 scores of 4 in an old hour and 10 of 5 in the newest one; 4 failures; 400 requests, 100 of them new.
    const scores = [
      scoreCell({ n: 30, mean: 4, failed: 4, bucket: 0 }),
      scoreCell({ n: 10, mean: 5, recentScored: 10, bucket: 3600, generated: 10 }),
    ];
    const traffic = [trafficCell({ requests: 300 }), trafficCell({ bucket: 3600, requests: 100, recentRequests: 100 })];
    const [row] = rowsOf(answer({ format: 'table' }, { scores, traffic })[0]);
    expect(row).toMatchObject({
      dimension: 'factuality',
      mean: 4.25,
      n: 40,
      n_effective: 40,
      target: 4.2,
      // p = 0.8125; v = 0.1875 · 40/39 = 0.1923, /16 = 0.01202; quotient 12.7, so 160 tosses: 4.25 is 3.98 to 4.46.
      state: GOOD_STATES.cannot_tell,
      eligible: 400,
      sampled: 44,
      scored: 40,
      failed: 4,
      coverage: 0.1,
      scale_min: 1,
      scale_max: 5,
      is_rate: 0,
      calibrated: 0,
      epoch_since: null,
      generated: 0.25,
    });
    // Wilson(0.8125, 160): centre 0.80517, half 0.06021.
    expect(row?.lower).toBeCloseTo(1 + 4 * (0.80517 - 0.06021), 3);
    expect(row?.upper).toBeCloseTo(1 + 4 * (0.80517 + 0.06021), 3);
    // z² · 16 p(1-p)/4 / 0.05² - 40 = 3.8415 · 0.609375 / 0.0025 - 40 = 896.4.
    expect(row?.more_needed).toBe(897);
  });

  test('below ten judged answers there is no mean, but an interval and what is missing', () => {
    const [row] = rowsOf(answer({ format: 'table' }, { scores: [scoreCell({ n: 3, mean: 5 })], traffic: [trafficCell()] })[0]);
    expect(row).toMatchObject({ mean: null, n: 3, state: GOOD_STATES.cannot_tell, more_needed: 7 });
    expect(row?.upper).toBe(5);
  });

  test('every segment with requests or scores has a row for every dimension, also with too little', () => {
    const scores = [scoreCell({ segment: ['a'], n: 50, mean: 4.9 }), scoreCell({ segment: ['b'], dimension: 'tone', n: 2 })];
    const traffic = [trafficCell({ segment: ['a'] }), trafficCell({ segment: [''], requests: 3 })];
    const rows = rowsOf(answer({ format: 'table', groupBy: ['topic'], values: ['state', 'n'] }, { scores, traffic })[0]);
    expect(rows).toEqual(
      [
        { dimension: 'factuality', topic: '', state: GOOD_STATES.cannot_tell, n: 0 },
        { dimension: 'factuality', topic: 'a', state: GOOD_STATES.good, n: 50 },
        { dimension: 'factuality', topic: 'b', state: GOOD_STATES.no_data, n: 0 },
        { dimension: 'tone', topic: '', state: GOOD_STATES.cannot_tell, n: 0 },
        { dimension: 'tone', topic: 'a', state: GOOD_STATES.no_data, n: 0 },
        { dimension: 'tone', topic: 'b', state: GOOD_STATES.cannot_tell, n: 2 },
      ].sort((a, b) => (a.dimension + a.topic < b.dimension + b.topic ? -1 : 1)),
    );
  });

  test.each<[string, Partial<GoodSums>]>([
    ['not scored any more', { before: [{ dimension: 'factuality', segment: [] }] }],
    ['scored elsewhere in the service, where nothing at all is judged', { evaluated: ['factuality'] }],
  ])('a dimension that is %s, or that was asked for, has a row', (_name, sums) => {
    const query = { format: 'table', dimensions: ['tone'], values: ['state'] };
    const rows = rowsOf(answer(query, { traffic: [trafficCell({ requests: 500 })], ...sums })[0]);
    expect(rows).toEqual([
      { dimension: 'factuality', state: GOOD_STATES.judge_blind },
      { dimension: 'tone', state: GOOD_STATES.judge_blind },
    ]);
  });

  test('silence counts where the dimension is or was judged, and where nothing is', () => {
    const at = (topic: string) => [topic];
    const scores = [scoreCell({ segment: at('code'), n: 500 }), scoreCell({ segment: at('chat'), n: 500, dimension: 'tone' })];
    const traffic = ['chat', 'code', 'new'].map((topic) => trafficCell({ segment: at(topic), requests: 1000 }));
    const before = [{ dimension: 'tone', segment: at('code') }];
    const rows = rowsOf(answer({ format: 'table', groupBy: ['topic'], values: ['state'] }, { scores, traffic, before })[0]);
    expect(rows).toEqual([
      { dimension: 'factuality', topic: 'chat', state: GOOD_STATES.no_data },
      { dimension: 'factuality', topic: 'code', state: GOOD_STATES.not_good },
      { dimension: 'factuality', topic: 'new', state: GOOD_STATES.judge_blind },
      { dimension: 'tone', topic: 'chat', state: GOOD_STATES.no_target },
      { dimension: 'tone', topic: 'code', state: GOOD_STATES.judge_blind },
      { dimension: 'tone', topic: 'new', state: GOOD_STATES.judge_blind },
    ]);
  });

  test('targets: of the query, else of the configuration, else none', () => {
    const scores = [scoreCell({ n: 100, mean: 4 }), scoreCell({ n: 100, mean: 4, dimension: 'tone' })];
    const states = (targets: Record<string, number>) =>
      rowsOf(answer({ format: 'table', values: ['state', 'target'], targets }, { scores, traffic: [trafficCell({ requests: 100 })] })[0]);
    expect(states({})).toEqual([
      { dimension: 'factuality', state: GOOD_STATES.not_good, target: 4.2 },
      { dimension: 'tone', state: GOOD_STATES.no_target, target: null },
    ]);
    expect(states({ factuality: 3, tone: 3.5 }).map(({ state }) => state)).toEqual([GOOD_STATES.good, GOOD_STATES.good]);
  });
});

describe('evaluator epochs', () => {
  const scores = [
    scoreCell({ epoch: 'old', n: 900, mean: 5, firstHour: 0, lastHour: 9 * 3600 }),
    scoreCell({ epoch: 'new', n: 40, mean: 3, firstHour: 10 * 3600, lastHour: 19 * 3600 }),
    scoreCell({ epoch: 'x', evaluator: 'human', n: 20, mean: 1 }),
  ];
  const sums = { scores, traffic: [trafficCell({ requests: 2000 })], trafficSince: new Map([[36_000, [trafficCell({ requests: 80 })]]]) };
  test('only the newest counts, against the requests since it began', () => {
    const frames = answer({ format: 'table' }, sums);
    expect(rowsOf(frames[0])).toMatchObject([{ mean: 3, n: 40, eligible: 80, coverage: 0.5, epoch_since: 36_000_000 }]);
    expect(frames[0]?.schema.meta?.notices?.map(({ text }) => text)).toEqual([
      expect.stringContaining('evaluator of factuality changed'),
      'factuality is read from judge; also scored by human.',
    ]);
  });
  test('the line has the newest only', () => expect(rowsOf(answer({}, sums)[1])).toMatchObject([{ mean: 3, n: 40 }]));
});

describe('series and histogram', () => {
  const scores = [
    scoreCell({ bucket: 7200, segment: ['a'], n: 1, mean: 2 }),
    scoreCell({ bucket: 3600, segment: ['b'], n: 2, mean: 5 }),
    scoreCell({ bucket: 3600, segment: ['a'], n: 2, mean: 3 }),
  ];
  const stepsOf = (epoch: string, weights: readonly number[]): StepSums => ({
    dimension: 'factuality',
    evaluator: 'judge',
    epoch,
    steps: weights.map((weight) => ({ n: Math.floor(weight), weight })),
  });
  // Two scores of 5 that weigh 1.5 each count twice and weigh 3; another epoch is not part of the picture.
  const newest = stepsOf('e1', [0, 1, 2, 0, 0]);
  const steps = [stepsOf('e0', [9, 9, 9, 9, 9]), { ...newest, steps: [...newest.steps.slice(0, 4), { n: 2, weight: 3 }] }];
  const traffic = [trafficCell({ bucket: 3600, segment: ['a'], requests: 10 }), trafficCell({ bucket: 3600, segment: ['b'], requests: 5 })];
  const [, , series, segments, histogram] = answer({ groupBy: ['topic'] }, { scores, steps, traffic });
  test('buckets in the order of time, segments added up', () => {
    expect(rowsOf(series)).toMatchObject([
      { time: 3_600_000, dimension: 'factuality', mean: 4, n: 4, eligible: 15 },
      { time: 7_200_000, dimension: 'factuality', mean: 2, n: 1, eligible: 1 },
    ]);
    expect(rowsOf(segments)).toMatchObject([
      { time: 3_600_000, topic: 'a', mean: 3, n: 2, eligible: 10 },
      { time: 3_600_000, topic: 'b', mean: 5, n: 2, eligible: 5 },
      { time: 7_200_000, topic: 'a', mean: 2, n: 1 },
    ]);
  });
  test('five steps with their weighted share', () => {
    expect(rowsOf(histogram).map(({ step, score, n, share }) => [step, score, n, share])).toEqual([
      [1, 1, 0, 0],
      [2, 2, 1, 1 / 6],
      [3, 3, 2, 2 / 6],
      [4, 4, 0, 0],
      [5, 5, 2, 3 / 6],
    ]);
  });
  test('one frame a label set and value, told apart by labels alone', () => {
    const frames = answer({ groupBy: ['topic'], format: 'time_series', values: ['n', 'mean'] }, { scores, traffic });
    expect(frames.map(({ schema, data }) => [schema.fields[1]?.labels, data.values])).toEqual([
      [
        { dimension: 'factuality', topic: 'a', value: 'mean' },
        [
          [3_600_000, 7_200_000],
          [3, 2],
        ],
      ],
      [
        { dimension: 'factuality', topic: 'a', value: 'n' },
        [
          [3_600_000, 7_200_000],
          [2, 1],
        ],
      ],
      [{ dimension: 'factuality', topic: 'b', value: 'mean' }, [[3_600_000], [5]]],
      [{ dimension: 'factuality', topic: 'b', value: 'n' }, [[3_600_000], [2]]],
    ]);
  });
});

test('fields keep the order of the contract, labels are never null, states have words', () => {
  const [frame] = answer({ format: 'table', groupBy: ['topic'] }, { scores: [scoreCell({ segment: ['a'] })] });
  expect(frame?.schema.fields.map(({ name }) => name)).toEqual(['dimension', 'topic', ...GOOD_NUMBERS]);
  expect(frame?.schema.fields.slice(0, 2).map(({ typeInfo }) => typeInfo)).toEqual([
    { frame: 'string', nullable: false },
    { frame: 'string', nullable: false },
  ]);
  const state = frame?.schema.fields.find(({ name }) => name === ('state' satisfies GoodNumber));
  expect(state?.config?.mappings).toMatchObject([{ type: 'value', options: { '2': { text: 'Not good', color: 'red' } } }]);
});
