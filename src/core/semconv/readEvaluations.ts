/** Evaluation results that a span carries: events of the GenAI conventions and OpenInference's inline annotations. */
import { scoreEventRow, type ScoreContext, type ScoreInput } from '../scores/scoreEventRow';
import type { ScoreEventRow } from '../model/tables';
import type { AnyValue, Attributes, Span } from '../otlp/types';
import { valueText } from '../otlp/valueText';
import { indexed } from './messages/indexed';
import { flag, number } from './readers';

export interface ReadEvaluations {
  readonly rows: readonly ScoreEventRow[];
  /** Why an evaluation could not be filed. */
  readonly notes: readonly string[];
}

const optional = (value: AnyValue | undefined): string | undefined => (value === undefined ? undefined : valueText(value) || undefined);

/** NaN and infinities come through, as numbers or as text: they are a failed judgement and not a missing one. */
function scoreOf(value: AnyValue | undefined): number | boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = valueText(value).trim();
  return /^[+-]?(nan|inf(inity)?)$/i.test(text) ? Number.NaN : number(value);
}

function ofEvent(span: Span, attributes: Attributes, time: bigint): ScoreInput {
  const get = (key: string): AnyValue | undefined => attributes.get(key);
  const own = (key: string): AnyValue | undefined => attributes.get(`plumbline.score.${key}`);
  const [min, max] = [number(own('scale_min') ?? null), number(own('scale_max') ?? null)];
  const source = optional(own('source'));
  return {
    id: optional(own('id')),
    traceId: span.traceId,
    spanId: span.spanId,
    responseId: optional(get('gen_ai.response.id')),
    name: optional(get('gen_ai.evaluation.name')) ?? '',
    value: scoreOf(get('gen_ai.evaluation.score.value')),
    label: optional(get('gen_ai.evaluation.score.label')),
    explanation: optional(get('gen_ai.evaluation.explanation')),
    errorType: optional(get('error.type')),
    evaluator: optional(own('evaluator')) ?? optional(get('gen_ai.evaluation.evaluator.name')),
    evaluatorVersion: optional(own('evaluator_version')) ?? optional(get('gen_ai.evaluation.evaluator.version')),
    evaluatorKind: optional(own('evaluator_kind')),
    evaluatorEpoch: optional(own('epoch')),
    scale: min === undefined || max === undefined ? undefined : [min, max],
    isRate: flag(own('is_rate') ?? null),
    inclusionProbability: number(own('inclusion_probability') ?? null),
    stratum: optional(own('stratum')),
    source: source === 'replay' || source === 'judge' ? source : 'otlp',
    scoredAt: time > 0n ? time : undefined,
  };
}

/** `annotations.N.annotation.*` and `evaluations.N.evaluation.*`; trace scope when the key begins with `trace.`. */
function inline(span: Span): ScoreInput[] {
  return ['', 'trace.'].flatMap((scope) =>
    (['annotation', 'evaluation'] as const).flatMap((word) =>
      indexed(span.attributes, `${scope}${word}s.`).map((group): ScoreInput => {
        const get = (key: string): AnyValue | undefined => group.get(`${word}.${key}`);
        return {
          id:
            optional(get('identifier')) === undefined
              ? undefined
              : `${span.traceId}:${scope === '' ? span.spanId : ''}:${optional(get('name')) ?? ''}:${optional(get('identifier')) ?? ''}`,
          traceId: span.traceId,
          spanId: scope === '' ? span.spanId : undefined,
          name: optional(get('name')) ?? '',
          value: scoreOf(get('score')),
          label: optional(get('label')),
          explanation: optional(get('explanation')),
          evaluator: optional(get('evaluator')) ?? 'openinference',
          evaluatorKind: optional(get('annotator_kind')),
          source: 'otlp',
        };
      }),
    ),
  );
}

export function readEvaluations(span: Span, context: ScoreContext, generated: boolean): ReadEvaluations {
  const inputs = [
    ...span.events.filter(({ name }) => name === 'gen_ai.evaluation.result').map(({ attributes, time }) => ofEvent(span, attributes, time)),
    ...inline(span),
  ];
  const rows: ScoreEventRow[] = [];
  const notes: string[] = [];
  for (const input of inputs) {
    const result = scoreEventRow({ ...input, generated }, context);
    if ('row' in result) rows.push(result.row);
    else notes.push(`evaluation on span ${span.spanId}: ${result.reject}`);
  }
  return { rows, notes };
}
