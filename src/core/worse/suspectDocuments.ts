import { documentFamily } from '../documents/documentFamily';
import type { DocumentShift } from '../frames/causeFrames';
import { addCell, noSums, sizeOf, type CellSums } from './cell';

/** How often a document was given to the model for the slice, before the start and since. */
export interface DocumentUse {
  readonly documentId: string;
  readonly before: RankUse;
  readonly now: RankUse;
}

export interface RankUse {
  /** Requests that had it, those that had it first, and the sum of its ranks. */
  readonly n: number;
  readonly first: number;
  readonly ranks: number;
}

/** Answers since the start, by the document at the first rank. */
export interface TopValues {
  readonly documentId: string;
  readonly now: Readonly<CellSums>;
}

export interface DocumentFacts {
  readonly uses: readonly DocumentUse[];
  /** Requests with documents on each side. */
  readonly requests: { readonly before: number; readonly now: number };
  readonly tops: readonly TopValues[];
  /** First sight by document, milliseconds, and its version. */
  readonly firstSeen: ReadonlyMap<string, { readonly time: number; readonly version: string }>;
  readonly worse: 'lower' | 'higher';
}

/** Share of the requests that a document must have led to be blamed for them, and evidence at which it is blamed in full. Our choice. */
const MIN_TOP = 0.05;
const FULL_Z = 4;
/** A new document among the worse answers counts at most this much: it may be the cure as well as the cause. */
const NEWNESS = 0.5;
const MOST = 20;

/**
 * Documents of the answers that got worse, the most suspect first. A document is suspect when the answers that it led are
 * worse than the other answers of the same slice since the start, or when it is new there.
 */
export function suspectDocuments(facts: DocumentFacts): DocumentShift[] {
  const shifts = facts.uses.map((use) => shiftOf(use, facts));
  const sorted = shifts.sort((a, b) => b.suspicion - a.suspicion || b.topNow - a.topNow || (a.documentId < b.documentId ? -1 : 1));
  return sorted.slice(0, MOST).map((shift) => ({ ...shift, reason: reasonOf(shift, sorted) }));
}

function shiftOf({ documentId, before, now }: DocumentUse, { requests, tops, firstSeen, worse }: DocumentFacts): DocumentShift {
  const share = (part: number, all: number): number => (all > 0 ? part / all : 0);
  const own = tops.find((top) => top.documentId === documentId)?.now ?? noSums();
  const others = noSums();
  for (const top of tops) if (top.documentId !== documentId) addCell(others, top.now);
  const topNow = share(now.first, requests.now);
  const grown = share(now.n, requests.now) - share(before.n, requests.before);
  const led = topNow < MIN_TOP ? 0 : Math.min(1, Math.max(0, differenceZ(own, others, worse)) / FULL_Z);
  return {
    documentId,
    version: firstSeen.get(documentId)?.version ?? '',
    shareBefore: share(before.n, requests.before),
    shareNow: share(now.n, requests.now),
    topBefore: share(before.first, requests.before),
    topNow,
    rankBefore: before.n > 0 ? before.ranks / before.n : null,
    rankNow: now.n > 0 ? now.ranks / now.n : null,
    valueTop: meanOf(own),
    valueOther: meanOf(others),
    firstSeen: firstSeen.get(documentId)?.time ?? null,
    suspicion: Math.max(led, NEWNESS * Math.max(0, grown)),
    reason: '',
  };
}

/** How clearly the first answers are worse than the second (Welch). */
function differenceZ(own: Readonly<CellSums>, others: Readonly<CellSums>, worse: 'lower' | 'higher'): number {
  const [a, b] = [meanOf(own), meanOf(others)];
  if (a === null || b === null || sizeOf(own) < 2 || sizeOf(others) < 2) return 0;
  const error = Math.sqrt(varianceOf(own) / sizeOf(own) + varianceOf(others) / sizeOf(others));
  const loss = worse === 'lower' ? b - a : a - b;
  return error > 0 ? loss / error : loss > 0 ? FULL_Z : 0;
}

function meanOf({ w, x }: Readonly<CellSums>): number | null {
  return w > 0 ? x / w : null;
}

function varianceOf({ w, x, xx }: Readonly<CellSums>): number {
  return Math.max(0, xx / w - (x / w) ** 2);
}

function reasonOf(shift: DocumentShift, all: readonly DocumentShift[]): string {
  const newer = newerVersion(shift, all);
  if (newer !== null && shift.topNow > 0 && shift.suspicion >= NEWNESS)
    return `Outranks its newer version ${newer.documentId}${newer.rankNow === null ? '' : `, which stands at rank ${rank(newer.rankNow)}`}`;
  if (shift.shareBefore === 0 && shift.shareNow > 0) return 'Never retrieved here before';
  if (shift.suspicion >= NEWNESS && shift.topNow > 0) return 'Answers that it leads are worse than the others';
  return '';
}

/** `return-policy-v2.md` is a newer version of `return-policy-v1.md`. */
export function newerVersion({ documentId }: Pick<DocumentShift, 'documentId'>, all: readonly DocumentShift[]): DocumentShift | null {
  const own = documentFamily(documentId);
  if (own.number === null) return null;
  const newer = all
    .map((other) => ({ other, ...documentFamily(other.documentId) }))
    .filter(({ family, number }) => family === own.family && (number ?? 0) > (own.number ?? 0))
    .sort((a, b) => (b.number ?? 0) - (a.number ?? 0));
  return newer[0]?.other ?? null;
}

function rank(value: number): string {
  return String(Number(value.toFixed(1)));
}
