import type { NoticeJSON } from '../frames/frame';
import type { Judged } from './judgedEpochs';
import type { TrafficCell } from './readCoverage';

/** What a person has to know beside the numbers. */
export function worseNotices(judged: readonly Judged[], traffic: readonly TrafficCell[]): NoticeJSON[] {
  const isGenerated = [...traffic, ...judged.flatMap(({ whole }) => whole.cells)].some(({ generated }) => generated > 0);
  const changed = judged.filter(({ whole }) => whole.since !== null).map(({ dimension }) => dimension);
  return [
    ...(isGenerated ? [info('Generated demo data')] : []),
    ...(changed.length === 0
      ? []
      : [warning(`The evaluator of ${changed.join(', ')} changed. Scores before that are no baseline for it.`)]),
    ...judged
      .filter(({ whole }) => whole.otherEvaluators.length > 0)
      .map(({ dimension, whole }) =>
        info(`${dimension} is read from ${named(whole.evaluator)}; also scored by ${whole.otherEvaluators.map(named).join(', ')}.`),
      ),
  ];
}

const named = (evaluator: string): string => evaluator || 'an evaluator without a name';
const info = (text: string): NoticeJSON => ({ severity: 'info', text });
const warning = (text: string): NoticeJSON => ({ severity: 'warning', text });
