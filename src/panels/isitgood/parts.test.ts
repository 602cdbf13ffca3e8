import { formatCount, formatScore, formatShare, formatTarget } from '../../ui/format';
import { goodLayout } from './layout';
import { nextSort, sortSegments, type SegmentSort } from './sortSegments';
import { trendPath } from './trendPath';
import type { SegmentView } from './view';

describe('numbers as written', () => {
  const rows: [string, string, string][] = [
    ['a score', formatScore(3.456, false), '3.46'],
    ['a rate', formatScore(0.1234, true), '12.3 %'],
    ['a rate of all', formatScore(1, true), '100 %'],
    ['a small rate', formatScore(0.00123, true), '0.123 %'],
    ['nothing', formatScore(null, false), '–'],
    ['a target', formatTarget(4.2, false), '4.2'],
    ['a whole target', formatTarget(4, false), '4'],
    ['a target of a rate', formatTarget(0.95, true), '95 %'],
    ['thousands', formatCount(12345.6), '12,346'],
    ['a share under one per cent', formatShare(0.004), '< 1 %'],
    ['no share', formatShare(0), '0 %'],
  ];
  test.each(rows)('%s', (_name, actual, expected) => expect(actual).toBe(expected));
});

describe('what fits', () => {
  test('300 x 200: the worst dimension with its interval, nothing more', () =>
    expect(goodLayout(284, 160, 4)).toEqual({
      rows: 'worst',
      interval: true,
      range: false,
      coverage: false,
      histogram: false,
      trend: false,
      largeSentence: false,
      segmentBar: 0,
      matrix: false,
    }));
  test('full screen: everything', () =>
    expect(goodLayout(1880, 900, 4)).toEqual({
      rows: 'all',
      interval: true,
      range: true,
      coverage: true,
      histogram: true,
      trend: true,
      largeSentence: true,
      segmentBar: 96,
      matrix: true,
    }));
  test('a column a dimension as soon as the shortest bars fit: 360 + 4 × (82 + 60) = 928', () => {
    expect(goodLayout(927, 400, 4)).toMatchObject({ matrix: false, segmentBar: 96 });
    expect(goodLayout(928, 400, 4)).toMatchObject({ matrix: true, segmentBar: 60 });
  });
  test('a wider panel never shows less', () => {
    const shown = (width: number): number => Object.values(goodLayout(width, 400, 4)).filter((value) => value === true).length;
    for (let width = 100; width < 2000; width += 20) expect(shown(width + 20)).toBeGreaterThanOrEqual(shown(width));
  });
});

describe('trend', () => {
  const point = (time: number, mean: number | null) => ({ time, dimension: 'x', segment: [], mean, lower: mean, upper: mean, n: 1 });
  test('one point is no line', () => expect(trendPath([point(0, 1)], { width: 100, height: 20, target: null })).toBeNull());
  test('runs from left to right and from the top to the bottom of the box', () =>
    expect(trendPath([point(0, 5), point(10, 1)], { width: 100, height: 22, target: null })?.line).toBe('M0 1L100 21'));
  test('a gap is not drawn over', () => {
    const points = [0, 1, 2, 3, 20, 21].map((time) => point(time, 1));
    expect(trendPath(points, { width: 100, height: 20, target: null })?.line.match(/M/g)).toHaveLength(2);
  });
  test('the target is inside the drawing even far from the line', () =>
    expect(trendPath([point(0, 4), point(1, 4.1)], { width: 100, height: 22, target: 5 })?.targetY).toBe(1));
});

describe('sorting segments', () => {
  const segment = (label: string, mean: number | null): SegmentView =>
    ({ key: label, label, n: 1, scores: [{ dimension: 'f', mean }], worst: {} }) as unknown as SegmentView;
  const all = [segment('b', 2), segment('a', null), segment('c', 1)];
  test('by a dimension, without a value last either way', () => {
    const sort: SegmentSort = { by: 'mean', dimension: 'f', descending: false };
    expect(sortSegments(all, sort).map(({ label }) => label)).toEqual(['c', 'b', 'a']);
    expect(sortSegments(all, { ...sort, descending: true }).map(({ label }) => label)).toEqual(['b', 'c', 'a']);
  });
  test('a column goes up, down, and back to urgency', () => {
    const first = nextSort({ by: 'urgency' }, 'label');
    const second = nextSort(first, 'label');
    expect([first, second, nextSort(second, 'label')]).toEqual([
      { by: 'label', descending: false },
      { by: 'label', descending: true },
      { by: 'urgency' },
    ]);
  });
});
