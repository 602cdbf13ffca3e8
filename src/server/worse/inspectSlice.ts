/** What changed in the slice that got worse: documents, tools and versions, and the traces that show it. */
import type { DocumentShift, ExampleTrace } from '../../core/frames/causeFrames';
import { CHANGE_KINDS, type ChangeKind } from '../../core/query/model';
import { changesStatement } from '../../core/sql/changesSql';
import { changeReach, type VersionUse } from '../../core/worse/changeReach';
import { matchExamples, type Candidate } from '../../core/worse/matchExamples';
import { rankChanges, type ChangeCandidate, type RankedChange } from '../../core/worse/rankChanges';
import { HOUR_SECONDS } from '../../core/worse/scanPlan';
import { scanSlices, type Slice, type SliceCell } from '../../core/worse/scanSlices';
import { suspectDocuments, type DocumentUse } from '../../core/worse/suspectDocuments';
import type { QueryContext } from '../deps';
import { readRows, type Rows } from '../readRows';
import {
  documentsStatement,
  reasonsStatement,
  refineStatement,
  textsStatement,
  usualStatement,
  versionsStatement,
  worstStatement,
  type Sides,
} from './causesSql';
import type { CellQuery } from './cellSource';
import type { Fall } from './chooseFall';
import { filtersOf, readSliceCells } from './findCauses';
import { requestSource } from './requestSource';

export interface SliceReport {
  readonly changes: readonly RankedChange[];
  readonly documents: readonly DocumentShift[];
  readonly examples: readonly ExampleTrace[];
  /** The document or tool that the fall within the slice lies in; null when none stands out. */
  readonly refined: Slice | null;
}

/** A change is looked for in this time around the start: two weeks before, as long after as the ranking allows. */
const CHANGES_BEFORE = 14 * 24 * HOUR_SECONDS;
const CHANGES_AFTER = 36 * HOUR_SECONDS;
/** Pairs of examples, and good requests among which each finds its match. */
const EXAMPLES = 5;
const CANDIDATES = 60;
/** Good examples are at most this much older than the start. */
const RECENT_BEFORE = 14 * 24 * HOUR_SECONDS;

/**
 * @param slice the first cause; everything when none stands out
 * @param traffic changes of the mix of the traffic, to be ranked with those of versions
 */
export async function inspectSlice(
  fall: Fall,
  slice: Pick<Slice, 'fixed' | 'expected'>,
  traffic: readonly ChangeCandidate[],
  context: QueryContext,
): Promise<SliceReport> {
  const { start, measured, cells: whole } = fall;
  const cells = { ...whole, filters: [...whole.filters, ...filtersOf(slice)] };
  const sides = {
    before: { from: measured.plan.baseFrom, to: Math.min(measured.plan.baseTo, start) },
    now: { from: start, to: measured.plan.end },
  };
  const changes = { version: 1, refId: 'A', kind: 'changes' as const, kinds: [], filters: [...whole.filters], timezone: 'UTC' };
  const range = { from: (start - CHANGES_BEFORE) * 1000, to: Math.min(start + CHANGES_AFTER, measured.plan.end) * 1000 };
  const [documents, versions, refined, changeRows, examples] = await Promise.all([
    readRows(documentsStatement(cells.filters, sides), context),
    readRows(versionsStatement(cells.filters, sides), context),
    refine(cells, sides, context),
    readRows(changesStatement(changes, range), context),
    findExamples(cells, sides, { worse: measured.plan.worse, mean: slice.expected }, context),
  ]);
  const uses = readUses(documents);
  const candidates = candidatesOf(changeRows, readVersions(versions), uses);
  const firstSeen = new Map(
    candidates.filter(({ kind }) => kind === 'document').map(({ name, version, firstSeen: time }) => [name, { version, time }]),
  );
  return {
    changes: rankChanges([...candidates, ...traffic], start * 1000),
    documents: suspectDocuments({ ...uses, tops: topsOf(refined), firstSeen, worse: measured.plan.worse }),
    examples,
    refined: refinedSlice(refined, measured.plan),
  };
}

async function refine(cells: CellQuery, sides: Sides, context: QueryContext): Promise<SliceCell[]> {
  const source = requestSource(cells, { from: sides.before.from, to: sides.now.to });
  return source === null ? [] : readSliceCells(await readRows(refineStatement(source, sides), context), REFINED.length);
}

/** Fields that hours do not keep. */
const REFINED = ['document', 'tool'] as const;

/** The document at rank 1 or the tools that say more than the slice itself. */
function refinedSlice(
  cells: readonly SliceCell[],
  { worse, law }: { readonly worse: 'lower' | 'higher'; readonly law: string },
): Slice | null {
  const { ranking } = scanSlices(cells, { fields: REFINED, topicField: '', worse, isRate: law === 'rate' });
  const [top] = ranking;
  return top === undefined || top.fixed.length === 0 || top.fixed.every(([, value]) => value === '') ? null : top;
}

function topsOf(cells: readonly SliceCell[]) {
  return cells.map(({ values, now }) => ({ documentId: values[0] ?? '', now }));
}

interface Uses {
  readonly uses: readonly DocumentUse[];
  readonly requests: { readonly before: number; readonly now: number };
}

/** Rows of documentsStatement; the row without a document counts the requests. */
function readUses(rows: Rows): Uses {
  const uses = rows.map(([documentId, ...figures]): DocumentUse => {
    const [n0 = 0, first0 = 0, ranks0 = 0, n1 = 0, first1 = 0, ranks1 = 0] = figures.map(Number);
    return {
      documentId: String(documentId),
      before: { n: n0, first: first0, ranks: ranks0 },
      now: { n: n1, first: first1, ranks: ranks1 },
    };
  });
  const all = uses.find(({ documentId }) => documentId === '');
  return { uses: uses.filter(({ documentId }) => documentId !== ''), requests: { before: all?.before.n ?? 0, now: all?.now.n ?? 0 } };
}

function readVersions(rows: Rows): VersionUse[] {
  return rows.map(([isNow, ...rest]) => {
    const [promptName = '', promptVersion = '', model = '', modelVersion = '', service = '', release = '', count = ''] = rest.map(String);
    const n = Number(count);
    const now = Number(isNow) === 1 || isNow === true;
    return { promptName, promptVersion, model, modelVersion, service, release, before: now ? 0 : n, now: now ? n : 0 };
  });
}

/** Rows of changesStatement. */
function candidatesOf(rows: Rows, versions: readonly VersionUse[], { uses, requests }: Uses): ChangeCandidate[] {
  const share = (n: number, all: number): number => (all > 0 ? n / all : 0);
  const documents = new Map(
    uses.map(({ documentId, before, now }) => [documentId, { before: share(before.n, requests.before), now: share(now.n, requests.now) }]),
  );
  return rows.flatMap(([ms, ...rest]) => {
    const [kind = '', service = '', name = '', version = '', previous = '', traceId = ''] = rest.map(String);
    if (!isKind(kind)) return [];
    const known = { kind, service, name, version, previous, traceId, firstSeen: Number(ms) };
    return [{ ...known, reach: changeReach(known, versions, documents) }];
  });
}

function isKind(kind: string): kind is ChangeKind {
  return CHANGE_KINDS.some((one) => one === kind);
}

interface Usual {
  readonly worse: 'lower' | 'higher';
  readonly mean: number;
}

async function findExamples(cells: CellQuery, { now }: Sides, { worse, mean }: Usual, context: QueryContext): Promise<ExampleTrace[]> {
  const [nowSource, beforeSource] = [requestSource(cells, now), requestSource(cells, { from: now.from - RECENT_BEFORE, to: now.from })];
  if (nowSource === null || beforeSource === null) return [];
  const worst = await readRows(worstStatement(nowSource, worse, EXAMPLES), context);
  if (worst.length === 0) return [];
  const topics = [...new Set(worst.map(([, , topic]) => String(topic)))];
  // Where all cost the same, the mean of them is a rounding away from each.
  const rounding = 1e-9 * Math.abs(mean);
  const edge = worse === 'lower' ? mean - rounding : mean + rounding;
  const usual = await readRows(usualStatement(beforeSource, { worse, mean: edge, topics }, CANDIDATES), context);
  const texts = await readTexts(
    [...worst, ...usual].map(([traceId]) => String(traceId)),
    cells,
    context,
  );
  return matchExamples(worst.map(candidateOf(texts)), usual.map(candidateOf(texts)));
}

type Texts = ReadonlyMap<string, { readonly question: string; readonly answer: string; readonly reason: string }>;

async function readTexts(traceIds: readonly string[], { judged }: CellQuery, context: QueryContext): Promise<Texts> {
  const evaluator = judged?.epochs?.[0]?.evaluator;
  const [texts, reasons] = await Promise.all([
    readRows(textsStatement(traceIds), context),
    judged === null || evaluator === undefined ? [] : readRows(reasonsStatement(traceIds, judged.dimension, evaluator), context),
  ]);
  const why = new Map(reasons.map(([traceId, reason]) => [String(traceId), String(reason)]));
  return new Map(
    texts.map((row) => {
      const [traceId = '', question = '', answer = ''] = row.map(String);
      return [traceId, { question, answer, reason: why.get(traceId) ?? '' }];
    }),
  );
}

/** Rows of worstStatement and usualStatement. */
function candidateOf(texts: Texts): (row: readonly unknown[]) => Candidate {
  return (row) => {
    const [traceId = '', time = '', topic = '', promptVersion = '', modelVersion = '', shown = ''] = row.map(String);
    const text = texts.get(traceId) ?? { question: '', answer: '', reason: '' };
    const documents = Array.isArray(row[6]) ? row[6].map(String) : [];
    return { traceId, time: Number(time), topic, promptVersion, modelVersion, value: Number(shown), documents, ...text };
  };
}
