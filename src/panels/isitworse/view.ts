/** Frames to what the panel shows. Pure: no React, no theme, no clock. */
import { sensitivitySentence } from '../../core/verdict/sensitivitySentence';
import { overallWorse } from '../../core/verdict/worseSentence';
import { WORSE_STATE_TEXT, worseStateOf, type WorseState } from '../../core/verdict/worseState';
import { framesOf, groupByOf, type CellLink, type FrameLike } from '../../ui/frameCells';
import { formatCount } from '../../ui/format';
import { formatChange, valueKindOf, type ValueKind } from './formatValue';
import {
  readCauses,
  readChanges,
  readDocuments,
  readDrift,
  readExamples,
  readMix,
  readSeries,
  readSummary,
  type CauseRow,
  type ChangeRow,
  type DocumentRow,
  type DriftRow,
  type ExampleRow,
  type MixRow,
  type SeriesPoint,
  type SummaryRow,
} from './readFrames';
import type { PanelState } from './stateLook';

/** One metric, over everything or in one segment. */
export interface MetricView {
  readonly key: string;
  readonly metric: string;
  readonly segment: readonly string[];
  readonly label: string;
  readonly state: WorseState;
  readonly kind: ValueKind;
  readonly higherIsWorse: boolean;
  /** What a person reads beside the name. */
  readonly verdict: string;
  readonly observed: number | null;
  readonly expected: number | null;
  /** Observed minus expected, so that its sign is the direction of the values and not of the judgement. */
  readonly change: string;
  readonly since: number | null;
  readonly epochSince: number | null;
  readonly z: number | null;
  readonly n: number;
  /** What the rule can see of this metric, and what it would miss; empty when that is not known. */
  readonly sensitivity: string;
  /** What the data source links the figure to, such as its traces. */
  readonly links: () => readonly CellLink[];
}

/** One line of the chart. */
export interface MetricSeries {
  readonly points: readonly SeriesPoint[];
  /** Width of a bucket, milliseconds. */
  readonly bucketMs: number;
}

export interface WorseView {
  readonly state: PanelState;
  readonly sentence: string;
  /** The metric that causes, changes and examples belong to; null when nothing fell. */
  readonly explained: MetricView | null;
  readonly groupBy: readonly string[];
  /** Over the whole selection, the most urgent first; and by segment. */
  readonly metrics: readonly MetricView[];
  readonly segments: readonly MetricView[];
  /** By the key of the metric. */
  readonly series: ReadonlyMap<string, MetricSeries>;
  readonly causes: readonly CauseRow[];
  readonly changes: readonly ChangeRow[];
  readonly examples: readonly ExampleRow[];
  readonly documents: readonly DocumentRow[];
  readonly mix: readonly MixRow[];
  readonly drift: readonly DriftRow[];
  readonly notices: readonly string[];
  readonly generated: boolean;
}

const HOUR_MS = 3_600_000;

/** Said by the badge beside the sentence. */
const GENERATED_NOTICE = 'Generated demo data';

/** The worst first; among equals the one with more evidence. */
const URGENCY: readonly WorseState[] = ['worse', 'judge_blind', 'evaluator_changed', 'better', 'steady', 'not_enough_data'];

/** @param frames every frame of the panel's data; frames of other queries are left out */
export function worseView(frames: readonly FrameLike[]): WorseView {
  const whole = framesOf(frames, 'worse_summary').flatMap((frame) => readSummary(frame, groupByOf([frame])));
  const bySegment = framesOf(frames, 'worse_segments');
  const groupBy = groupByOf([...bySegment, ...framesOf(frames, 'worse_summary')]);
  const rows = [...whole, ...bySegment.flatMap((frame) => readSummary(frame, groupBy))];
  const metrics = whole.map(metricView).sort(byUrgency);
  const segments = bySegment
    .flatMap((frame) => readSummary(frame, groupBy))
    .map(metricView)
    .sort(byUrgency);
  const custom = Object.assign({}, ...frames.map(({ meta }) => meta?.custom ?? {}).reverse()) as Readonly<Record<string, unknown>>;
  // A segment has a say only where it is worse: that ten small ones have too little data is no news.
  const state = segments[0]?.state === 'worse' ? 'worse' : metrics.length === 0 ? 'no_data' : overallWorse(metrics.map((one) => one.state));
  return {
    state,
    sentence: textOf(custom.sentence) || (state === 'no_data' ? '' : WORSE_STATE_TEXT[state]),
    explained: explainedOf([...metrics, ...segments], custom),
    groupBy,
    metrics,
    segments,
    series: seriesOf(frames, custom),
    causes: framesOf(frames, 'worse_causes').flatMap(readCauses),
    changes: framesOf(frames, 'worse_changes').flatMap(readChanges),
    examples: framesOf(frames, 'worse_examples').flatMap(readExamples),
    documents: framesOf(frames, 'worse_documents').flatMap(readDocuments),
    mix: framesOf(frames, 'worse_mix').flatMap(readMix),
    drift: framesOf(frames, 'worse_drift').flatMap(readDrift),
    notices: [...new Set(frames.flatMap(({ meta }) => meta?.notices ?? []).map(({ text }) => text))].filter(
      (text) => text !== GENERATED_NOTICE,
    ),
    generated: rows.some(({ numbers }) => (numbers.generated ?? 0) > 0),
  };
}

function metricView({ metric, segment, numbers, links }: SummaryRow): MetricView {
  const state = worseStateOf(numbers.state ?? 0);
  const kind = valueKindOf(metric, numbers.is_rate === 1);
  const label = [metric.replaceAll('_', ' '), ...segment.map((part) => (part === '' ? '(none)' : part))].join(' · ');
  const change = numbers.observed === null || numbers.expected === null ? null : numbers.observed - numbers.expected;
  return {
    key: keyOf(metric, segment),
    metric,
    segment,
    label,
    state,
    kind,
    higherIsWorse: numbers.higher_is_worse === 1,
    verdict: verdictOf(state, numbers),
    observed: numbers.observed,
    expected: numbers.expected ?? numbers.baseline,
    change: formatChange(change, kind),
    since: numbers.since,
    epochSince: numbers.epoch_since,
    z: numbers.z,
    n: numbers.n ?? 0,
    links,
    sensitivity: sensitivitySentence({ name: label, unit: kind === 'cost' ? 'usd' : kind, numbers }) ?? '',
  };
}

function verdictOf(state: WorseState, { more_needed: more }: SummaryRow['numbers']): string {
  if (state === 'not_enough_data' && more !== null && more > 0)
    return `${WORSE_STATE_TEXT[state]}: about ${formatCount(more)} more ${more === 1 ? 'answer' : 'answers'}`;
  return WORSE_STATE_TEXT[state];
}

function explainedOf(metrics: readonly MetricView[], custom: Readonly<Record<string, unknown>>): MetricView | null {
  if (typeof custom.explained !== 'string') return null;
  const segment = Array.isArray(custom.explainedSegment) ? custom.explainedSegment.map(String) : [];
  return (
    metrics.find((one) => one.metric === custom.explained && JSON.stringify(one.segment) === JSON.stringify(segment)) ??
    metrics.find((one) => one.metric === custom.explained) ??
    null
  );
}

function seriesOf(
  frames: readonly FrameLike[],
  { explainedSegment }: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, MetricSeries> {
  const segment = Array.isArray(explainedSegment) ? explainedSegment.map(String) : [];
  return new Map([
    ...framesOf(frames, 'worse_series').flatMap((frame) => linesOf(frame, [])),
    ...framesOf(frames, 'worse_segment_series').flatMap((frame) => linesOf(frame, segment)),
  ]);
}

function linesOf(frame: FrameLike, segment: readonly string[]): [string, MetricSeries][] {
  const width = frame.meta?.custom?.bucketMs;
  const bucketMs = typeof width === 'number' && width > 0 ? width : HOUR_MS;
  const groups = new Map<string, SeriesPoint[]>();
  for (const point of readSeries(frame)) {
    const key = keyOf(point.metric, segment);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else group.push(point);
  }
  return [...groups].map(([key, points]) => [key, { points, bucketMs }]);
}

function keyOf(metric: string, segment: readonly string[]): string {
  return JSON.stringify([metric, ...segment]);
}

function byUrgency(a: MetricView, b: MetricView): number {
  return URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state) || (b.z ?? 0) - (a.z ?? 0);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
