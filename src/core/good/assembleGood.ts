/** Sums of the good statements to the frames of the answer. Pure: what was read and what was asked come in. */
import type { FrameJSON, NoticeJSON } from '../frames/frame';
import type { Dimension } from '../model/dimension';
import type { GoodQuery } from '../query/model';
import type { GoodRange } from '../sql/goodSql';
import type { Scale } from '../stats/scoreInterval';
import { scoreInterval } from '../stats/scoreInterval';
import { meanOf, type Moments } from '../stats/moments';
import { MIN_SHOWN } from '../verdict/good';
import { chooseEpochs, type ChosenEpoch } from './chooseEpochs';
import {
  histogramFrame,
  multiFrames,
  numbersFrame,
  seriesFrame,
  type FrameContext,
  type HistogramValues,
  type Labelled,
  type SeriesValues,
} from './goodFrames';
import { judgeGroup, sumMoments, type Group } from './judgeGroup';
import type { ScoreCell, TotalCell, TrafficCell } from './readSums';

export interface GoodSums {
  readonly totals: readonly TotalCell[];
  readonly series: readonly ScoreCell[];
  readonly traffic: readonly TrafficCell[];
  /** Dimensions with scores before the range, read only when the range has none. */
  readonly earlier: readonly Dimension[];
}

export interface GoodSettings {
  readonly dimensions: readonly Dimension[];
  readonly executedQueryString: string;
}

/** A chosen epoch with its scale, its target and its cells. */
interface Judged extends ChosenEpoch {
  readonly scale: Scale;
  readonly target: number | null;
  readonly cells: readonly TotalCell[];
}

export function assembleGood(query: GoodQuery, range: GoodRange, sums: GoodSums, settings: GoodSettings): FrameJSON[] {
  const judged = judgedDimensions(query, sums, settings);
  const context: FrameContext = {
    refId: query.refId,
    groupBy: query.groupBy,
    bucketMs: range.bucketMs,
    notices: noticesOf(judged, sums),
    executedQueryString: settings.executedQueryString,
  };
  const grouped = query.groupBy.length > 0;
  switch (query.format) {
    case 'table':
      return [
        grouped
          ? numbersFrame(context, 'good_segments', segmentRows(judged, sums))
          : numbersFrame(context, 'good_summary', summaryRows(judged, sums)),
      ];
    case 'time_series':
      return multiFrames(context, seriesRows(judged, sums, grouped));
    case 'panel':
      return [
        numbersFrame(context, 'good_summary', summaryRows(judged, sums)),
        ...(grouped ? [numbersFrame(context, 'good_segments', segmentRows(judged, sums))] : []),
        seriesFrame(context, 'good_series', seriesRows(judged, sums, false)),
        ...(grouped ? [seriesFrame(context, 'good_segment_series', seriesRows(judged, sums, true))] : []),
        histogramFrame(context, histogramRows(judged)),
      ];
  }
}

function judgedDimensions(query: GoodQuery, sums: GoodSums, settings: GoodSettings): Judged[] {
  const targetOf = (name: string): number | null => query.targets[name] ?? settings.dimensions.find((d) => d.name === name)?.target ?? null;
  const chosen = chooseEpochs(sums.totals).map((choice): Judged => {
    const cells = sums.totals.filter((cell) => isOf(cell, choice));
    const [first] = cells;
    const scale = { min: first?.scaleMin ?? 0, max: first?.scaleMax ?? 1, isRate: first?.isRate ?? false };
    return { ...choice, scale, target: targetOf(choice.dimension), cells };
  });
  if (chosen.length > 0) return chosen;
  return sums.earlier.map(({ name, scaleMin, scaleMax, isRate }) => ({
    dimension: name,
    evaluator: '',
    epoch: '',
    since: null,
    otherEvaluators: [],
    scale: { min: scaleMin, max: scaleMax, isRate },
    target: targetOf(name),
    cells: [],
  }));
}

function isOf(cell: ScoreCell, { dimension, evaluator, epoch }: ChosenEpoch): boolean {
  return cell.dimension === dimension && cell.evaluator === evaluator && cell.epoch === epoch;
}

/** Requests that the epoch could have judged: those since its start. */
function trafficOf(traffic: readonly TrafficCell[], { since }: ChosenEpoch): readonly TrafficCell[] {
  return since === null ? traffic : traffic.filter(({ bucket }) => bucket >= since);
}

function groupOf(judged: Judged, cells: readonly TotalCell[], traffic: readonly TrafficCell[]): Group {
  const total = <T>(list: readonly T[], value: (item: T) => number): number => list.reduce((sum, item) => sum + value(item), 0);
  return {
    moments: sumMoments(cells.map(({ moments }) => moments)),
    failed: total(cells, ({ failed }) => failed),
    generated: total(cells, ({ generated }) => generated),
    recentSampled: total(cells, ({ recentSampled }) => recentSampled),
    eligible: total(traffic, ({ requests }) => requests),
    recentEligible: total(traffic, ({ recentRequests }) => recentRequests),
    scale: judged.scale,
    target: judged.target,
    epochSince: judged.since === null ? null : judged.since * 1000,
  };
}

function summaryRows(dimensions: readonly Judged[], { traffic }: GoodSums): Labelled<ReturnType<typeof judgeGroup>>[] {
  return dimensions.map((judged) => ({
    labels: [judged.dimension],
    values: judgeGroup(groupOf(judged, judged.cells, trafficOf(traffic, judged))),
  }));
}

/** Every segment that had requests or scores gets a row for every dimension, also with too little data. */
function segmentRows(dimensions: readonly Judged[], { traffic }: GoodSums): Labelled<ReturnType<typeof judgeGroup>>[] {
  return dimensions.flatMap((judged) => {
    const cells = groupBySegment(judged.cells);
    const requests = groupBySegment(trafficOf(traffic, judged));
    const keys = [...new Set([...cells.keys(), ...requests.keys()])].sort();
    return keys.map((key) => ({
      labels: [judged.dimension, ...(JSON.parse(key) as string[])],
      values: judgeGroup(groupOf(judged, cells.get(key) ?? [], requests.get(key) ?? [])),
    }));
  });
}

function groupBySegment<T extends { readonly segment: readonly string[] }>(cells: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const cell of cells) {
    const key = JSON.stringify(cell.segment);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return groups;
}

/** Buckets of the chosen epochs; without grouping the segments are added up. */
function seriesRows(dimensions: readonly Judged[], sums: GoodSums, grouped: boolean): Labelled<SeriesValues>[] {
  const requests = new Map<string, number>();
  for (const { bucket, segment, requests: n } of sums.traffic) {
    const key = JSON.stringify([bucket, grouped ? segment : []]);
    requests.set(key, (requests.get(key) ?? 0) + n);
  }
  const rows = dimensions.flatMap((judged) => {
    const buckets = new Map<string, { bucket: number; segment: readonly string[]; list: Moments[] }>();
    for (const cell of sums.series) {
      if (!isOf(cell, judged)) continue;
      const segment = grouped ? cell.segment : [];
      const key = JSON.stringify([cell.bucket, segment]);
      const entry = buckets.get(key) ?? { bucket: cell.bucket, segment, list: [] };
      entry.list.push(cell.moments);
      buckets.set(key, entry);
    }
    return [...buckets].map(([key, { bucket, segment, list }]) => ({
      labels: [judged.dimension, ...segment],
      values: seriesValues(bucket, sumMoments(list), judged.scale, requests.get(key) ?? 0),
    }));
  });
  return rows.sort((a, b) => a.values.time - b.values.time);
}

/** A point of a line is drawn from its first score on; its interval says how little that is. */
function seriesValues(bucket: number, moments: Moments, scale: Scale, eligible: number): SeriesValues {
  const interval = scoreInterval(moments, scale);
  return {
    time: bucket * 1000,
    mean: meanOf(moments),
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    n: moments.n,
    eligible,
  };
}

function histogramRows(dimensions: readonly Judged[]): Labelled<HistogramValues>[] {
  return dimensions.flatMap(({ dimension, cells, scale }) => {
    const steps = [0, 1, 2, 3, 4].map((index) => ({
      n: cells.reduce((sum, cell) => sum + (cell.steps[index]?.n ?? 0), 0),
      weight: cells.reduce((sum, cell) => sum + (cell.steps[index]?.weight ?? 0), 0),
    }));
    const weight = steps.reduce((sum, step) => sum + step.weight, 0);
    return steps.map((step, index) => ({
      labels: [dimension],
      values: {
        step: index + 1,
        score: scale.min + (index * (scale.max - scale.min)) / 4,
        n: step.n,
        share: weight === 0 ? 0 : step.weight / weight,
      },
    }));
  });
}

function noticesOf(judged: readonly Judged[], { traffic, totals }: GoodSums): NoticeJSON[] {
  const requests = traffic.reduce((sum, cell) => sum + cell.requests, 0);
  const generated = traffic.reduce((sum, cell) => sum + cell.generated, 0) + totals.reduce((sum, cell) => sum + cell.generated, 0);
  const changed = judged.filter(({ since }) => since !== null).map(({ dimension }) => dimension);
  const shared = judged.filter(({ otherEvaluators }) => otherEvaluators.length > 0);
  const few = judged.some(({ cells }) => cells.reduce((sum, { moments }) => sum + moments.n, 0) < MIN_SHOWN);
  return [
    ...(generated > 0 ? [info('Generated demo data')] : []),
    ...(judged.length === 0 && requests > 0
      ? [warning(`${requests.toLocaleString('en')} requests and no score: send evaluation results or switch a judge on.`)]
      : []),
    ...(changed.length > 0
      ? [
          warning(
            `The evaluator of ${changed.join(', ')} changed within this time range. Only its newest epoch counts; earlier scores are not compared with it.`,
          ),
        ]
      : []),
    ...shared.map(({ dimension, evaluator, otherEvaluators }) =>
      info(
        `${dimension} is read from ${evaluator || 'the unnamed evaluator'}; also scored by ${otherEvaluators.map((name) => name || 'an unnamed one').join(', ')}.`,
      ),
    ),
    ...(few && judged.length > 0 ? [info(`Below ${MIN_SHOWN} judged answers no mean is shown.`)] : []),
  ];
}

const info = (text: string): NoticeJSON => ({ severity: 'info', text });
const warning = (text: string): NoticeJSON => ({ severity: 'warning', text });
