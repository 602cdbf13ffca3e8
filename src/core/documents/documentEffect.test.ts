import type { Moments } from '../stats/moments';
import { documentEffect } from './documentEffect';

const moments = (...scores: readonly number[]): Moments => ({
  n: scores.length,
  sw: scores.length,
  sw2: scores.length,
  swx: scores.reduce((sum, x) => sum + x, 0),
  swxx: scores.reduce((sum, x) => sum + x * x, 0),
});

test('within a topic: drawn to none by 20 answers, the interval as well', () => {
  // With: 2, 2; without: 4, 4. The spread of all four is 4/3, the error sqrt(4/3), of which 2 / 22 is kept.
  const effect = documentEffect([{ with: moments(2, 2), all: moments(2, 2, 4, 4) }]);
  expect(effect).toMatchObject({ mean: 2, without: 4, n: 2, nWithout: 2 });
  expect(effect?.difference).toBeCloseTo((2 / 22) * -2, 9);
  expect((effect?.upper ?? 0) - (effect?.lower ?? 0)).toBeCloseTo(((2 * 2) / 22) * 1.959964 * Math.sqrt(4 / 3), 5);
});

test('a hard topic is not blamed on its documents (Simpson)', () => {
  // The document is mostly given on the hard topic; within each topic it makes no difference.
  const hard = { with: moments(2, 2, 2, 2), all: moments(2, 2, 2, 2, 2, 2) };
  const easy = { with: moments(5, 5), all: moments(5, 5, 5, 5, 5, 5, 5, 5) };
  expect(documentEffect([hard, easy])).toMatchObject({ mean: 3, without: 3, difference: 0 });
});

test.each([
  ['every answer of the topic had it', [{ with: moments(1, 2, 3), all: moments(1, 2, 3) }]],
  ['one answer with it', [{ with: moments(1), all: moments(1, 5, 5) }]],
  ['nothing was judged', [{ with: moments(), all: moments() }]],
  ['no topics', []],
])('%s: nothing to tell', (_name, topics) => expect(documentEffect(topics)).toBeNull());
