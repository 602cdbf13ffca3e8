import { dimensionOf, type Dimension } from '../model/dimension';
import type { GoodQuery } from '../query/model';
import type { Scale } from '../stats/scoreInterval';
import type { GoodSums } from './assembleGood';
import { chooseEpochs, type ChosenEpoch } from './chooseEpochs';
import type { ScoreCell } from './readSums';

/** A dimension of the answer: the epoch that it is read from, its scale, its target and its cells. */
export interface Judged extends ChosenEpoch {
  readonly scale: Scale;
  readonly target: number | null;
  readonly cells: readonly ScoreCell[];
}

type Sources = Pick<GoodSums, 'scores' | 'before' | 'evaluated'>;

/**
 * Every dimension that the answer must have a row for, by name: those with scores, those that had scores before the
 * range, and those that were asked for by name. One without scores shows as such; it does not vanish.
 */
export function judgedDimensions(query: GoodQuery, { scores, before, evaluated }: Sources, known: readonly Dimension[]): Judged[] {
  const targetOf = (name: string): number | null =>
    query.targets[name] ?? known.find((dimension) => dimension.name === name)?.target ?? null;
  const chosen = chooseEpochs(scores).map((choice): Judged => {
    const cells = scores.filter((cell) => isOf(cell, choice));
    return { ...choice, scale: scaleOf(cells), target: targetOf(choice.dimension), cells };
  });
  const missing = [...new Set([...before.map(({ dimension }) => dimension), ...evaluated, ...query.dimensions])]
    .filter((name) => chosen.every(({ dimension }) => dimension !== name))
    .map((name) => unscored(dimensionOf(name, known), targetOf(name)));
  return [...chosen, ...missing].sort((a, b) => (a.dimension < b.dimension ? -1 : 1));
}

function isOf(cell: ScoreCell, { dimension, evaluator, epoch }: ChosenEpoch): boolean {
  return cell.dimension === dimension && cell.evaluator === evaluator && cell.epoch === epoch;
}

/** The widest scale of the cells: an evaluator that changes its scale starts an epoch, so there is one. */
function scaleOf(cells: readonly ScoreCell[]): Scale {
  const min = Math.min(...cells.map(({ scaleMin }) => scaleMin));
  const max = Math.max(...cells.map(({ scaleMax }) => scaleMax));
  return { min, max, isRate: cells.every(({ isRate }) => isRate) };
}

function unscored({ name, scaleMin, scaleMax, isRate }: Dimension, target: number | null): Judged {
  const scale = { min: scaleMin, max: scaleMax, isRate };
  return { dimension: name, evaluator: '', epoch: '', since: null, otherEvaluators: [], scale, target, cells: [] };
}
