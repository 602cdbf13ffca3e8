/**
 * The spans of one trace to its rows. Pure, and independent of the order, repetition and arrival of the rows.
 * docs/contracts/interactions.md says how each column is decided.
 */
import type { PriceLookup } from '../cost/compilePrices';
import type { ChangeRow, FeedbackRow, InteractionRow, InteractionTextRow, RetrievedDocumentRow, ScoreRow } from '../model/tables';
import type { ValidatorFindingsRow } from '../model/validatorTables';
import type { TopicLookup } from '../topics/compileTopics';
import type { Validate } from '../validators/createValidate';
import { answeringSpans } from './answeringSpans';
import { changeRows } from './changeRows';
import { checkedInteraction } from './checkedInteraction';
import { contextIds, documentRows } from './documents';
import { feedbackRows } from './feedbackRows';
import { findingsRow } from './findingsRow';
import { isTriggered } from './guardrailOutcomes';
import { newestOf } from './newestOf';
import { outcomeOf } from './outcomeOf';
import { paidTotals } from './paidCalls';
import { promptOf } from './promptOf';
import { scoreRows } from './scoreRows';
import type { SettleContent, SettleFeedback, SettleScore, SettleSpan } from './settleInput';
import { textOf } from './textOf';
import { toolCalls } from './toolCalls';
import { traceShape, type TraceShape } from './traceShape';

export interface SettleRules {
  readonly topicOf: TopicLookup;
  readonly priceOf: PriceLookup;
  readonly validate: Validate;
  readonly hash: (text: string) => string;
  /** Nanoseconds at which the rows of the trace were read. */
  readonly rowVersion: bigint;
}

export interface TraceRows {
  /** All of one trace. */
  readonly spans: readonly SettleSpan[];
  /** Text of at least the spans that `spansWithText` names. */
  readonly content: readonly SettleContent[];
  readonly scores: readonly SettleScore[];
  readonly feedback?: readonly SettleFeedback[];
  /** True when the trace has more spans than were read. */
  readonly isCut?: boolean;
}

export interface SettledTrace {
  readonly interaction: InteractionRow;
  readonly text: InteractionTextRow;
  /** What the validators found; empty arrays when that is nothing. */
  readonly findings: ValidatorFindingsRow;
  readonly documents: readonly RetrievedDocumentRow[];
  readonly scores: readonly ScoreRow[];
  readonly feedback: readonly FeedbackRow[];
  readonly changes: readonly ChangeRow[];
}

/** Null for a trace that is only the work of an evaluator. */
export function settleTrace(rows: TraceRows, rules: SettleRules): SettledTrace | null {
  const shape = traceShape(rows.spans);
  if (shape === null) return null;
  const content = new Map(newestOf(rows.content, ({ span_id }) => span_id).map((row) => [row.span_id, row]));
  const { question, answer } = textOf(shape, content);
  const settled = {
    ...identityOf(shape),
    ...timesOf(shape),
    ...modelOf(shape),
    ...paidTotals(shape, rules.priceOf),
    ...contextOf(shape),
    ...outcomeOf(shape),
    topic: topicOf(shape, question, rules.topicOf),
    guardrails_triggered: guardrails(shape),
    tool_calls: toolCalls(shape),
    flags: flagsOf(shape, rows, question === '' && answer === '', content),
    row_version: rules.rowVersion,
    is_deleted: 0,
  };
  const { columns, findings } = rules.validate(checkedInteraction(shape, settled, { question, answer, content }), settled);
  const request = { ...settled, ...columns };
  const { rows: feedback, ...signals } = feedbackRows(rows.feedback ?? [], rows.scores, request);
  const interaction: InteractionRow = { ...request, ...signals };
  const documents = documentRows(shape, { content, interaction, question, answer, hash: rules.hash });
  const scores = scoreRows(rows.scores, interaction);
  const { trace_id, time, service, row_version } = interaction;
  return {
    interaction,
    text: { trace_id, time, service, user_query: question, model_response: answer, row_version, is_deleted: 0 },
    findings: findingsRow(findings, interaction),
    documents,
    scores,
    feedback,
    changes: changeRows(shape, interaction, documents, scores),
  };
}

function identityOf({ root, product, spans }: TraceShape) {
  const first = (column: 'session_id' | 'user_id'): string => root[column] || (product.find((span) => span[column] !== '')?.[column] ?? '');
  return {
    trace_id: root.trace_id,
    service: root.service,
    environment: root.environment,
    release: root.release,
    session_id: first('session_id'),
    user_id: first('user_id'),
    root_span_id: root.span_id,
    span_count: spans.length,
    generated: product.some(({ generated }) => generated === 1) ? 1 : 0,
  };
}

/** From the root; without it, from the first start to the last end of what came. */
function timesOf({ root, product, isRootMissing }: TraceShape) {
  const time = isRootMissing ? (product[0]?.start_time ?? root.start_time) : root.start_time;
  const end = isRootMissing ? product.reduce((last, { end_time }) => (end_time > last ? end_time : last), root.end_time) : root.end_time;
  return { time, latency_ms: end > time ? Number(end - time) / 1e6 : 0 };
}

function modelOf(shape: TraceShape) {
  const calls = answeringSpans(shape);
  const first = (column: 'provider' | 'model' | 'model_version' | 'finish_reason'): string =>
    calls.find((span) => span[column] !== '')?.[column] ?? '';
  const { prompt_name, prompt_version } = promptOf(shape, calls[0]);
  return {
    provider: first('provider'),
    model: first('model') || first('model_version'),
    model_version: first('model_version') || first('model'),
    finish_reason: first('finish_reason'),
    ttft_ms: calls.find(({ ttft_ms }) => ttft_ms !== null)?.ttft_ms ?? null,
    prompt_name,
    prompt_version,
  };
}

function contextOf(shape: TraceShape) {
  const cuts = shape.product.flatMap(({ context_truncated }) => context_truncated ?? []);
  return {
    context_tokens: shape.product.findLast(({ context_tokens }) => context_tokens !== null)?.context_tokens ?? null,
    context_truncated: cuts.length === 0 ? null : cuts.includes(1) ? 1 : 0,
    retrieved_context_ids: contextIds(shape),
  };
}

function topicOf({ root, product }: TraceShape, question: string, topic: TopicLookup): string {
  const attribute = (key: string): string | undefined => {
    const has = product.find(({ attributes, resource_attributes }) => attributes.has(key) || resource_attributes.has(key));
    return has?.attributes.get(key) ?? has?.resource_attributes.get(key);
  };
  const hint = root.topic_hint || (product.find(({ topic_hint }) => topic_hint !== '')?.topic_hint ?? '');
  return topic({ text: question, service: root.service, hint, attribute });
}

function guardrails({ product }: TraceShape): readonly string[] {
  const triggered = product.filter(({ stage, guardrail_result }) => stage === 'guardrail' && isTriggered(guardrail_result));
  return [...new Set(triggered.map(({ guardrail_name, name }) => guardrail_name || name))];
}

function flagsOf(
  { product, isRootMissing }: TraceShape,
  { isCut }: TraceRows,
  isSilent: boolean,
  content: ReadonlyMap<string, SettleContent>,
): readonly string[] {
  const isIncomplete =
    product.some(({ dropped_attributes }) => dropped_attributes > 0) || [...content.values()].some(({ truncated }) => truncated === 1);
  return [
    ...(isIncomplete ? ['content_incomplete'] : []),
    ...(isSilent ? ['no_content'] : []),
    ...(isRootMissing ? ['root_missing'] : []),
    ...(isCut === true ? ['spans_cut'] : []),
  ];
}
