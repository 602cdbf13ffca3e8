/** The parts of the panel that turn numbers into pixels, words and addresses. */
import { chartDrawing, niceTicks, timeStep, type ChartBox } from './chartGeometry';
import { withChanges } from '../../ui/withChanges';
import { drillDown, traceUrl } from '../../ui/drillDown';
import { formatChange, formatValue } from './formatValue';
import { labelRows } from './labelRows';
import { worseLayout } from './layout';
import type { SeriesPoint } from './readFrames';

const HOUR = 3_600_000;
const BOX: ChartBox = { width: 400, height: 200, left: 40, right: 10, top: 20, bottom: 30 };
const point = (hour: number, observed: number | null, rest: Partial<SeriesPoint> = {}): SeriesPoint => ({
  time: hour * HOUR,
  metric: 'factuality',
  observed,
  lower: observed === null ? null : observed - 0.5,
  upper: observed === null ? null : observed + 0.5,
  expected: 4.5,
  bandLower: 4,
  bandUpper: 5,
  n: 10,
  ...rest,
});

describe('chart', () => {
  const drawing = chartDrawing([point(0, 5), point(1, 4), point(2, null), point(3, 3), point(6, 4)], HOUR, BOX);

  test('points stand in the middle of their bucket, lines break at gaps, and a point alone is a dot', () => {
    // Seven hours on 350 pixels: 50 an hour. Values from 3 to 5 with 8 % to spare, of 150 pixels.
    expect(drawing?.x(0)).toBe(40);
    expect(drawing?.x(7 * HOUR)).toBe(390);
    expect(drawing?.middle(0)).toBe(65);
    const y = (value: number): number => Math.round((20 + (1 - (value - 2.84) / 2.32) * 150) * 10) / 10;
    expect(drawing?.observed).toBe(`M65 ${y(5)}L115 ${y(4)}`);
    expect(drawing?.lonely.map(({ time }) => time / HOUR)).toEqual([3, 6]);
    expect(drawing?.expected).toContain(`M65 ${y(4.5)}L115 ${y(4.5)}L165 ${y(4.5)}L215 ${y(4.5)}`);
    expect(drawing?.band.startsWith(`M65 ${y(5)}`)).toBe(true);
    expect(drawing?.band.endsWith('Z')).toBe(true);
  });

  test('nothing is drawn of nothing, and equal values still have a height', () => {
    expect(chartDrawing([], HOUR, BOX)).toBeNull();
    expect(chartDrawing([point(0, null, { expected: null, bandLower: null, bandUpper: null })], HOUR, BOX)).toBeNull();
    const flat = [0, 1].map((hour) => point(hour, 4, { expected: 4, bandLower: 4, bandUpper: 4 }));
    expect(chartDrawing(flat, HOUR, BOX)?.observed).not.toMatch(/NaN/);
  });

  test('no sum of values makes a path that is no path', () => {
    const wild = [point(0, 1e-9), point(1, 1e9), point(2, -5, { lower: null }), point(3, 0, { bandLower: null })];
    const { observed = '', band = '', interval = '' } = chartDrawing(wild, HOUR, BOX) ?? {};
    for (const path of [observed, band, interval]) expect(path).toMatch(/^(M[\d. L-]+Z?)*$/);
  });

  test('90 days of hours are laid out in less than 100 ms', () => {
    const points = Array.from({ length: 90 * 24 }, (_, hour) => point(hour, 4 + Math.sin(hour / 7)));
    // Of the processor, not of the clock: the machine may be busy with something else.
    const took = Array.from({ length: 5 }, () => {
      const started = process.cpuUsage();
      const drawn = chartDrawing(points, HOUR, { ...BOX, width: 1_200 });
      expect(drawn?.observed.match(/L/g)).toHaveLength(90 * 24 - 1);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    });
    expect(Math.min(...took)).toBeLessThan(100);
  });

  test.each([
    [2.84, 5.16, 3, [3, 4, 5]],
    [0, 0.072, 4, [0, 0.02, 0.04, 0.06]],
    [4.4, 4.6, 2, [4.4, 4.5, 4.6]],
  ])('ticks from %d to %d', (low, high, count, expected) => expect(niceTicks(low, high, count)).toEqual(expected));

  test.each([
    [6, 6, 1],
    [24, 5, 6],
    [14 * 24, 7, 48],
    [90 * 24, 10, 336],
  ])('%d hours with %d labels: one every %d hours', (hours, labels, step) => expect(timeStep(hours * HOUR, labels)).toBe(step * HOUR));
});

test.each([
  ['apart', [10, 40, 80], [0, 0, 0]],
  ['two near each other', [10, 15, 80], [0, 1, 0]],
  ['three on one place', [10, 10, 10], [0, 1, 1]],
])('labels %s', (_name, places, rows) => expect(labelRows(places, 16, 2)).toEqual(rows));

describe('addresses', () => {
  const has = (name: string): boolean => name !== 'tool';

  test('a slice sets the variables that the dashboard has, and resets them', () => {
    const fixed = [
      ['topic', 'return policy'],
      ['tool', 'search'],
    ] as const;
    expect(drillDown(fixed, has)).toEqual({ 'var-topic': 'return policy' });
    expect(drillDown(fixed, has, true)).toEqual({ 'var-topic': '$__all' });
    expect(drillDown([['tool', 'search']], has)).toBeNull();
    expect(drillDown([], has)).toBeNull();
  });

  test('the rest of the address stays, and several values of a variable become one', () => {
    expect(withChanges('?from=now-7d&var-topic=a&var-topic=b&x=1', { 'var-topic': 'return & policy' })).toBe(
      '?from=now-7d&var-topic=return+%26+policy&x=1',
    );
  });

  const place = { template: '', hasVariable: false, search: '?from=now-7d', explore: null };
  test.each([
    ['an address of the panel', { ...place, template: '/d/t?var-trace_id=${trace_id}&a=1' }, '/d/t?var-trace_id=ab%2F1&a=1'],
    ['no address that runs a script', { ...place, template: 'javascript:alert(1)//${trace_id}' }, null],
    ['a variable of the dashboard', { ...place, hasVariable: true }, '?from=now-7d&var-trace_id=ab%2F1'],
    ['nowhere', place, null],
  ])('a trace leads to %s', (_name, where, expected) => expect(traceUrl('ab/1', where)).toBe(expected));

  test('in Grafana a trace leads to Explore, with its id as text of the statement', () => {
    const url = new URL(traceUrl("a'b", { ...place, explore: 'uid1' }) ?? '', 'http://grafana');
    expect(url.pathname).toBe('/explore');
    const panes = JSON.parse(url.searchParams.get('panes') ?? '') as { plumbline: { datasource: string; queries: { rawSql: string }[] } };
    expect(panes.plumbline.datasource).toBe('uid1');
    expect(panes.plumbline.queries[0]?.rawSql).toContain("trace_id = 'a\\'b'");
  });
});

test.each([
  [3.1, 'score', '3.10'],
  [0.072, 'rate', '7.20 %'],
  [0.00412, 'cost', '$0.00412'],
  [null, 'score', '–'],
] as const)('value %s as %s', (value, kind, text) => expect(formatValue(value, kind)).toBe(text));

test.each([
  [-1.5, 'score', '−1.50'],
  [0.061, 'rate', '+6.1 points'],
  [-0.001, 'score', '0.00'],
  [0.0005, 'cost', '+$0.0005'],
  [null, 'rate', '–'],
] as const)('change %s as %s', (value, kind, text) => expect(formatChange(value, kind)).toBe(text));

describe('layout', () => {
  const SIZES: readonly (readonly [width: number, height: number, parts: object])[] = [
    [284, 150, { lists: false, columns: false, largeSentence: false }],
    [404, 370, { lists: true, columns: false, largeSentence: false }],
    [784, 450, { lists: true, columns: false, largeSentence: true }],
    [1_240, 640, { lists: true, columns: true, largeSentence: true }],
  ];
  test.each(SIZES)('%d × %d', (width, height, parts) => {
    const layout = worseLayout(width, height);
    expect(layout).toMatchObject(parts);
    // The picture never takes the whole panel, and is there at every size that the panel promises.
    expect(layout.chartHeight).toBeGreaterThan(50);
    expect(layout.chartHeight).toBeLessThan(height);
    expect(layout.chartWidth).toBeLessThanOrEqual(width);
  });
});
