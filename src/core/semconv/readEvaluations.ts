/**
 * Evaluation results on a span: events of the GenAI conventions, and OpenInference's annotations, which stand on the span
 * that they are about or, as a finished span cannot be changed, on a carrier span that links to it.
 */
import type { ScoreEventRow } from '../model/tables';
import type { AnyValue, Attributes, LogRecord, Span } from '../otlp/types';
import { valueText } from '../otlp/valueText';
import { scoreEventRow, type ScoreContext, type ScoreEventResult, type ScoreInput } from '../scores/scoreEventRow';
import type { Indexed } from './indexed';
import { flag, number } from './readers';

export const EVALUATION_EVENT = 'gen_ai.evaluation.result';

export interface EvaluationSource {
  readonly span: Span;
  readonly spanId: string;
  readonly isEvaluator: boolean;
  readonly indexed: Indexed;
  readonly sessionId: string;
  /** Name of the instrumentation scope, which stands for an evaluator without a name. */
  readonly scopeName: string;
  /** Nanoseconds since 1970; when the span ended, mended. */
  readonly end: bigint;
  readonly generated: boolean;
}

export interface ReadEvaluations {
  readonly rows: readonly ScoreEventRow[];
  /** Why an evaluation could not be filed. */
  readonly notes: readonly string[];
}

export function readEvaluations(source: EvaluationSource, context: ScoreContext): ReadEvaluations {
  const inputs = [...events(source), ...annotations(source, context.hash)];
  const rows: ScoreEventRow[] = [];
  const notes: string[] = [];
  for (const input of inputs) {
    const result = scoreEventRow(input, context);
    if ('row' in result) rows.push(result.row);
    else notes.push(`evaluation on span ${source.spanId}: ${result.reject}`);
  }
  return { rows, notes };
}

/** What an evaluation in a log record stands beside. */
export interface RecordSource {
  /** Name of the instrumentation scope, which stands for an evaluator without a name. */
  readonly scopeName: string;
  readonly generated: boolean;
}

/** An evaluation that came as a log record: its trace and span are what was scored. */
export function evaluationOfRecord(
  { traceId, spanId, time, observed, attributes }: LogRecord,
  { scopeName, generated }: RecordSource,
  context: ScoreContext,
): ScoreEventResult {
  const scoredAt = time > 0n ? time : observed;
  const target = { ...(traceId === '' ? {} : { traceId }), ...(spanId === '' ? {} : { spanId }) };
  return scoreEventRow(
    {
      ...target,
      ...ofEvent(attributes),
      ...(scoredAt > 0n ? { scoredAt } : {}),
      ...common({ scopeName, isEvaluator: true, generated }, attributes),
    },
    context,
  );
}

const textOf = (value: AnyValue | undefined): string | undefined => (value === undefined ? undefined : valueText(value) || undefined);

/** NaN and infinities stay, as numbers or as text: they are a failed judgement and not a missing one. */
function scoreOf(value: AnyValue | undefined): number | boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = valueText(value).trim();
  if (/^[+-]?(nan|inf(inity)?)$/i.test(text)) return Number.NaN;
  return number(value) ?? flag(value);
}

/** The span that an evaluator's own span is about, when it links to exactly one; else the span itself. */
function targetOf({ span, spanId }: EvaluationSource, isCarrier: boolean): { readonly traceId: string; readonly spanId: string } {
  const [link] = span.links;
  return isCarrier && link !== undefined && span.links.length === 1 ? link : { traceId: span.traceId, spanId };
}

function events(source: EvaluationSource): ScoreInput[] {
  const target = targetOf(source, source.isEvaluator);
  return source.span.events
    .filter(({ name }) => name === EVALUATION_EVENT)
    .map(({ attributes, time }) => ({
      ...target,
      ...ofEvent(attributes),
      scoredAt: time > 0n ? time : source.end,
      ...common(source, attributes),
    }));
}

function ofEvent(
  attributes: Attributes,
): Pick<ScoreInput, 'name' | 'value' | 'label' | 'explanation' | 'errorType' | 'responseId' | 'evaluatorVersion'> {
  const get = (key: string): AnyValue | undefined => attributes.get(key);
  return {
    responseId: textOf(get('gen_ai.response.id')),
    name: textOf(get('gen_ai.evaluation.name')) ?? '',
    value: scoreOf(get('gen_ai.evaluation.score.value')),
    label: textOf(get('gen_ai.evaluation.score.label')),
    explanation: textOf(get('gen_ai.evaluation.explanation')),
    errorType: textOf(get('error.type')),
    evaluatorVersion:
      textOf(get(OWN.evaluatorVersion)) ?? textOf(get('gen_ai.evaluation.evaluator.version')) ?? textOf(get('evaluator.version')),
  };
}

/** What only Plumbline's own attributes can say of a score. Whole keys, as joining them for each event costs more than reading. */
const OWN = {
  id: 'plumbline.score.id',
  evaluator: 'plumbline.score.evaluator',
  evaluatorVersion: 'plumbline.score.evaluator_version',
  evaluatorKind: 'plumbline.score.evaluator_kind',
  epoch: 'plumbline.score.epoch',
  scaleMin: 'plumbline.score.scale_min',
  scaleMax: 'plumbline.score.scale_max',
  isRate: 'plumbline.score.is_rate',
  inclusionProbability: 'plumbline.score.inclusion_probability',
  stratum: 'plumbline.score.stratum',
  source: 'plumbline.score.source',
} as const;

function common(
  { scopeName, isEvaluator, generated }: Pick<EvaluationSource, 'scopeName' | 'isEvaluator' | 'generated'>,
  attributes: Attributes,
): Partial<ScoreInput> & Pick<ScoreInput, 'source'> {
  const own = (key: keyof typeof OWN): AnyValue | undefined => attributes.get(OWN[key]);
  const [min, max] = [number(own('scaleMin') ?? null), number(own('scaleMax') ?? null)];
  const source = textOf(own('source'));
  return {
    id: textOf(own('id')),
    evaluator:
      textOf(own('evaluator')) ?? textOf(attributes.get('gen_ai.evaluation.evaluator.name')) ?? (isEvaluator ? scopeName : undefined),
    evaluatorKind: textOf(own('evaluatorKind')),
    evaluatorEpoch: textOf(own('epoch')),
    scale: min === undefined || max === undefined ? undefined : [min, max],
    isRate: flag(own('isRate') ?? null),
    inclusionProbability: number(own('inclusionProbability') ?? null),
    stratum: textOf(own('stratum')),
    source: source === 'replay' || source === 'judge' ? source : 'otlp',
    attributes: further(attributes),
    generated: generated || flag(attributes.get('plumbline.generated') ?? null) === true,
  };
}

/** Attributes of an evaluation that have a column. */
const WITH_COLUMN: ReadonlySet<string> = new Set([
  'gen_ai.evaluation.name',
  'gen_ai.evaluation.score.value',
  'gen_ai.evaluation.score.label',
  'gen_ai.evaluation.explanation',
  'gen_ai.response.id',
  'error.type',
  'plumbline.generated',
]);
const OWN_PREFIX = 'plumbline.score.';
const NOTHING: ReadonlyMap<string, string> = new Map();

function further(attributes: Attributes): ReadonlyMap<string, string> {
  let others: Map<string, string> | undefined;
  for (const [key, value] of attributes) {
    if (WITH_COLUMN.has(key) || key.startsWith(OWN_PREFIX)) continue;
    others ??= new Map();
    others.set(key, valueText(value));
  }
  return others ?? NOTHING;
}

type ScopeName = 'span' | 'trace' | 'session';

/** Keys of OpenInference, by what the annotation is about. */
const ANNOTATIONS: readonly { readonly prefix: string; readonly inner: string; readonly scope: ScopeName }[] = (
  [
    ['', 'span'],
    ['trace.', 'trace'],
    ['session.', 'session'],
  ] as const
).flatMap(([before, scope]) => [
  { prefix: `${before}annotations`, inner: 'annotation.', scope },
  { prefix: `${before}evaluations`, inner: 'evaluation.', scope },
]);

function annotations(source: EvaluationSource, hash: ScoreContext['hash']): ScoreInput[] {
  const target = targetOf(source, true);
  return ANNOTATIONS.flatMap(({ prefix, inner, scope }) =>
    (source.indexed.get(prefix) ?? []).map((entry): ScoreInput => {
      const get = (key: string): AnyValue | undefined => entry.get(inner + key);
      const name = textOf(get('name')) ?? '';
      const identifier = textOf(get('identifier')) ?? '';
      const on = {
        span: target,
        trace: { traceId: target.traceId },
        session: { sessionId: source.sessionId },
      }[scope];
      return {
        ...on,
        // The identity that OpenInference gives an annotation: written again, it replaces the earlier one.
        id: hash(JSON.stringify(['annotation', scope, Object.values(on), name, identifier])),
        name,
        value: scoreOf(get('score')),
        label: textOf(get('label')),
        explanation: textOf(get('explanation')),
        evaluator: identifier || (source.isEvaluator ? source.scopeName : '') || 'annotation',
        evaluatorKind: textOf(get('annotator_kind')),
        source: 'otlp',
        scoredAt: source.end,
        attributes: metadataOf(get('metadata')),
        generated: source.generated,
      };
    }),
  );
}

function metadataOf(metadata: AnyValue | undefined): ReadonlyMap<string, string> {
  return metadata === undefined ? new Map() : new Map([['metadata', valueText(metadata)]]);
}
