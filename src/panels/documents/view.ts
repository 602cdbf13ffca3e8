/** What the panel says of each document, from the frame of a `documents` answer in the format `panel`. */
import { framesOf, readRows, type FrameLike, type RowReader } from '../../ui/frameCells';

/** Answers with the document against the others of the same topics. */
export interface EffectView {
  readonly mean: number;
  readonly without: number;
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  readonly n: number;
  readonly nWithout: number;
  /** `worse` or `better` only where the interval leaves no doubt. */
  readonly verdict: 'worse' | 'better' | 'no difference';
}

export interface VersionView {
  readonly id: string;
  readonly version: string;
  readonly together: number;
  readonly relation: string;
}

export interface DocumentView {
  readonly key: string;
  readonly id: string;
  readonly version: string;
  readonly requests: number;
  readonly share: number | null;
  readonly ranks: readonly number[];
  readonly usedShare: number | null;
  readonly judged: number;
  readonly meanScore: number | null;
  readonly presence: EffectView | null;
  readonly lead: EffectView | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly firstSeen: number | null;
  readonly suspectSince: number | null;
  readonly reason: string;
  readonly versions: readonly VersionView[];
  /** [bucket, requests, mean or null] by bucket. */
  readonly trend: readonly (readonly [number, number, number | null])[];
}

export interface DocumentsView {
  readonly dimension: string;
  readonly documents: readonly DocumentView[];
  /** The answer in a sentence. */
  readonly sentence: string;
  readonly isSuspect: boolean;
  readonly notices: readonly string[];
  readonly isGenerated: boolean;
  readonly from: number;
  readonly bucketMs: number;
}

export function documentsView(frames: readonly FrameLike[]): DocumentsView {
  const found = framesOf(frames, 'documents_panel');
  const custom = found[0]?.meta?.custom;
  const dimension = String(custom?.dimension ?? '');
  const documents = found.flatMap((frame) => readRows(frame, readDocument));
  const notices = frames.flatMap(({ meta }) => (meta?.notices ?? []).map(({ text }) => text));
  return {
    dimension,
    documents,
    sentence: sentenceOf(documents, dimension),
    isSuspect: documents.some(({ suspectSince }) => suspectSince !== null),
    notices: notices.filter((text) => !isGeneratedText(text)),
    isGenerated: notices.some(isGeneratedText),
    from: Number(custom?.from ?? 0),
    bucketMs: Number(custom?.bucketMs ?? 0),
  };
}

const isGeneratedText = (text: string): boolean => text.startsWith('Generated demo data');

function readDocument(row: RowReader): DocumentView {
  const { text, number, value } = row;
  const [id, version] = [text('document_id'), text('document_version')];
  return {
    key: JSON.stringify([id, version]),
    id,
    version,
    requests: number('requests') ?? 0,
    share: number('share'),
    ranks: ['rank_1', 'rank_2', 'rank_3', 'rank_later'].map((name) => number(name) ?? 0),
    usedShare: number('used_share'),
    judged: number('judged') ?? 0,
    meanScore: number('mean_score'),
    presence: readEffect(row, 'with'),
    lead: readEffect(row, 'led'),
    firstSeen: number('first_seen'),
    suspectSince: number('suspect_since'),
    reason: text('reason'),
    versions: readVersions(value('versions')),
    trend: readTrend(value('trend')),
  };
}

function readEffect({ number }: RowReader, name: string): EffectView | null {
  const figure = (part: string): number => number(`${name}_${part}`) ?? 0;
  if (number(`${name}_difference`) === null) return null;
  const [lower, upper] = [figure('lower'), figure('upper')];
  return {
    mean: figure('mean'),
    without: figure('without'),
    difference: figure('difference'),
    lower,
    upper,
    n: figure('n'),
    nWithout: figure('n_without'),
    verdict: upper < 0 ? 'worse' : lower > 0 ? 'better' : 'no difference',
  };
}

function readVersions(value: unknown): VersionView[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('id' in entry)) return [];
    const { id, version, together, relation } = { version: '', together: 0, relation: '', ...entry };
    return [{ id: String(id), version: String(version), together: Number(together), relation: String(relation) }];
  });
}

function readTrend(value: unknown): (readonly [number, number, number | null])[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((point: unknown) => {
    if (!Array.isArray(point)) return [];
    const mean: unknown = point[2];
    return [[Number(point[0]), Number(point[1]), typeof mean === 'number' ? mean : null] as const];
  });
}

function sentenceOf(documents: readonly DocumentView[], dimension: string): string {
  const suspects = documents.filter(({ suspectSince }) => suspectSince !== null);
  const [first] = suspects;
  if (first !== undefined) {
    const more = suspects.length > 1 ? ` and ${suspects.length - 1} more` : '';
    return `Suspect: ${first.id}${more}. ${first.reason || `Blamed for the fall of ${dimension}`}`;
  }
  const worse = documents.filter(({ presence, lead }) => presence?.verdict === 'worse' || lead?.verdict === 'worse');
  const doubled = documents.filter(({ versions }) => versions.some(({ together }) => together > 0)).length;
  const parts = [
    worse.length === 0
      ? ''
      : `${worse[0]?.id ?? ''}${worse.length > 1 ? ` and ${worse.length - 1} more` : ''}: ${dimension} is lower with it`,
    doubled === 0 ? '' : `${doubled} documents are given together with another version of themselves`,
  ].filter((text) => text !== '');
  return parts.length > 0 ? parts.join('; ') : `No document stands out among ${documents.length}`;
}
