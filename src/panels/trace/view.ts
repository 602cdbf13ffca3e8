/** What the panel says of a trace, computed from its frames. */
import type { FrameLike } from '../../ui/frameCells';
import { documentContents } from './givenDocuments';
import { readTraceFrames, type StageRow, type TraceFrames, type VerdictRow } from './readFrames';
import { stageTree, type StageLine } from './stageTree';

export interface TraceView extends TraceFrames {
  /** The pipeline as a tree; the judge's part comes last, as it has no time in the request. */
  readonly lines: readonly StageLine[];
  /** First start, milliseconds since 1970-01-01 UTC, and the time to the last end. */
  readonly start: number;
  readonly duration: number;
  readonly question: string;
  readonly answer: string;
  /** Documents that were given to the model, by rank. */
  readonly contextIds: readonly string[];
  readonly contents: ReadonlyMap<string, string>;
  /** What is missing of the trace, in sentences. */
  readonly incomplete: readonly string[];
  /** Verdicts on the answer: scores first by dimension, then checks by code, then people. */
  readonly scores: readonly VerdictRow[];
  readonly checks: readonly VerdictRow[];
}

/** Id of the line that stands for scores of an evaluator whose own spans are not in the trace. */
export const JUDGE_LINE = 'judge';

export function traceView(frames: readonly FrameLike[]): TraceView {
  const read = readTraceFrames(frames);
  const { stages, texts, summary, verdicts } = read;
  const start = stages.reduce((least, row) => Math.min(least, row.start), stages[0]?.start ?? 0);
  const end = stages.reduce((most, row) => Math.max(most, row.start + row.duration), start);
  const scores = newestEach(verdicts.filter(({ kind }) => kind !== 'CODE'));
  const checks = newestEach(verdicts.filter(({ kind }) => kind === 'CODE'));
  const hasJudge = stages.some(({ stage }) => stage === 'evaluator');
  const judge: StageLine[] = verdicts.length > 0 && !hasJudge ? [{ row: judgeRow(end), depth: 0, hasChildren: false, size: 0 }] : [];
  return {
    ...read,
    lines: [...stageTree(stages), ...judge],
    start,
    duration: end - start,
    question: summary?.question ?? '',
    answer: summary?.answer ?? '',
    contextIds: summary === null ? contextOf(stages) : summary.contextIds,
    contents: documentContents(texts.values()),
    incomplete: incompleteness(read),
    scores,
    checks,
  };
}

/** Before a request has settled: what the last reranker kept, else what was retrieved. */
function contextOf(stages: readonly StageRow[]): readonly string[] {
  const listing = stages.filter(({ documents }) => documents.length > 0);
  const reranked = listing.findLast(({ stage }) => stage === 'rerank');
  const sources = reranked === undefined ? listing.filter(({ stage }) => stage === 'retrieval') : [reranked];
  return [...new Set(sources.flatMap(({ documents }) => documents.map(({ id }) => id)))];
}

/** A dimension scored again by the same evaluator shows its newest score. @param verdicts the newest first */
function newestEach(verdicts: readonly VerdictRow[]): readonly VerdictRow[] {
  const seen = new Set<string>();
  return verdicts
    .filter(({ name, evaluator }) => {
      const key = JSON.stringify([name, evaluator]);
      return seen.has(key) ? false : (seen.add(key), true);
    })
    .sort((a, b) => shareOf(a) - shareOf(b) || a.name.localeCompare(b.name, 'en'));
}

/** Where a score lies on its scale, 0 for the worst; failures of the evaluator come last. */
export function shareOf({ value, scaleMin, scaleMax }: VerdictRow): number {
  if (value === null) return 2;
  const [low, high] = [scaleMin ?? 0, scaleMax ?? 1];
  return high > low ? (value - low) / (high - low) : 1;
}

function judgeRow(end: number): StageRow {
  return {
    id: JUDGE_LINE,
    parent: '',
    name: 'judge',
    service: '',
    stage: 'judge',
    isFailed: false,
    statusMessage: '',
    errorType: '',
    start: end,
    duration: 0,
    text: () => '',
    number: () => null,
    documents: [],
    attributes: {},
    flags: [],
  };
}

function incompleteness({ summary, stages, texts, mostText }: TraceFrames): readonly string[] {
  if (stages.length === 0) return [];
  const dropped = stages.reduce((sum, { number }) => sum + (number('dropped_attributes') ?? 0), 0);
  const all = [...texts.values()];
  const truncated = all.filter(({ isTruncated }) => isTruncated).length;
  const cut = all.filter(({ isCut }) => isCut).length;
  const flags = new Set(summary?.flags ?? []);
  const hasText = all.some(
    ({ input, output, inputMessages, outputMessages }) => `${input}${output}${inputMessages}${outputMessages}` !== '',
  );
  return [
    ...(summary === null ? ['The request has not settled yet: it is read from its spans alone.'] : []),
    ...(hasText ? [] : ['No text was sent: content capture is off in the SDK, so question, answer and documents cannot be shown.']),
    ...(dropped > 0 ? [`The SDK dropped ${dropped.toLocaleString('en')} attributes or events: content may be missing.`] : []),
    ...(truncated > 0 ? [`Text of ${stagesText(truncated)} was cut when it was sent or stored.`] : []),
    ...(cut > 0
      ? [`Text of ${stagesText(cut)} is shown up to ${mostText.toLocaleString('en')} characters; span_content has all of it.`]
      : []),
    ...(flags.has('root_missing')
      ? ['The first span of the request has not come: its start and length are those of the part that did.']
      : []),
  ];
}

function stagesText(count: number): string {
  return count === 1 ? 'one stage' : `${count.toLocaleString('en')} stages`;
}

/** Lines in which a text occurs, in their name, their figures or what they said; letter case aside. */
export function searchLines(view: TraceView, search: string): readonly StageLine[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return view.lines;
  const holds = (text: string): boolean => text.toLowerCase().includes(wanted);
  return view.lines
    .filter(({ row }) => {
      if (row.id === JUDGE_LINE) return view.verdicts.some(({ name, reason }) => holds(name) || holds(reason));
      const text = view.texts.get(row.id);
      return (
        [row.name, row.stage, row.statusMessage, row.text('model_version'), row.text('tool_name')].some(holds) ||
        row.documents.some(({ id }) => holds(id)) ||
        (text !== undefined && Object.values(text).some((value) => typeof value === 'string' && holds(value)))
      );
    })
    .map((line) => ({ ...line, depth: 0, hasChildren: false, size: 0 }));
}
