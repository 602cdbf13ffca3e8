/** Where a person is in the queue. Pure: what the page shows follows from this alone. */
import type { ReviewItem } from '../../core/calibration/reviewItem';
import type { Judgement, ReviewDimension } from './reviewClient';

export interface ReviewState {
  readonly items: readonly ReviewItem[];
  /** Place in the queue; at its end, more is fetched. */
  readonly at: number;
  readonly values: ReadonlyMap<string, number | null>;
  readonly comment: string;
  /** Null until the person's own scores are stored. */
  readonly judgements: readonly Judgement[] | null;
  /** Index of the dimension that a digit scores. */
  readonly active: number;
  readonly done: number;
}

export const EMPTY_REVIEW: ReviewState = { items: [], at: 0, values: new Map(), comment: '', judgements: null, active: 0, done: 0 };

export type ReviewAction =
  | { readonly kind: 'queue'; readonly items: readonly ReviewItem[] }
  | { readonly kind: 'score'; readonly dimension: string; readonly index: number; readonly value: number | null; readonly count: number }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'saved'; readonly judgements: readonly Judgement[] }
  | { readonly kind: 'next' };

export function reduceReview(state: ReviewState, action: ReviewAction): ReviewState {
  switch (action.kind) {
    case 'queue':
      return { ...EMPTY_REVIEW, items: action.items, done: state.done };
    case 'score':
      if (state.judgements !== null) return state;
      return {
        ...state,
        values: new Map([...state.values, [action.dimension, action.value]]),
        active: Math.min(action.index + 1, action.count - 1),
      };
    case 'comment':
      return { ...state, comment: action.text };
    case 'move':
      return { ...state, active: action.to };
    case 'saved':
      return { ...state, judgements: action.judgements, done: state.done + 1 };
    case 'next':
      return { ...EMPTY_REVIEW, items: state.items, at: state.at + 1, done: state.done };
  }
}

export interface ScorePoint {
  readonly value: number | null;
  /** Key that gives it. */
  readonly key: string;
  readonly label: string;
}

/** The points of a scale with the keys that give them: 1 to 5 from worst to best, 0 where the dimension does not apply. */
export function pointsOf({ scaleMin, scaleMax, isRate }: Pick<ReviewDimension, 'scaleMin' | 'scaleMax' | 'isRate'>): ScorePoint[] {
  const steps = isRate
    ? [scaleMin, scaleMax].map((value, index) => ({ value, key: String(index + 1), label: index === 0 ? 'No' : 'Yes' }))
    : [0, 1, 2, 3, 4].map((step) => {
        const value = scaleMin + (step * (scaleMax - scaleMin)) / 4;
        return { value, key: String(step + 1), label: String(Number(value.toFixed(2))) };
      });
  return [...steps, { value: null, key: '0', label: 'Not applicable' }];
}
