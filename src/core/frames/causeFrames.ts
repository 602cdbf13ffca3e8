/**
 * The frames of a `worse` answer that say what caused it: causes, changes, examples, mix, documents and drift. Columns are
 * read by name by `plumbline-isitworse-panel` and described for people in docs/contracts/worse.md.
 */
import type { DriftFinding } from '../worse/drift';
import type { MixPart } from '../worse/kitagawa';
import type { RankedChange } from '../worse/rankChanges';
import type { Slice } from '../worse/scanSlices';
import { columns, numberField, stringField, timeField } from './field';
import type { FieldJSON, FrameJSON } from './frame';
import { WORSE_CAUSE_NUMBERS, type WorseFrameCustom, type WorseFrameKind } from './worseFrames';

export type CauseContext = Pick<WorseFrameCustom, 'groupBy' | 'bucketMs' | 'explained' | 'explainedSegment'> & { readonly refId: string };

/** A trace that shows the fall, or a good one from before it. */
export interface ExampleTrace {
  /** `worst` since the start, or `before`: of the same topic, as good as usual. */
  readonly role: 'worst' | 'before';
  /** Both traces of a pair have the same number, from 1; the worst pair first. */
  readonly pair: number;
  readonly traceId: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly topic: string;
  readonly promptVersion: string;
  readonly modelVersion: string;
  /** Value of the metric; null when the metric has none for a single request. */
  readonly value: number | null;
  readonly question: string;
  readonly answer: string;
  /** The evaluator's reason; empty when it gave none. */
  readonly reason: string;
  /** Documents given to the model, the first rank first. */
  readonly documents: readonly string[];
}

/** How a document was retrieved for the slice that got worse, before the start and since. */
export interface DocumentShift {
  readonly documentId: string;
  readonly version: string;
  /** Share of the requests with documents that had it, 0 to 1. */
  readonly shareBefore: number;
  readonly shareNow: number;
  /** Share that had it at the first rank. */
  readonly topBefore: number;
  readonly topNow: number;
  /** Mean rank where it was returned; null where it was not. */
  readonly rankBefore: number | null;
  readonly rankNow: number | null;
  /** Mean of the metric of answers since the start with it at the first rank, and of the others; null without answers. */
  readonly valueTop: number | null;
  readonly valueOther: number | null;
  /** First sight in the service, milliseconds; null when unknown. */
  readonly firstSeen: number | null;
  /** How much speaks for it, 0 to 1; for the order, no probability. */
  readonly suspicion: number;
  /** Why it is suspected, in words; empty when nothing speaks for it. */
  readonly reason: string;
}

export interface BlamedSlices {
  /** Found one after the other. */
  readonly causes: readonly Slice[];
  /** Further slices with enough answers, in the order of their gain. */
  readonly others: readonly Slice[];
  /** Document at rank 1 or tools in which the first cause lies; null when none stands out. */
  readonly refined: Slice | null;
}

export function causesFrame(context: CauseContext, metric: string, { causes, others, refined }: BlamedSlices): FrameJSON {
  const within = (field: string): string => refined?.fixed.find(([name]) => name === field)?.[1] ?? '';
  const row = (role: 'cause' | 'slice') => (slice: Slice, index: number) => [
    index + 1,
    role,
    metric,
    sliceName(slice),
    ...[0, 1].flatMap((place) => slice.fixed[place] ?? ['', '']),
    ...['document', 'tool'].map((field) => (role === 'cause' && index === 0 ? within(field) : '')),
    ...WORSE_CAUSE_NUMBERS.map((name) => slice[CAUSE_FIGURES[name]]),
  ];
  const fields = [
    numberField('rank'),
    ...['role', 'metric', 'slice', 'field_1', 'value_1', 'field_2', 'value_2', 'document', 'tool'].map((name) => stringField(name)),
    ...WORSE_CAUSE_NUMBERS.map((name) => numberField(name)),
  ];
  return frame(context, 'worse_causes', fields, [...causes.map(row('cause')), ...others.map(row('slice'))]);
}

const CAUSE_FIGURES = {
  n: 'n',
  shortfall: 'shortfall',
  share: 'share',
  fall: 'fall',
  fall_lower: 'lower',
  fall_upper: 'upper',
  observed: 'observed',
  expected: 'expected',
  shrunk: 'shrunk',
  gain: 'gain',
  z: 'z',
  q: 'q',
} as const satisfies Readonly<Record<(typeof WORSE_CAUSE_NUMBERS)[number], keyof Slice>>;

/** `return policy`, or `return policy · v3`; what is fixed by nothing is everything. */
export function sliceName({ fixed }: Pick<Slice, 'fixed'>): string {
  return fixed.length === 0 ? 'everything' : fixed.map(([, value]) => (value === '' ? '(none)' : value)).join(' · ');
}

export function rankedChangesFrame(context: CauseContext, ranked: readonly RankedChange[]): FrameJSON {
  const fields = [
    timeField('time'),
    numberField('rank'),
    ...['kind', 'service', 'name', 'version', 'previous_version', 'trace_id'].map((name) => stringField(name)),
    numberField('hours_before'),
    numberField('reach', { unit: 'percentunit' }),
    numberField('score'),
  ];
  const rows = ranked.map((change, index) => [
    change.firstSeen,
    index + 1,
    change.kind,
    change.service,
    change.name,
    change.version,
    change.previous,
    change.traceId,
    change.hoursBefore,
    change.reach,
    change.score,
  ]);
  return frame(context, 'worse_changes', fields, rows);
}

export function examplesFrame(context: CauseContext, examples: readonly ExampleTrace[]): FrameJSON {
  const fields = [
    timeField('time'),
    stringField('role'),
    numberField('pair'),
    stringField('trace_id'),
    numberField('value'),
    ...['topic', 'prompt_version', 'model_version', 'question', 'answer', 'reason', 'documents'].map((name) => stringField(name)),
  ];
  const rows = examples.map((trace) => [
    trace.time,
    trace.role,
    trace.pair,
    trace.traceId,
    trace.value,
    trace.topic,
    trace.promptVersion,
    trace.modelVersion,
    trace.question,
    trace.answer,
    trace.reason,
    JSON.stringify(trace.documents),
  ]);
  return frame(context, 'worse_examples', fields, rows);
}

export function mixFrame(context: CauseContext, field: string, parts: readonly MixPart[]): FrameJSON {
  const fields = [
    stringField(field),
    ...['share_before', 'share_now'].map((name) => numberField(name, { unit: 'percentunit' })),
    ...['mean_before', 'mean_now', 'mix', 'within'].map((name) => numberField(name)),
  ];
  const rows = parts.map((part) => [part.segment, part.shareBefore, part.shareNow, part.meanBefore, part.meanNow, part.mix, part.within]);
  return frame(context, 'worse_mix', fields, rows);
}

export function documentsFrame(context: CauseContext, documents: readonly DocumentShift[]): FrameJSON {
  const fields = [
    numberField('rank'),
    ...['document_id', 'document_version'].map((name) => stringField(name)),
    ...['share_before', 'share_now', 'top_before', 'top_now'].map((name) => numberField(name, { unit: 'percentunit' })),
    ...['rank_before', 'rank_now', 'value_top', 'value_other'].map((name) => numberField(name)),
    numberField('first_seen', { unit: 'dateTimeAsIso' }),
    numberField('suspicion'),
    stringField('reason'),
  ];
  const rows = documents.map((one, index) => [
    index + 1,
    one.documentId,
    one.version,
    one.shareBefore,
    one.shareNow,
    one.topBefore,
    one.topNow,
    one.rankBefore,
    one.rankNow,
    one.valueTop,
    one.valueOther,
    one.firstSeen,
    one.suspicion,
    one.reason,
  ]);
  return frame(context, 'worse_documents', fields, rows);
}

export function driftFrame(context: CauseContext, findings: readonly DriftFinding[]): FrameJSON {
  const fields = [
    ...['kind', 'measure', 'subject', 'text'].map((name) => stringField(name)),
    ...['before', 'now', 'change', 'z', 'q', 'drifted'].map((name) => numberField(name)),
  ];
  const rows = findings.map((one) => [
    one.kind,
    one.measure,
    one.subject,
    one.text,
    one.before,
    one.now,
    one.change,
    one.z,
    one.q,
    one.drifted ? 1 : 0,
  ]);
  return frame(context, 'worse_drift', fields, rows);
}

function frame(
  context: CauseContext,
  kind: WorseFrameKind,
  fields: readonly FieldJSON[],
  rows: readonly (readonly unknown[])[],
): FrameJSON {
  const { refId, ...shared } = context;
  const custom: WorseFrameCustom = { ...shared, kind };
  return {
    schema: { refId, name: kind, meta: { type: 'table', typeVersion: [0, 0], custom: { ...custom } }, fields },
    data: { values: columns(rows, fields.length) },
  };
}
