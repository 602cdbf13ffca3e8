import type { NoticeJSON } from '../frames/frame';
import { MIN_SHOWN } from '../verdict/good';
import type { GoodSums } from './assembleGood';
import type { Judged } from './judgedDimensions';

/** What a person has to know beside the numbers. */
export function goodNotices(judged: readonly Judged[], { traffic, scores }: Pick<GoodSums, 'traffic' | 'scores'>): NoticeJSON[] {
  const requests = traffic.reduce((sum, cell) => sum + cell.requests, 0);
  const isGenerated = [...traffic, ...scores].some(({ generated }) => generated > 0);
  const changed = judged.filter(({ since }) => since !== null).map(({ dimension }) => dimension);
  const few = judged.some(({ cells }) => cells.reduce((sum, { moments }) => sum + moments.n, 0) < MIN_SHOWN);
  return [
    ...(isGenerated ? [info('Generated demo data')] : []),
    ...(judged.length === 0 && requests > 0
      ? [warning(`${requests.toLocaleString('en')} requests and no score: send evaluation results or switch a judge on.`)]
      : []),
    ...(changed.length === 0
      ? []
      : [
          warning(
            `The evaluator of ${changed.join(', ')} changed within this time range. Only its newest epoch counts; earlier scores are not compared with it.`,
          ),
        ]),
    ...judged
      .filter(({ otherEvaluators }) => otherEvaluators.length > 0)
      .map(({ dimension, evaluator, otherEvaluators }) =>
        info(`${dimension} is read from ${named(evaluator)}; also scored by ${otherEvaluators.map(named).join(', ')}.`),
      ),
    ...(few ? [info(`Below ${MIN_SHOWN} judged answers no mean is shown.`)] : []),
  ];
}

const named = (evaluator: string): string => evaluator || 'an evaluator without a name';
const info = (text: string): NoticeJSON => ({ severity: 'info', text });
const warning = (text: string): NoticeJSON => ({ severity: 'warning', text });
