import { agreementFrame } from '../core/calibration/agreementFrame';
import { labelledAnswers, type LabelledAnswer } from '../core/calibration/labelledAnswers';
import { weighByStratum } from '../core/calibration/weighByStratum';
import type { FrameJSON } from '../core/frames/frame';
import type { AgreementQuery } from '../core/query/agreement';
import { ANY_LABEL, judgingStatement, pairStatement, type PairQuestion } from '../core/sql/agreementSql';
import { ROLLUP_SETTINGS } from '../core/sql/goodSql';
import { strataStatement } from '../core/sql/reviewSql';
import { printReadable } from '../core/sql/sql';
import type { QueryContext, TimeRange } from './deps';
import { readRows } from './readRows';

/** How well judges agree with people, over all labels of requests before the end of the range. @throws QueryError, StorageError */
export async function answerAgreement(query: AgreementQuery, context: QueryContext): Promise<FrameJSON[]> {
  const question = questionOf(query, context.range);
  const answers = (await readLabelledAnswers(question, context)).filter(({ fits }) => fits);
  const format = context.isAlert ? 'table' : query.format;
  const values = context.isAlert && query.values.length === 0 ? (['state'] as const) : query.values;
  const judged = await readRows(judgingStatement(question), context, ROLLUP_SETTINGS);
  const judging = judged.map(([evaluator, dimension, epoch]) => ({
    evaluator: String(evaluator),
    dimension: String(dimension),
    epoch: String(epoch),
  }));
  const executedQueryString = printReadable(pairStatement(question));
  return [agreementFrame({ ...query, format, values: [...values] }, answers, { judging, now: context.range.to, executedQueryString })];
}

/** SQL of the query for people, without running it. @throws QueryError */
export function agreementSqlText(query: AgreementQuery, range: TimeRange): string {
  return printReadable(pairStatement(questionOf(query, range)));
}

/** Answers that a judge and people scored; nothing more is read where there is no label. @throws QueryError, StorageError */
export async function readLabelledAnswers(
  question: PairQuestion,
  context: Pick<QueryContext, 'deps' | 'signal'>,
): Promise<LabelledAnswer[]> {
  if ((await readRows(ANY_LABEL, context)).length === 0) return [];
  const answers = labelledAnswers(await readRows(pairStatement(question), context), question.groupBy.length);
  const times = answers.flatMap(({ drawn, time }) => (drawn === null ? [] : [time]));
  if (times.length === 0) return answers;
  const [from, to] = times.reduce(([first, last], time) => [Math.min(first, time), Math.max(last, time + 1)], [Infinity, -Infinity]);
  const counts = await readRows(strataStatement({ from, to }), context);
  return weighByStratum(
    answers,
    counts.map(([evaluator, epoch, dimension, stratum, judged]) => ({
      evaluator: String(evaluator),
      epoch: String(epoch),
      dimension: String(dimension),
      stratum: String(stratum),
      judged: Number(judged),
    })),
  );
}

function questionOf({ dimensions, evaluator = '', filters }: AgreementQuery, { from, to }: TimeRange): PairQuestion {
  return { dimensions, evaluator, filters, groupBy: [], from, to };
}
