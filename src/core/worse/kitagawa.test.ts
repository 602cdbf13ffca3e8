import fc from 'fast-check';
import { kitagawa } from './kitagawa';

const side = (w: number, mean: number) => ({ w, x: w * mean });

/** By hand: shares 0.9/0.1 to 0.6/0.4, means 4.5 and 3 stay: total 4.35 to 3.9, all of it mix. M = 4.125. */
test('a pure shift of the mix', () => {
  const result = kitagawa([
    { segment: 'easy', before: side(90, 4.5), now: side(60, 4.5) },
    { segment: 'hard', before: side(10, 3), now: side(40, 3) },
  ]);
  expect(result?.total).toBeCloseTo(-0.45, 12);
  expect(result?.within).toBeCloseTo(0, 12);
  expect(result?.parts.map(({ mix }) => Number(mix.toFixed(6)))).toEqual([-0.1125, -0.3375]);
});

test('a pure fall within one segment', () => {
  const result = kitagawa([
    { segment: 'a', before: side(50, 4), now: side(50, 3) },
    { segment: 'b', before: side(50, 4), now: side(50, 4) },
  ]);
  expect(result).toMatchObject({ total: -0.5, mix: 0, within: -0.5 });
});

test('an empty side: nothing to say', () => {
  expect(kitagawa([{ segment: 'a', before: side(0, 0), now: side(5, 4) }])).toBeNull();
  expect(kitagawa([])).toBeNull();
});

test('mix and within always sum to the total, also with segments that come and go', () => {
  const part = fc.record({ w: fc.double({ min: 0, max: 1e4, noNaN: true }), mean: fc.double({ min: 1, max: 5, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part), { minLength: 1, maxLength: 8 }), (pairs) => {
      const result = kitagawa(pairs.map(([a, b], i) => ({ segment: String(i), before: side(a.w, a.mean), now: side(b.w, b.mean) })));
      if (result === null) return;
      expect(result.mix + result.within).toBeCloseTo(result.total, 9);
      expect(result.parts.reduce((sum, { mix, within }) => sum + mix + within, 0)).toBeCloseTo(result.total, 9);
    }),
  );
});
