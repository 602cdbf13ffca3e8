/** Sums a document, version and topic to what is said of each document, the most suspect first. */
import { addMoments, meanOf, NO_MOMENTS, type Moments } from '../stats/moments';
import { contradictions, type Contradiction, type PairRow } from './contradictions';
import { documentEffect, type DocumentEffect } from './documentEffect';

/** Sums of one document and version on one topic. */
export interface DocumentCell {
  readonly id: string;
  readonly version: string;
  readonly topic: string;
  readonly requests: number;
  /** Requests with it at rank 1, 2, 3 and later. */
  readonly ranks: readonly [number, number, number, number];
  readonly used: number;
  /** Requests of which is known whether the answer used it. */
  readonly usedKnown: number;
  /** Milliseconds since 1970-01-01 UTC, within the range. */
  readonly first: number;
  readonly last: number;
  readonly scores: Moments;
  /** Of the answers that it led. */
  readonly led: Moments;
}

export interface Suspicion {
  readonly id: string;
  /** Start of the fall, milliseconds since 1970-01-01 UTC. */
  readonly since: number;
  /** 0 to 1, for the order. */
  readonly suspicion: number;
  readonly reason: string;
}

export interface DocumentReport {
  readonly id: string;
  readonly version: string;
  readonly requests: number;
  readonly ranks: readonly [number, number, number, number];
  /** Share of the answers that rest on it; null where texts to tell by are missing. */
  readonly usedShare: number | null;
  readonly judged: number;
  readonly meanScore: number | null;
  /** Of answers that had it against answers that did not. */
  readonly presence: DocumentEffect | null;
  /** Of answers that it led against all others of the same topics. */
  readonly lead: DocumentEffect | null;
  readonly first: number;
  readonly last: number;
  readonly suspicion: Suspicion | null;
  readonly versions: readonly Contradiction[];
}

export interface DocumentSums {
  readonly cells: readonly DocumentCell[];
  /** All judged answers of requests that retrieved anything, by topic. */
  readonly topics: ReadonlyMap<string, Moments>;
  readonly pairs: readonly PairRow[];
  /** First sight ever by JSON of [id, version], milliseconds; the first one of the range where it is not known. */
  readonly firstSeen: ReadonlyMap<string, number>;
  readonly suspects: readonly Suspicion[];
}

export function documentReports({ cells, topics, pairs, firstSeen, suspects }: DocumentSums): readonly DocumentReport[] {
  const groups = new Map<string, DocumentCell[]>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.id, cell.version]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  const documents = [...groups.values()].flatMap(([first]) => (first === undefined ? [] : [{ id: first.id, version: first.version }]));
  const reports = [...groups.values()].map((group): DocumentReport => {
    const sum = (value: (cell: DocumentCell) => number): number => group.reduce((total, cell) => total + value(cell), 0);
    const { id = '', version = '' } = group[0] ?? {};
    const scores = group.reduce((total, cell) => addMoments(total, cell.scores), NO_MOMENTS);
    const effect = (own: (cell: DocumentCell) => Moments): DocumentEffect | null =>
      documentEffect(group.map((cell) => ({ with: own(cell), all: topics.get(cell.topic) ?? NO_MOMENTS })));
    const known = sum((cell) => cell.usedKnown);
    const lead = effect((cell) => cell.led);
    // What is new and makes answers better where it leads is the cure, not the cause.
    const isCure = lead !== null && lead.lower > 0;
    return {
      id,
      version,
      requests: sum((cell) => cell.requests),
      ranks: [sum((cell) => cell.ranks[0]), sum((cell) => cell.ranks[1]), sum((cell) => cell.ranks[2]), sum((cell) => cell.ranks[3])],
      usedShare: known === 0 ? null : sum((cell) => cell.used) / known,
      judged: scores.n,
      meanScore: meanOf(scores),
      presence: effect((cell) => cell.scores),
      lead,
      first: firstSeen.get(JSON.stringify([id, version])) ?? Math.min(...group.map((cell) => cell.first)),
      last: Math.max(...group.map((cell) => cell.last)),
      suspicion: isCure ? null : (suspects.find((one) => one.id === id) ?? null),
      versions: contradictions({ id, version }, documents, pairs),
    };
  });
  return reports.sort((a, b) => rankOf(b) - rankOf(a) || harmOf(a) - harmOf(b) || b.requests - a.requests || (a.id < b.id ? -1 : 1));
}

const rankOf = ({ suspicion }: DocumentReport): number => suspicion?.suspicion ?? 0;

/** The better end of the worse of the two effects: below 0 only where harm is clear. */
function harmOf({ presence, lead }: DocumentReport): number {
  return Math.min(0, presence?.upper ?? 0, lead?.upper ?? 0);
}
