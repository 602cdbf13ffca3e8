/** From the text of a judge to scores, or to why there are none. A reply that is not understood is never a score. */
import { z } from 'zod';
import { scoresOf } from './evaluator';
import type { Rubric } from './evaluatorSchema';
import type { JudgeError } from './errorType';
import { jsonParts, withoutThoughts } from './jsonParts';

export interface Quote {
  readonly source: string;
  readonly quote: string;
}

export interface Claim extends Quote {
  readonly claim: string;
  readonly verdict: 'supported' | 'contradicted' | 'not_found';
}

export type DimensionReply =
  | {
      readonly outcome: 'scored';
      readonly score: number;
      readonly reason: string;
      readonly evidence: readonly Quote[];
      readonly claims: readonly Claim[];
    }
  | { readonly outcome: 'not_applicable'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly error: JudgeError; readonly reason: string };

export interface Reply {
  readonly byDimension: ReadonlyMap<string, DimensionReply>;
  readonly injectionSeen: boolean;
}

export interface ReadOptions {
  /** Mends JSON that is nearly right. @throws when it cannot */
  readonly repair: (text: string) => string;
}

/** @param text what the judge said, complete and not refused: those are known from the API's own fields */
export function readReply(text: string, rubrics: readonly Rubric[], { repair }: ReadOptions): Reply {
  if (withoutThoughts(text).trim() === '') return allFailed(rubrics, 'empty', 'The reply holds no text.');
  const parts = jsonParts(text);
  const strict = objectsOf(parts, (part) => part);
  // A repairer closes what was cut off, so it only sees what is balanced already.
  const objects = strict.length > 0 ? strict : objectsOf(parts, repair);
  if (objects.length === 0) return allFailed(rubrics, looksLikeRefusal(text) ? 'refused' : 'parse_error', firstWords(text));
  const readings = objects.map((object) => readObject(object, rubrics));
  const good = readings.filter(({ byDimension }) => [...byDimension.values()].every(({ outcome }) => outcome !== 'failed'));
  const [first, ...others] = good.length > 0 ? good : readings;
  if (first === undefined) return allFailed(rubrics, 'parse_error', firstWords(text));
  if (good.length > 0 && others.some((other) => !saysTheSame(first, other))) {
    return allFailed(rubrics, 'ambiguous', 'The reply holds two objects with different scores.');
  }
  return first;
}

function allFailed(rubrics: readonly Rubric[], error: JudgeError, reason: string): Reply {
  return { byDimension: new Map(rubrics.map(({ name }) => [name, { outcome: 'failed', error, reason }])), injectionSeen: false };
}

type Json = Readonly<Record<string, unknown>>;

function objectsOf(parts: readonly string[], mend: (part: string) => string): readonly Json[] {
  return parts.flatMap((part): Json[] => {
    try {
      const value: unknown = JSON.parse(mend(part));
      return isObject(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text = z.string().catch('');
const quoteSchema = z.object({ source: text, quote: text });
const claimSchema = quoteSchema.extend({ claim: text, verdict: z.enum(['supported', 'contradicted', 'not_found']) });
const blockSchema = z.object({
  claims: z.array(claimSchema).catch([]).default([]),
  evidence: z.array(quoteSchema).catch([]).default([]),
  reason: text.default(''),
  outcome: z.enum(['scored', 'not_applicable', 'conflict']).optional(),
  score: z.unknown(),
});

function readObject(object: Json, rubrics: readonly Rubric[]): Reply {
  const [only] = rubrics;
  const byDimension = new Map(
    rubrics.map((rubric): [string, DimensionReply] => {
      // Asked for one dimension, a judge may leave its name out.
      const block = object[rubric.name] ?? (rubrics.length === 1 && only !== undefined && 'score' in object ? object : undefined);
      return [rubric.name, readBlock(block, rubric)];
    }),
  );
  return { byDimension, injectionSeen: object.injection_seen === true };
}

function readBlock(block: unknown, rubric: Rubric): DimensionReply {
  if (block === undefined) return failed('schema_error', `${rubric.name} is missing.`);
  const parsed = blockSchema.safeParse(block);
  if (!parsed.success) return failed('schema_error', `${rubric.name} is not an object with a score.`);
  const { outcome = 'scored', reason, evidence, claims } = parsed.data;
  if (outcome === 'conflict') return failed('conflicting_context', reason);
  if (outcome === 'not_applicable') {
    return rubric.not_applicable === '' ? failed('schema_error', `${rubric.name} always applies.`) : { outcome, reason };
  }
  const score = readScore(parsed.data.score);
  if (score === undefined || !scoresOf(rubric).includes(score)) {
    return failed(
      'schema_error',
      `${rubric.name}: ${JSON.stringify(parsed.data.score) ?? 'no score'} is none of ${scoresOf(rubric).join(', ')}.`,
    );
  }
  return { outcome, score, reason, evidence, claims };
}

/** Whole numbers, also as text; "4/5", 4.5 and words are no score. */
function readScore(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\s*-?\d{1,3}\s*$/.test(value) ? Number(value) : undefined;
}

function failed(error: JudgeError, reason: string): DimensionReply {
  return { outcome: 'failed', error, reason };
}

function saysTheSame(a: Reply, b: Reply): boolean {
  const scoreOf = (reply: DimensionReply | undefined): string =>
    reply?.outcome === 'scored' ? String(reply.score) : (reply?.outcome ?? '');
  return [...a.byDimension].every(([name, reply]) => scoreOf(reply) === scoreOf(b.byDimension.get(name)));
}

/** Only of a reply without any object: an apology in a reason is none. */
function looksLikeRefusal(reply: string): boolean {
  return /\b(?:I\s+(?:must\s+)?(?:refuse|decline)|I(?:'m| am)\s+(?:sorry|unable|not able)|I\s+(?:can(?:'|’)?t|cannot|won(?:'|’)t)\b)/i.test(
    withoutThoughts(reply).slice(0, 400),
  );
}

function firstWords(reply: string): string {
  return `The reply holds no JSON object: ${withoutThoughts(reply).trim().slice(0, 200)}`;
}
