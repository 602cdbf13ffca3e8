/** Frames of a `worse` answer to plain rows. Columns: src/core/frames/worseFrames.ts and causeFrames.ts. */
import { WORSE_NUMBERS, type WorseNumber } from '../../core/frames/worseFrames';
import { readRows, type CellLink, type FrameLike, type RowReader } from '../../ui/frameCells';

export interface SummaryRow {
  readonly metric: string;
  /** Values of the group-by columns, in their order; empty for the whole. */
  readonly segment: readonly string[];
  readonly numbers: Readonly<Record<WorseNumber, number | null>>;
  readonly links: () => readonly CellLink[];
}

export interface SeriesPoint {
  readonly time: number;
  readonly metric: string;
  readonly observed: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly expected: number | null;
  readonly bandLower: number | null;
  readonly bandUpper: number | null;
  readonly n: number;
}

export interface CauseRow {
  readonly role: string;
  readonly metric: string;
  readonly slice: string;
  /** Field and value of what the slice fixes. */
  readonly fixed: readonly (readonly [field: string, value: string])[];
  /** Document at rank 1 and tools in which the fall lies within the slice; empty when none stands out. */
  readonly document: string;
  readonly tool: string;
  readonly n: number;
  readonly share: number | null;
  readonly fall: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly observed: number | null;
  readonly expected: number | null;
  readonly shrunk: number | null;
  readonly q: number | null;
}

export interface ChangeRow {
  readonly time: number;
  readonly kind: string;
  readonly service: string;
  readonly name: string;
  readonly version: string;
  readonly previous: string;
  readonly traceId: string;
  readonly hoursBefore: number | null;
  readonly reach: number | null;
  readonly score: number | null;
}

export interface ExampleRow {
  readonly role: string;
  readonly pair: number;
  readonly traceId: string;
  readonly time: number;
  readonly topic: string;
  readonly value: number | null;
  readonly question: string;
  readonly answer: string;
  readonly reason: string;
  readonly documents: readonly string[];
}

export interface DocumentRow {
  readonly id: string;
  readonly shareBefore: number | null;
  readonly shareNow: number | null;
  readonly topBefore: number | null;
  readonly topNow: number | null;
  readonly rankNow: number | null;
  readonly valueTop: number | null;
  readonly valueOther: number | null;
  readonly suspicion: number | null;
  readonly reason: string;
}

export interface MixRow {
  readonly segment: string;
  readonly shareBefore: number | null;
  readonly shareNow: number | null;
  readonly mix: number;
  readonly within: number;
}

export interface DriftRow {
  readonly kind: string;
  readonly text: string;
  readonly drifted: boolean;
}

export function readSummary(frame: FrameLike, groupBy: readonly string[]): SummaryRow[] {
  return readRows(frame, (row) => ({
    metric: row.text('metric'),
    segment: groupBy.map(row.text),
    links: row.links('observed'),
    numbers: Object.fromEntries(WORSE_NUMBERS.map((name) => [name, row.number(name)])) as Record<WorseNumber, number | null>,
  }));
}

export function readSeries(frame: FrameLike): SeriesPoint[] {
  return readRows(frame, (row) => ({
    time: row.number('time') ?? 0,
    metric: row.text('metric'),
    observed: row.number('observed'),
    lower: row.number('observed_lower'),
    upper: row.number('observed_upper'),
    expected: row.number('expected'),
    bandLower: row.number('band_lower'),
    bandUpper: row.number('band_upper'),
    n: row.number('n') ?? 0,
  }));
}

export function readCauses(frame: FrameLike): CauseRow[] {
  return readRows(frame, (row) => ({
    role: row.text('role'),
    metric: row.text('metric'),
    slice: row.text('slice'),
    fixed: (['1', '2'] as const).flatMap((place): (readonly [string, string])[] =>
      row.text(`field_${place}`) === '' ? [] : [[row.text(`field_${place}`), row.text(`value_${place}`)]],
    ),
    document: row.text('document'),
    tool: row.text('tool'),
    n: row.number('n') ?? 0,
    share: row.number('share'),
    fall: row.number('fall'),
    lower: row.number('fall_lower'),
    upper: row.number('fall_upper'),
    observed: row.number('observed'),
    expected: row.number('expected'),
    shrunk: row.number('shrunk'),
    q: row.number('q'),
  }));
}

export function readChanges(frame: FrameLike): ChangeRow[] {
  return readRows(frame, (row) => ({
    time: row.number('time') ?? 0,
    kind: row.text('kind'),
    service: row.text('service'),
    name: row.text('name'),
    version: row.text('version'),
    previous: row.text('previous_version'),
    traceId: row.text('trace_id'),
    hoursBefore: row.number('hours_before'),
    reach: row.number('reach'),
    score: row.number('score'),
  }));
}

export function readExamples(frame: FrameLike): ExampleRow[] {
  return readRows(frame, (row) => ({
    role: row.text('role'),
    pair: row.number('pair') ?? 0,
    traceId: row.text('trace_id'),
    time: row.number('time') ?? 0,
    topic: row.text('topic'),
    value: row.number('value'),
    question: row.text('question'),
    answer: row.text('answer'),
    reason: row.text('reason'),
    documents: listOf(row),
  }));
}

function listOf(row: RowReader): string[] {
  try {
    const list: unknown = JSON.parse(row.text('documents') || '[]');
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

export function readDocuments(frame: FrameLike): DocumentRow[] {
  return readRows(frame, (row) => ({
    id: row.text('document_id'),
    shareBefore: row.number('share_before'),
    shareNow: row.number('share_now'),
    topBefore: row.number('top_before'),
    topNow: row.number('top_now'),
    rankNow: row.number('rank_now'),
    valueTop: row.number('value_top'),
    valueOther: row.number('value_other'),
    suspicion: row.number('suspicion'),
    reason: row.text('reason'),
  }));
}

/** The first column is named after the field, so it is read by its place. */
export function readMix(frame: FrameLike): MixRow[] {
  const field = frame.fields[0]?.name ?? '';
  return readRows(frame, (row) => ({
    segment: row.text(field),
    shareBefore: row.number('share_before'),
    shareNow: row.number('share_now'),
    mix: row.number('mix') ?? 0,
    within: row.number('within') ?? 0,
  }));
}

export function readDrift(frame: FrameLike): DriftRow[] {
  return readRows(frame, (row) => ({ kind: row.text('kind'), text: row.text('text'), drifted: row.number('drifted') === 1 }));
}
