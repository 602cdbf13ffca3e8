/** Frames to what the panel shows. Pure: no React, no theme, no clock. */
import { GOOD_NUMBERS } from '../../core/frames/goodFrames';
import { goodSentence } from '../../core/verdict/goodSentence';
import { overallState, severityOf } from '../../core/verdict/overall';
import { goodStateOf, GOOD_STATE_TEXT, type GoodState } from '../../core/verdict/state';
import { formatCount, formatShare } from '../../ui/format';
import { framesOf, groupByOf, type CellLink, type FrameLike } from '../../ui/frameCells';
import { peopleView, type PeopleView } from './peopleView';
import { readHistogram, readSeries, readSummary, type HistogramStep, type SeriesPoint, type SummaryRow } from './readFrames';

/** One dimension, over everything or in one segment. */
export interface ScoreView {
  readonly dimension: string;
  readonly state: GoodState;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly target: number | null;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly isRate: boolean;
  readonly n: number;
  readonly moreNeeded: number | null;
  /** What a person reads instead of a number that does not exist yet. */
  readonly verdict: string;
  readonly coverage: string;
  readonly coverageDetail: string;
  /** What people's labels say of the judge: whether it is calibrated, and the mean that people would have given. */
  readonly people: PeopleView | null;
  readonly trend: readonly SeriesPoint[];
  readonly histogram: readonly HistogramStep[];
  /** What the data source links the mean to, such as its worst traces. */
  readonly links: () => readonly CellLink[];
}

export interface SegmentView {
  readonly key: string;
  /** Values of the group-by columns. */
  readonly values: readonly string[];
  readonly label: string;
  /** In the order of `GoodView.dimensions`. */
  readonly scores: readonly ScoreView[];
  readonly worst: ScoreView;
  readonly n: number;
}

export interface GoodView {
  readonly state: GoodState;
  readonly sentence: string;
  readonly dimensions: readonly ScoreView[];
  readonly groupBy: readonly string[];
  /** Worst first. */
  readonly segments: readonly SegmentView[];
  readonly notices: readonly string[];
  readonly generated: boolean;
}

/** Said by the badge beside the sentence. */
const GENERATED_NOTICE = 'Generated demo data';

/** @param frames every frame of the panel's data; frames of other queries are left out */
export function goodView(frames: readonly FrameLike[]): GoodView {
  const groupBy = groupByOf(frames);
  const histogram = framesOf(frames, 'good_histogram').flatMap(readHistogram);
  const series = framesOf(frames, 'good_series').flatMap((frame) => readSeries(frame, []));
  const segmentSeries = groupSeries(framesOf(frames, 'good_segment_series').flatMap((frame) => readSeries(frame, groupBy)));
  const summary = framesOf(frames, 'good_summary').flatMap((frame) => readSummary(frame, GOOD_NUMBERS, []));
  const dimensions = summary.map((row) =>
    scoreView(
      row,
      series.filter(({ dimension }) => dimension === row.dimension),
      histogram.filter(({ dimension }) => dimension === row.dimension),
    ),
  );
  const segmentRows = framesOf(frames, 'good_segments').flatMap((frame) => readSummary(frame, GOOD_NUMBERS, groupBy));
  const segments = segmentViews(segmentRows, dimensions, segmentSeries);
  const grouped = segments.length > 0;
  const state = overallState((grouped ? segments.map(({ worst }) => worst) : dimensions).map((score) => score.state));
  return {
    state,
    sentence: grouped ? segmentSentence(segments) : sentenceOf(dimensions),
    dimensions,
    groupBy,
    segments,
    notices: [...new Set(frames.flatMap(({ meta }) => meta?.notices ?? []).map(({ text }) => text))].filter(
      (text) => text !== GENERATED_NOTICE,
    ),
    generated: [...summary, ...segmentRows].some(({ numbers }) => (numbers.generated ?? 0) > 0),
  };
}

function scoreView(
  { dimension, numbers, links }: SummaryRow,
  trend: readonly SeriesPoint[],
  histogram: readonly HistogramStep[],
): ScoreView {
  const state = goodStateOf(numbers.state ?? 0);
  const isRate = numbers.is_rate === 1;
  return {
    dimension,
    state,
    mean: numbers.mean,
    lower: numbers.lower,
    upper: numbers.upper,
    target: numbers.target,
    scaleMin: numbers.scale_min ?? 0,
    scaleMax: numbers.scale_max ?? 1,
    isRate,
    n: numbers.n ?? 0,
    moreNeeded: numbers.more_needed,
    verdict: verdictOf(state, numbers.n ?? 0, numbers.more_needed),
    coverage: formatShare(numbers.coverage),
    coverageDetail: `${formatCount(numbers.scored)} scored and ${formatCount(numbers.failed)} failed of ${formatCount(numbers.eligible)} requests`,
    people: peopleView(numbers),
    trend,
    histogram,
    links,
  };
}

function verdictOf(state: GoodState, n: number, more: number | null): string {
  switch (state) {
    case 'cannot_tell':
      if (n < 10) return `${formatCount(n)} judged ${n === 1 ? 'answer' : 'answers'}: too few to say`;
      return more === null ? GOOD_STATE_TEXT.cannot_tell : `Cannot tell yet: about ${formatCount(more)} more judged answers`;
    case 'judge_blind':
      return n === 0 ? 'Judge blind: nothing was scored' : 'Judge blind: scoring has stopped or collapsed';
    default:
      return GOOD_STATE_TEXT[state];
  }
}

/** The answer in one line, with the numbers that decide it. */
function sentenceOf(scores: readonly ScoreView[]): string {
  return goodSentence(scores.map((score) => ({ ...score, range: score.scaleMax - score.scaleMin || 1 })));
}

/** Of a grouped answer: the segment that is worst off, and how many are as badly off. */
function segmentSentence(segments: readonly SegmentView[]): string {
  const [first] = segments;
  if (first === undefined) return sentenceOf([]);
  const alike = segments.filter(({ worst }) => worst.state === first.worst.state).length;
  if (first.worst.state === 'good' && alike > 1) return `Good: all ${alike} at or above their targets`;
  const text = sentenceOf([first.worst]);
  const also = alike > 1 ? `; and ${alike - 1} more of ${segments.length}` : '';
  return `${first.label}: ${text.charAt(0).toLowerCase()}${text.slice(1)}${also}`;
}

/** How far the mean is above its target, as a share of the scale; unknown counts as least urgent. */
function gapOf({ mean, target, scaleMin, scaleMax }: ScoreView): number {
  return mean === null || target === null ? Number.POSITIVE_INFINITY : (mean - target) / (scaleMax - scaleMin || 1);
}

const byGap = (a: ScoreView, b: ScoreView): number => compare(gapOf(a), gapOf(b));
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
const byUrgency = (a: ScoreView, b: ScoreView): number => severityOf(a.state) - severityOf(b.state) || byGap(a, b);

function keyOf(segment: readonly string[]): string {
  return JSON.stringify(segment);
}

function groupSeries(points: readonly SeriesPoint[]): ReadonlyMap<string, readonly SeriesPoint[]> {
  const groups = new Map<string, SeriesPoint[]>();
  for (const point of points) {
    const key = `${keyOf(point.segment)}${point.dimension}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else group.push(point);
  }
  return groups;
}

function segmentViews(
  rows: readonly SummaryRow[],
  dimensions: readonly ScoreView[],
  series: ReadonlyMap<string, readonly SeriesPoint[]>,
): SegmentView[] {
  const order = new Map(dimensions.map(({ dimension }, index) => [dimension, index]));
  const groups = new Map<string, SummaryRow[]>();
  for (const row of rows) groups.set(keyOf(row.segment), [...(groups.get(keyOf(row.segment)) ?? []), row]);
  return [...groups]
    .flatMap(([key, group]): SegmentView[] => {
      const scores = group
        .map((row) => scoreView(row, series.get(`${key}${row.dimension}`) ?? [], []))
        .sort((a, b) => (order.get(a.dimension) ?? 0) - (order.get(b.dimension) ?? 0));
      const [worst] = [...scores].sort(byUrgency);
      if (worst === undefined) return [];
      const label = (group[0]?.segment ?? []).map((part) => (part === '' ? '(none)' : part)).join(' · ');
      return [{ key, values: group[0]?.segment ?? [], label, scores, worst, n: Math.max(...scores.map(({ n }) => n)) }];
    })
    .sort((a, b) => byUrgency(a.worst, b.worst) || (a.label < b.label ? -1 : 1));
}
