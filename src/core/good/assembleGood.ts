/** Sums of the good statements to the frames of the answer. Pure: what was read and what was asked come in. */
import type { FrameJSON, FrameMetaJSON } from '../frames/frame';
import type { Dimension } from '../model/dimension';
import type { GoodQuery } from '../query/model';
import { histogramFrame, multiFrames, numbersFrame, seriesFrame, type FrameContext, type Labelled } from './goodFrames';
import { goodNotices } from './goodNotices';
import { groupRows } from './groupRows';
import { histogramRows } from './histogramRows';
import type { GroupNumbers } from './judgeGroup';
import type { Labelled as LabelledAnswers } from './peopleNumbers';
import { judgedDimensions, type Judged } from './judgedDimensions';
import type { JudgedBefore, ScoreCell, StepSums, TrafficCell } from './readSums';
import { seriesRows } from './seriesRows';
import { goodStateOf } from '../verdict/state';
import { goodSentence, type SentenceRow } from '../verdict/goodSentence';

export interface GoodSums {
  readonly scores: readonly ScoreCell[];
  /** Of the whole; empty when the answer has no histogram. */
  readonly steps: readonly StepSums[];
  readonly traffic: readonly TrafficCell[];
  /** Traffic from a time on (seconds), for each start of an evaluator epoch that lies inside the range. */
  readonly trafficSince: ReadonlyMap<number, readonly TrafficCell[]>;
  /** What was judged in the weeks before the range. */
  readonly before: readonly JudgedBefore[];
  /** Where nothing was judged, neither in the range nor before: names of the dimensions that the services' evaluators have. */
  readonly evaluated: readonly string[];
  /** What people labelled; absent where nobody did. */
  readonly labelled?: LabelledAnswers;
}

export interface GoodContext {
  /** Dimensions of the configuration, for scales and targets. */
  readonly dimensions: readonly Dimension[];
  readonly bucketMs: number;
  readonly executedQueryString: string;
}

/** Frames in the order of GOOD_FRAME_KINDS; which ones depends on the query's format. Never none. */
export function assembleGood(query: GoodQuery, sums: GoodSums, context: GoodContext): FrameJSON[] {
  const judged = judgedDimensions(query, sums, context.dimensions);
  // Once an answer: Grafana would show a notice as often as it stands there.
  const whole = groupRows(judged, sums, false);
  const first = (meta: FrameMetaJSON | undefined): FrameMetaJSON => ({
    ...meta,
    executedQueryString: context.executedQueryString,
    notices: goodNotices(judged, sums),
    custom: { ...meta?.custom, sentence: goodSentence(whole.map(sentenceRow)) },
  });
  const frames = framesOf(query, judged, sums, whole, { refId: query.refId, groupBy: query.groupBy, bucketMs: context.bucketMs });
  return frames.map((frame, index) => (index > 0 ? frame : { ...frame, schema: { ...frame.schema, meta: first(frame.schema.meta) } }));
}

function framesOf(
  query: GoodQuery,
  judged: readonly Judged[],
  sums: GoodSums,
  whole: readonly Labelled<GroupNumbers>[],
  frames: FrameContext,
): FrameJSON[] {
  const grouped = query.groupBy.length > 0;
  switch (query.format) {
    case 'table':
      return [numbersFrame(frames, grouped, grouped ? groupRows(judged, sums, true) : whole, query.values)];
    case 'time_series':
      return multiFrames(frames, seriesRows(judged, sums, grouped), query.values);
    case 'panel':
      return [
        numbersFrame(frames, false, whole, []),
        ...(grouped ? [numbersFrame(frames, true, groupRows(judged, sums, true), [])] : []),
        seriesFrame(frames, false, seriesRows(judged, sums, false)),
        ...(grouped ? [seriesFrame(frames, true, seriesRows(judged, sums, true))] : []),
        histogramFrame(frames, histogramRows(judged, sums.steps)),
      ];
  }
}

function sentenceRow({ labels: [dimension = ''], values }: Labelled<GroupNumbers>): SentenceRow {
  const { mean, lower, upper, target, n, more_needed, is_rate, scale_min, scale_max, state } = values;
  return {
    dimension,
    state: goodStateOf(state ?? 0),
    mean,
    lower,
    upper,
    target,
    n: n ?? 0,
    moreNeeded: more_needed,
    isRate: is_rate === 1,
    range: (scale_max ?? 1) - (scale_min ?? 0),
  };
}
