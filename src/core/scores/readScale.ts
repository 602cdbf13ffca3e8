import type { Dimension } from '../model/dimension';
import { labelValue } from './labelValues';
import type { ScoreInput } from './scoreEventRow';

export interface Scale {
  /** Worst possible score. */
  readonly min: number;
  /** Best possible score. */
  readonly max: number;
  readonly isRate: boolean;
  readonly reject?: string;
}

const SHARE: Scale = { min: 0, max: 1, isRate: false };

/**
 * The scale of a score: as sent, else that of its dimension. A yes or no that comes without a scale is a rate between 0
 * and 1, even where the dimension has another scale: one evaluator may grade what another passes or fails.
 */
export function readScale(input: ScoreInput, dimension: Dimension, isKnown: boolean): Scale {
  if (input.scale !== undefined) {
    const [min, max] = input.scale;
    const scale = { min, max, isRate: input.isRate ?? (isYesOrNo(input) && min === 0 && max === 1) };
    const isScale = Number.isFinite(min) && Number.isFinite(max) && min < max;
    return isScale ? scale : { ...scale, reject: `scale: the worst score (${min}) must be below the best one (${max})` };
  }
  if (isYesOrNo(input) || (input.isRate === true && !isKnown)) return { ...SHARE, isRate: true };
  return { min: dimension.scaleMin, max: dimension.scaleMax, isRate: input.isRate ?? dimension.isRate };
}

function isYesOrNo({ value, label }: ScoreInput): boolean {
  return typeof value === 'boolean' || ((value === undefined || value === null) && labelValue(label) !== undefined);
}
