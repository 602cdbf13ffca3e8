import { labelValue } from './labelValues';
import type { Scale } from './readScale';
import type { ScoreInput } from './scoreEventRow';

/** A score, or why there is none. A label that is not yes or no has neither: nothing failed, there is just no number. */
export interface ReadValue {
  readonly value: number | null;
  readonly errorType: string;
}

/** A failed judgement never becomes 0 and never NaN: it has no value, and its error says why. */
export function readValue(input: ScoreInput, scale: Scale): ReadValue {
  const failed = input.errorType?.trim() ?? '';
  if (failed !== '') return { value: null, errorType: failed };
  const value = numberOf(input, scale);
  if (value === undefined) return { value: null, errorType: input.label?.trim() ? '' : 'no_value' };
  if (!Number.isFinite(value)) return { value: null, errorType: 'non_finite' };
  if (value < scale.min || value > scale.max) return { value: null, errorType: 'out_of_scale' };
  return { value, errorType: '' };
}

/** A yes is the best score of the scale, a no the worst. */
function numberOf({ value, label }: ScoreInput, { min, max }: Scale): number | undefined {
  if (typeof value === 'number') return value;
  const yes = typeof value === 'boolean' ? value : labelValue(label);
  return yes === undefined ? undefined : yes ? max : min;
}
