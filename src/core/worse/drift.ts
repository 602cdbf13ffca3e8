import { benjaminiHochberg } from '../stats/benjaminiHochberg';
import { normalTail } from '../stats/normalTail';

/** Drift that is not quality: what people ask, what is retrieved, what is answered, and who answers. */
export type DriftKind = 'usage' | 'data' | 'output' | 'model';

export type DriftMeasure =
  | 'topic_share'
  | 'query_length'
  | 'query_language'
  | 'retrieval_score'
  | 'new_documents'
  | 'top_documents'
  | 'answer_length'
  | 'refusal_rate'
  | 'format_failures'
  | 'responded_model';

/** One quantity before the start and since. */
export interface DriftSample {
  readonly measure: DriftMeasure;
  /** What it was measured of: a topic, a language, a requested model; empty for everything. */
  readonly subject: string;
  readonly before: DriftSide;
  readonly now: DriftSide;
}

/** Sums of a quantity; of a rate `sum` counts the requests that have it and `squares` is the same. */
export interface DriftSide {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

export interface DriftFinding {
  readonly kind: DriftKind;
  readonly measure: DriftMeasure;
  readonly subject: string;
  /** Mean, or share 0 to 1; null without requests. */
  readonly before: number | null;
  readonly now: number | null;
  /** Shares: now - before. Lengths and scores: now / before - 1. */
  readonly change: number | null;
  readonly z: number | null;
  /** False discovery rate over everything that was looked at. */
  readonly q: number | null;
  readonly drifted: boolean;
  readonly text: string;
}

interface MeasureInfo {
  readonly kind: DriftKind;
  readonly isShare: boolean;
  /** Smallest change worth a word, whatever its evidence: a share's difference, or a part of the mean. Our choice. */
  readonly least: number;
  readonly words: (subject: string) => string;
}

export const DRIFT_MEASURES: Readonly<Record<DriftMeasure, MeasureInfo>> = {
  topic_share: { kind: 'usage', isShare: true, least: 0.03, words: (topic) => `share of the topic "${topic}"` },
  query_length: { kind: 'usage', isShare: false, least: 0.15, words: () => 'length of the questions' },
  query_language: {
    kind: 'usage',
    isShare: true,
    least: 0.03,
    words: (language) => (language === 'unknown' ? 'share of questions whose language is not clear' : `share of questions in ${language}`),
  },
  retrieval_score: {
    kind: 'data',
    isShare: false,
    least: 0.05,
    words: (stage) => (stage === '' ? 'score of the first document' : `score of the first document of ${stage}`),
  },
  new_documents: { kind: 'data', isShare: true, least: 0.01, words: () => 'share of requests with a document that the baseline never had' },
  top_documents: { kind: 'data', isShare: true, least: 0.05, words: (id) => `share of requests with ${id} at rank 1` },
  answer_length: { kind: 'output', isShare: false, least: 0.15, words: () => 'length of the answers' },
  refusal_rate: { kind: 'output', isShare: true, least: 0.01, words: () => 'share of refused answers' },
  format_failures: { kind: 'output', isShare: true, least: 0.01, words: () => 'share of answers in the wrong format' },
  responded_model: { kind: 'model', isShare: true, least: 0.05, words: (model) => `share of answers by ${model}` },
};

/** Evidence that a single measure needs, and the discovery rate allowed over all of them (statistics §2.6). */
const Z_NEEDED = 4;
const Q_ALLOWED = 0.1;
/** Requests that each side needs. */
const MIN_SIDE = 30;

/**
 * Names what drifted: a change that is large enough to matter, that a test of two means would call certain (Welch), and
 * that stands out among all that was looked at (Benjamini and Hochberg). A share of which one side saw nothing is tested
 * with half an event on each side, so that a first sight counts and a single one does not.
 * @returns the drifted first, each group by its evidence
 */
export function findDrift(samples: readonly DriftSample[]): DriftFinding[] {
  const measured = samples.map((sample) => ({ sample, z: zOf(sample) }));
  const q = benjaminiHochberg(measured.map(({ z }) => (z === null ? 1 : 2 * normalTail(Math.abs(z)))));
  return measured
    .map(({ sample, z }, index): DriftFinding => {
      const { kind, isShare, least, words } = DRIFT_MEASURES[sample.measure];
      const [before, now] = [meanOf(sample.before), meanOf(sample.now)];
      const change = before === null || now === null ? null : isShare ? now - before : before === 0 ? null : now / before - 1;
      const quality = q[index] ?? 1;
      const drifted = z !== null && change !== null && Math.abs(change) >= least && Math.abs(z) >= Z_NEEDED && quality <= Q_ALLOWED;
      const text = `${upper(words(sample.subject))}: ${written(before, isShare)} before, ${written(now, isShare)} since`;
      return {
        kind,
        measure: sample.measure,
        subject: sample.subject,
        before,
        now,
        change,
        z,
        q: z === null ? null : quality,
        drifted,
        text,
      };
    })
    .sort((a, b) => Number(b.drifted) - Number(a.drifted) || Math.abs(b.z ?? 0) - Math.abs(a.z ?? 0));
}

function zOf({ measure, before, now }: DriftSample): number | null {
  if (before.n < MIN_SIDE || now.n < MIN_SIDE) return null;
  const { isShare } = DRIFT_MEASURES[measure];
  const [a, b] = isShare ? [withHalf(before), withHalf(now)] : [before, now];
  const error = Math.sqrt(varianceOf(a) / a.n + varianceOf(b) / b.n);
  const difference = b.sum / b.n - a.sum / a.n;
  return error > 0 ? difference / error : difference === 0 ? 0 : null;
}

function withHalf({ n, sum }: DriftSide): DriftSide {
  return { n: n + 1, sum: sum + 0.5, squares: sum + 0.5 };
}

function varianceOf({ n, sum, squares }: DriftSide): number {
  return n < 2 ? 0 : Math.max(0, (squares - (sum * sum) / n) / (n - 1));
}

function meanOf({ n, sum }: DriftSide): number | null {
  return n > 0 ? sum / n : null;
}

function written(value: number | null, isShare: boolean): string {
  if (value === null) return 'unknown';
  if (isShare) return `${Number((value * 100).toPrecision(3))} %`;
  return String(Number(value.toPrecision(3)));
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
