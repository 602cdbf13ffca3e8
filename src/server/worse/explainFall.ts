/** Why it got worse: the frames behind the verdict, for the metric and segment that fell most clearly. */
import {
  causesFrame,
  documentsFrame,
  driftFrame,
  examplesFrame,
  mixFrame,
  rankedChangesFrame,
  type CauseContext,
} from '../../core/frames/causeFrames';
import type { FrameJSON } from '../../core/frames/frame';
import type { WorseFrameCustom } from '../../core/frames/worseFrames';
import type { WorseQuery } from '../../core/query/worse';
import type { Decomposition } from '../../core/worse/kitagawa';
import { isShownPassing, passingDocument, passingMix, passingSlice } from '../../core/worse/passingShare';
import type { ChangeCandidate } from '../../core/worse/rankChanges';
import { BASELINE_DAYS, HOUR_SECONDS, SCAN_HOURS } from '../../core/worse/scanPlan';
import type { Slice } from '../../core/worse/scanSlices';
import type { QueryContext } from '../deps';
import type { Sides } from './causesSql';
import type { Fall } from './chooseFall';
import { findCauses } from './findCauses';
import { findDrifts } from './findDrifts';
import { inspectSlice } from './inspectSlice';

export interface Explanation {
  readonly frames: readonly FrameJSON[];
  /** For `meta.custom` of the first frame. */
  readonly custom: Pick<WorseFrameCustom, 'explained' | 'explainedSegment'>;
}

/** Slices that are listed beside the causes. */
const OTHERS = 10;
/** Part of the change of the mean from which other traffic is listed among the changes. Our choice. */
const MIX_SHARE = 0.25;

/**
 * @param fall null when nothing is worse: then only drift that is not quality is looked for, in the last week
 * @param now milliseconds since 1970-01-01 UTC
 * @throws QueryError, StorageError
 */
export async function explainFall(
  fall: Fall | null,
  query: WorseQuery,
  { now, bucketMs }: { readonly now: number; readonly bucketMs: number },
  context: QueryContext,
): Promise<Explanation> {
  const frames = { refId: query.refId, groupBy: [], bucketMs };
  if (fall === null) return { frames: [driftFrame(frames, await findDrifts(query.filters, lastWeek(now), context))], custom: {} };
  const { measured, segment, start } = fall;
  const custom = { explained: measured.name, ...(segment.length > 0 && { explainedSegment: segment }) };
  const shared: CauseContext = { ...frames, ...custom };
  const [causes, drifts] = await Promise.all([
    findCauses(fall, query.causeFields, context),
    findDrifts(query.filters, sidesOf(fall), context),
  ]);
  const [first] = causes.causes;
  const slice = first ?? causes.ranking.find(({ fixed }) => fixed.length === 0) ?? NOTHING_FIXED;
  // A small segment falls whatever the mix of the whole does.
  const traffic = segment.length > 0 ? [] : trafficChange(causes.mix, measured.plan.worse, start);
  const report = await inspectSlice(fall, slice, traffic, context);
  const others = causes.ranking.filter((one) => !causes.causes.some((cause) => sameSlice(cause, one))).slice(0, OTHERS);
  const passing = isShownPassing(measured.metric, measured.scale);
  const slices = (list: readonly Slice[]): readonly Slice[] => (passing ? list.map(passingSlice) : list);
  const mix = causes.mix?.parts ?? [];
  return {
    frames: [
      causesFrame(shared, measured.name, { causes: slices(causes.causes), others: slices(others), refined: report.refined }),
      rankedChangesFrame(shared, report.changes),
      examplesFrame(shared, report.examples),
      mixFrame(shared, causes.mixField, passing ? mix.map(passingMix) : mix),
      documentsFrame(shared, passing ? report.documents.map(passingDocument) : report.documents),
      driftFrame(shared, drifts),
    ],
    custom,
  };
}

const NOTHING_FIXED: Pick<Slice, 'fixed' | 'expected'> = { fixed: [], expected: 0 };

function sidesOf({ measured: { plan }, start }: Fall): Sides {
  return { before: { from: plan.baseFrom, to: Math.min(plan.baseTo, start) }, now: { from: start, to: plan.end } };
}

function lastWeek(now: number): Sides {
  const end = Math.floor(now / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
  const week = end - SCAN_HOURS * HOUR_SECONDS;
  return { before: { from: week - BASELINE_DAYS * 24 * HOUR_SECONDS, to: week }, now: { from: week, to: end } };
}

/** Other traffic as a change of its own, when it explains a good part of the change: the segment that weighs most. */
function trafficChange(mix: Decomposition | null, worse: 'lower' | 'higher', start: number): ChangeCandidate[] {
  if (mix === null) return [];
  const sign = worse === 'lower' ? -1 : 1;
  const loss = sign * mix.total;
  if (!(loss > 0) || sign * mix.mix < MIX_SHARE * loss) return [];
  const [most] = [...mix.parts].sort((a, b) => sign * (b.mix - a.mix));
  if (most === undefined) return [];
  const version = `${percent(most.shareBefore)} to ${percent(most.shareNow)} of the answers`;
  return [
    {
      kind: 'traffic',
      service: '',
      name: most.segment,
      version,
      previous: '',
      firstSeen: start * 1000,
      traceId: '',
      reach: (sign * mix.mix) / loss,
    },
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function sameSlice(a: Slice, b: Slice): boolean {
  return JSON.stringify(a.fixed) === JSON.stringify(b.fixed);
}
