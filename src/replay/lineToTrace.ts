/**
 * One line of the log as a trace: a root, the answering generation, and a span for each thing that the line names. A log
 * says nothing of the order and times of the steps, so they all begin with the request and only the generation lasts.
 */
import {
  SPAN_KIND,
  STATUS_CODE,
  type OutgoingAttributes,
  type OutgoingEvent,
  type OutgoingResource,
  type OutgoingSpan,
} from '../core/otlp/encode/outgoing';
import type { LogScore } from './logLine';
import type { ParsedLine } from './parseLogLine';
import { parseTime } from './parseTime';

/** @returns hex digits of a hash of the text, at least 32 */
export type Hash = (text: string) => string;

/** Stands for a service that the log does not name. */
const UNNAMED_SERVICE = 'replay';

/**
 * @param text the line itself, from which an id is made when it names none, so that a second replay changes nothing
 */
export function lineToTrace(parsed: ParsedLine, text: string, hash: Hash): OutgoingResource {
  const { line } = parsed;
  const traceId = traceIdOf(line.trace_id, text, hash);
  const steps = [gateway(parsed), ...retrieval(parsed), ...toolCalls(parsed), generation(parsed), ...guardrails(parsed)];
  const ids = steps.map((_, i) => hash(`${traceId}/${i}`).slice(0, 16));
  return {
    attributes: {
      'service.name': line.service ?? UNNAMED_SERVICE,
      'service.version': line.release,
      'deployment.environment.name': line.environment,
      'plumbline.generated': line.generated === true ? true : undefined,
    },
    scope: { name: 'plumbline-replay', version: '1' },
    spans: steps.map((step, i) => ({ traceId, spanId: ids[i] ?? '', ...(i === 0 ? {} : { parentSpanId: ids[0] ?? '' }), ...step })),
  };
}

/** An id of 32 hex digits, also with dashes, is kept; any other text is hashed to one. */
function traceIdOf(given: string | undefined, text: string, hash: Hash): string {
  const digits = (given ?? '').replaceAll('-', '').toLowerCase();
  if (/^[0-9a-f]{32}$/.test(digits) && !/^0+$/.test(digits)) return digits;
  return hash(given === undefined || given === '' ? text : `trace_id ${given}`).slice(0, 32);
}

type Step = Omit<OutgoingSpan, 'traceId' | 'spanId' | 'parentSpanId'>;

function gateway(parsed: ParsedLine): Step {
  const { line, time, other } = parsed;
  const failed = line.status === 'error' || line.error !== undefined;
  return {
    name: 'request',
    kind: SPAN_KIND.server,
    start: time,
    end: endOf(parsed),
    attributes: {
      'plumbline.stage': 'gateway',
      'plumbline.topic': line.topic,
      'gen_ai.conversation.id': line.session_id,
      'user.id': line.user_id,
      'plumbline.format_ok': line.format_ok,
      'plumbline.pii_found': line.pii_found,
      'error.type': line.error,
      ...Object.fromEntries(Object.entries(other).map(([key, value]) => [`log.${key}`, value])),
    },
    ...(failed ? { status: { code: STATUS_CODE.error, message: line.error ?? '' } } : {}),
  };
}

function generation(parsed: ParsedLine): Step {
  const { line, time } = parsed;
  return {
    name: line.model === undefined ? 'chat' : `chat ${line.model}`,
    kind: SPAN_KIND.client,
    start: time,
    end: endOf(parsed),
    attributes: {
      'plumbline.stage': 'generation',
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': line.provider,
      'gen_ai.request.model': line.model ?? line.model_version,
      'gen_ai.response.model': line.model_version,
      'gen_ai.prompt.name': line.prompt_name,
      'gen_ai.prompt.version': line.prompt_version,
      'gen_ai.usage.input_tokens': line.input_tokens,
      'gen_ai.usage.output_tokens': line.output_tokens,
      'gen_ai.usage.cache_read.input_tokens': line.cached_tokens,
      'gen_ai.usage.reasoning.output_tokens': line.reasoning_tokens,
      'gen_ai.usage.cost': line.cost_usd,
      'gen_ai.response.time_to_first_chunk': line.ttft_ms === undefined ? undefined : line.ttft_ms / 1000,
      'gen_ai.response.finish_reasons': line.finish_reason === undefined ? undefined : [line.finish_reason],
      'plumbline.context.tokens': line.context_tokens,
      'plumbline.context.truncated': line.context_truncated,
      'gen_ai.input.messages': line.user_query === undefined ? undefined : messageJson('user', line.user_query),
      'gen_ai.output.messages': line.model_response === undefined ? undefined : messageJson('assistant', line.model_response),
    },
    events: (line.scores ?? []).map((score) => judgement(score, endOf(parsed))),
  };
}

const messageJson = (role: string, content: string): string => JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);

function judgement(score: LogScore, answered: bigint): OutgoingEvent {
  return {
    name: 'gen_ai.evaluation.result',
    time: (score.time === undefined ? undefined : parseTime(score.time)) ?? answered,
    attributes: {
      'gen_ai.evaluation.name': score.name,
      'gen_ai.evaluation.score.value': score.value === undefined ? undefined : Number(score.value),
      'gen_ai.evaluation.score.label': score.label,
      'gen_ai.evaluation.explanation': score.explanation,
      // A judgement without a value and without a label has failed, whatever the reason.
      'error.type': score.error_type ?? (score.value === undefined && score.label === undefined ? 'no_value' : undefined),
      'plumbline.score.id': score.id,
      'plumbline.score.evaluator': score.evaluator,
      'plumbline.score.evaluator_version': score.evaluator_version,
      'plumbline.score.evaluator_kind': score.evaluator_kind,
      'plumbline.score.epoch': score.evaluator_epoch,
      'plumbline.score.scale_min': score.scale_min,
      'plumbline.score.scale_max': score.scale_max,
      'plumbline.score.is_rate': score.is_rate ?? (typeof score.value === 'boolean' ? true : undefined),
      'plumbline.score.inclusion_probability': score.inclusion_probability,
      'plumbline.score.stratum': score.stratum,
      'plumbline.score.source': 'replay',
    },
  };
}

function retrieval(parsed: ParsedLine): Step[] {
  const documents = parsed.line.retrieved_context_ids;
  if (documents === undefined) return [];
  const listed = documents.map((document) => {
    const { id, score, content, version }: { id: string; score?: number; content?: string; version?: string } = document;
    return { id, score, content, ...(version === undefined ? {} : { metadata: { version } }) };
  });
  return [moment(parsed, 'retrieval', { 'gen_ai.operation.name': 'retrieval', 'gen_ai.retrieval.documents': JSON.stringify(listed) })];
}

function toolCalls(parsed: ParsedLine): Step[] {
  return (parsed.line.tool_calls ?? []).map((call) => {
    const { name, arguments: given, result }: { name: string; arguments?: unknown; result?: unknown } = call;
    return moment(parsed, `execute_tool ${name}`, {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': name,
      'gen_ai.tool.call.arguments': textOf(given),
      'gen_ai.tool.call.result': textOf(result),
    });
  });
}

function guardrails(parsed: ParsedLine): Step[] {
  return (parsed.line.guardrails_triggered ?? []).map((name) =>
    moment(parsed, `apply_guardrail ${name}`, {
      'gen_ai.operation.name': 'apply_guardrail',
      'gen_ai.guardrail.component.name': name,
      'gen_ai.guardrail.result.value': 'block',
    }),
  );
}

const moment = ({ time }: ParsedLine, name: string, attributes: OutgoingAttributes): Step => ({
  name,
  kind: SPAN_KIND.internal,
  start: time,
  end: time,
  attributes,
});

const textOf = (value: unknown): string | undefined => (value === undefined || typeof value === 'string' ? value : JSON.stringify(value));

const endOf = ({ line, time }: ParsedLine): bigint => time + BigInt(Math.round((line.latency_ms ?? 0) * 1_000_000));
