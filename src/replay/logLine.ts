/** One line of the semantic log, as docs/contracts/replay.md describes it. */
import { z } from 'zod';

/** A field that is null, or an empty text as tables export it, says as little as one that is not there. */
const optional = <T extends z.ZodType>(schema: T) =>
  z
    .union([schema, z.null()])
    .optional()
    .transform((value) => (value === null || value === '' ? undefined : value));

const text = z.string();
const number = z.number().nonnegative();
const tokens = z.number().int().min(0).max(4_294_967_295);
const names = z.array(z.string());

/** ClickHouse and many exporters write a yes as 1. */
const flag = z.union([z.boolean(), z.literal(0).transform(() => false), z.literal(1).transform(() => true)]);

const documentSchema = z.union([
  text.transform((id) => ({ id })),
  z.number().transform((id) => ({ id: String(id) })),
  z.object({
    id: z.union([text, z.number().transform(String)]),
    version: optional(text),
    score: optional(z.number()),
    content: optional(text),
  }),
]);

const toolCallSchema = z.union([
  text.transform((name) => ({ name })),
  z.object({ name: text, arguments: optional(z.unknown()), result: optional(z.unknown()) }),
]);

const time = z.union([text, z.number()]);

const scoreFields = {
  value: optional(z.union([z.number(), z.boolean()])),
  id: optional(text),
  label: optional(text),
  explanation: optional(text),
  error_type: optional(text),
  time: optional(time),
  evaluator: optional(text),
  evaluator_version: optional(text),
  evaluator_kind: optional(text),
  evaluator_epoch: optional(text),
  scale_min: optional(z.number()),
  scale_max: optional(z.number()),
  is_rate: optional(flag),
  inclusion_probability: optional(z.number().gt(0).max(1)),
  stratum: optional(text),
};
const scoreSchema = z.object({ name: text.min(1), ...scoreFields });
export type LogScore = Partial<z.infer<typeof scoreSchema>> & { readonly name: string };

const scoresSchema = z.union([
  z.array(scoreSchema),
  z
    .record(z.string().min(1), z.union([z.number(), z.boolean(), z.object(scoreFields)]))
    .transform((byName) =>
      Object.entries(byName).map(([name, score]): LogScore => (typeof score === 'object' ? { name, ...score } : { name, value: score })),
    ),
]);

export const logLineSchema = z.object({
  trace_id: optional(text),
  time,
  latency_ms: optional(number),
  ttft_ms: optional(number),
  service: optional(text),
  environment: optional(text),
  release: optional(text),
  session_id: optional(text),
  user_id: optional(text),
  topic: optional(text),
  provider: optional(text),
  model: optional(text),
  model_version: optional(text),
  prompt_name: optional(text),
  prompt_version: optional(text),
  input_tokens: optional(tokens),
  output_tokens: optional(tokens),
  cached_tokens: optional(tokens),
  reasoning_tokens: optional(tokens),
  cost_usd: optional(number),
  user_query: optional(text),
  model_response: optional(text),
  retrieved_context_ids: optional(z.array(documentSchema)),
  tool_calls: optional(z.array(toolCallSchema)),
  finish_reason: optional(text),
  context_tokens: optional(tokens),
  context_truncated: optional(flag),
  format_ok: optional(flag),
  pii_found: optional(names),
  guardrails_triggered: optional(names),
  status: optional(z.enum(['ok', 'error', 'unset'])),
  error: optional(text),
  generated: optional(flag),
  scores: optional(scoresSchema),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** Fields that this version does not know are kept as attributes, so that they can be filtered by. */
export const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(logLineSchema.shape));
