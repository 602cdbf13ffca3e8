import { EMPTY_REVIEW, pointsOf, reduceReview, type ReviewAction, type ReviewState } from './reviewState';

const after = (...actions: readonly ReviewAction[]): ReviewState => actions.reduce(reduceReview, EMPTY_REVIEW);
const score = (index: number, value: number): ReviewAction => ({ kind: 'score', dimension: `d${index}`, index, value, count: 2 });

test('a score goes to its dimension and on to the next', () => {
  const state = after(score(0, 4));
  expect([[...state.values], state.active]).toEqual([[['d0', 4]], 1]);
  expect(after(score(0, 4), score(1, 2)).active).toBe(1);
});
test('once the judge is shown, nothing is changed any more', () => {
  const state = after(score(0, 4), { kind: 'saved', judgements: [] }, score(0, 1));
  expect([[...state.values], state.done]).toEqual([[['d0', 4]], 1]);
});
test('the next answer starts anew', () =>
  expect(after(score(0, 4), { kind: 'comment', text: 'x' }, { kind: 'saved', judgements: [] }, { kind: 'next' })).toEqual({
    ...EMPTY_REVIEW,
    at: 1,
    done: 1,
  }));

test.each([
  [{ scaleMin: 1, scaleMax: 5, isRate: false }, [1, 2, 3, 4, 5, null]],
  [{ scaleMin: 0, scaleMax: 1, isRate: false }, [0, 0.25, 0.5, 0.75, 1, null]],
  [{ scaleMin: 0, scaleMax: 1, isRate: true }, [0, 1, null]],
])('points of %j', (scale, expected) => expect(pointsOf(scale).map(({ value }) => value)).toEqual(expected));
