/** The one way from a score of any sender (HTTP, OpenTelemetry event, replay, judge) to a row of `score_events`. */
import { dimensionOf, type Dimension } from '../model/dimension';
import type { ScoreEventRow } from '../model/tables';
import { readScale, type Scale } from './readScale';
import { readValue } from './readValue';

export interface ScoreInput {
  /** The same id again replaces the score; made from target, name, evaluator, epoch and `scoredAt` when absent. */
  readonly id?: string | undefined;
  /** What was scored: at least one of trace, session and response. Hex ids in any letter case. */
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly responseId?: string | undefined;
  /** Dimension, such as factuality. */
  readonly name: string;
  /** A boolean is a rate: true is 1. NaN and infinities are kept as a failed judgement. */
  readonly value?: number | boolean | null | undefined;
  readonly label?: string | undefined;
  readonly explanation?: string | undefined;
  /** Why the evaluator failed. A score beside it is not believed. */
  readonly errorType?: string | undefined;
  readonly evaluator?: string | undefined;
  readonly evaluatorVersion?: string | undefined;
  /** LLM, HUMAN, CODE or API. */
  readonly evaluatorKind?: string | undefined;
  readonly evaluatorEpoch?: string | undefined;
  /** Worst and best possible score; that of the dimension when absent. */
  readonly scale?: readonly [worst: number, best: number] | undefined;
  readonly isRate?: boolean | undefined;
  /** Probability in (0, 1] with which the answer was chosen to be scored; 1 when absent. */
  readonly inclusionProbability?: number | undefined;
  readonly stratum?: string | undefined;
  readonly source: 'otlp' | 'api' | 'replay' | 'judge';
  /** Nanoseconds since 1970; time of receipt when absent. */
  readonly scoredAt?: bigint | undefined;
  readonly attributes?: ReadonlyMap<string, string> | undefined;
  readonly generated?: boolean | undefined;
}

export interface ScoreContext {
  readonly dimensions: readonly Dimension[];
  /** Nanoseconds since 1970. */
  readonly receivedAt: bigint;
  /** Hash of a text as hex digits: `hash` of this folder. */
  readonly hash: (text: string) => string;
}

export type ScoreEventResult = { readonly row: ScoreEventRow } | { readonly reject: string };

/**
 * Checks a score and turns it into a row. A score that is out of its scale or not a finite number is kept without a
 * value, with the reason in `error_type`: the judgement failed, and that has to show. Refused is only what cannot be
 * filed: no name, no target, a broken id, an impossible probability, scale or time.
 */
export function scoreEventRow(input: ScoreInput, { dimensions, receivedAt, hash }: ScoreContext): ScoreEventResult {
  const target = readTarget(input);
  const name = input.name.trim();
  const scale = readScale(
    input,
    dimensionOf(name, dimensions),
    dimensions.some((known) => known.name === name),
  );
  const reject = refusal(input, name) ?? scale.reject ?? target.reject;
  if (reject !== undefined) return { reject };
  const { value, errorType } = readValue(input, scale);
  const evaluator = input.evaluator?.trim() || 'unnamed';
  const evaluatorVersion = input.evaluatorVersion?.trim() ?? '';
  const epoch = input.evaluatorEpoch?.trim() || epochOf(evaluator, evaluatorVersion, scale, hash);
  const probability = input.inclusionProbability ?? 1;
  return {
    row: {
      score_id: input.id?.trim() || scoreIdOf({ ...target, name, evaluator, epoch, scoredAt: input.scoredAt }, hash),
      trace_id: target.traceId,
      span_id: target.spanId,
      session_id: target.sessionId,
      response_id: target.responseId,
      name,
      evaluator,
      evaluator_version: evaluatorVersion,
      evaluator_kind: input.evaluatorKind?.trim().toUpperCase() ?? '',
      evaluator_epoch: epoch,
      value,
      label: input.label?.trim() ?? '',
      explanation: input.explanation ?? '',
      error_type: errorType,
      scale_min: scale.min,
      scale_max: scale.max,
      is_rate: scale.isRate ? 1 : 0,
      inclusion_probability: probability,
      stratum: input.stratum ?? '',
      source: input.source,
      scored_at: input.scoredAt ?? receivedAt,
      attributes: input.attributes ?? new Map(),
      generated: input.generated === true ? 1 : 0,
      only_services: [],
      ingest_ts: receivedAt,
    },
  };
}

/** Names become legend entries and filter values; a sender that puts a text there by mistake is told so. */
const LONGEST_NAME = 256;
/** Range of DateTime64(9): 1900-01-01 to 2262-04-11. */
const EARLIEST = -2_208_988_800_000_000_000n;
const LATEST = 9_223_372_036_854_775_807n;

function refusal(input: ScoreInput, name: string): string | undefined {
  const probability = input.inclusionProbability ?? 1;
  if (name === '') return 'name: is missing';
  if (name.length > LONGEST_NAME) return `name: is longer than ${LONGEST_NAME} characters`;
  if (!(probability > 0 && probability <= 1)) return `inclusion_probability: ${probability} is not above 0 and at most 1`;
  if (input.scoredAt !== undefined && (input.scoredAt < EARLIEST || input.scoredAt > LATEST))
    return 'scored_at: is not between 1900 and 2262';
  return undefined;
}

interface Target {
  readonly traceId: string;
  readonly spanId: string;
  readonly sessionId: string;
  readonly responseId: string;
  readonly reject?: string;
}

function readTarget(input: ScoreInput): Target {
  const traceId = input.traceId?.trim().toLowerCase() ?? '';
  const spanId = input.spanId?.trim().toLowerCase() ?? '';
  const sessionId = input.sessionId?.trim() ?? '';
  const responseId = input.responseId?.trim() ?? '';
  const target = { traceId, spanId, sessionId, responseId };
  if (traceId !== '' && !isId(traceId, 32)) return { ...target, reject: 'trace_id: is not 32 hex digits, or all zero' };
  if (spanId !== '' && !isId(spanId, 16)) return { ...target, reject: 'span_id: is not 16 hex digits, or all zero' };
  if (traceId === '' && sessionId === '' && responseId === '') {
    return { ...target, reject: 'trace_id: is missing, and neither session_id nor response_id says what was scored' };
  }
  return target;
}

function isId(text: string, digits: number): boolean {
  return text.length === digits && /^[0-9a-f]+$/.test(text) && !/^0+$/.test(text);
}

function epochOf(evaluator: string, version: string, scale: Scale, hash: (text: string) => string): string {
  return hash(JSON.stringify([evaluator, version, scale.min, scale.max, scale.isRate])).slice(0, 16);
}

/**
 * The time is part of the id only when the sender gave it, so that a score that is sent again keeps its id, while two
 * judgements of one answer stay two.
 */
function scoreIdOf(
  score: Target & { readonly name: string; readonly evaluator: string; readonly epoch: string; readonly scoredAt: bigint | undefined },
  hash: (text: string) => string,
): string {
  const { traceId, spanId, sessionId, responseId, name, evaluator, epoch, scoredAt } = score;
  return hash(JSON.stringify([traceId, spanId, sessionId, responseId, name, evaluator, epoch, scoredAt?.toString() ?? '']));
}
