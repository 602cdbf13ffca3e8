/** POST /v1/messages. Structured output is a schema or nothing: there is no JSON mode without one. */
import { z } from 'zod';
import { taken, turnsOf, type ApiReply, type ApiShape, type JudgeRequest } from './shape';

const VERSION = '2023-06-01';

const count = z.number().nullish().catch(null);
const replySchema = z.object({
  model: z.string().nullish(),
  stop_reason: z.string().nullish(),
  content: z.array(z.object({ type: z.string(), text: z.string().nullish() })),
  usage: z
    .object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count,
      cache_creation_input_tokens: count,
      output_tokens_details: z.object({ thinking_tokens: count }).nullish(),
    })
    .nullish(),
});
type Body = z.output<typeof replySchema>;

export const anthropicMessages: ApiShape = {
  request(asked, key) {
    return {
      path: '/v1/messages',
      headers: { 'anthropic-version': VERSION, ...(key === undefined ? {} : { 'x-api-key': key }) },
      body: {
        model: asked.model,
        max_tokens: asked.maxOutputTokens,
        system: [{ type: 'text', text: asked.system, ...taken(asked.capability, 'cache_control', { type: 'ephemeral' }) }],
        messages: turnsOf(asked),
        ...outputOf(asked),
        ...taken(asked.capability, 'temperature', asked.temperature),
      },
    };
  },
  read(body) {
    const { data } = replySchema.safeParse(body);
    if (data === undefined) return undefined;
    const text = data.content.map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('');
    return { end: ENDS[data.stop_reason ?? ''] ?? 'complete', text, model: data.model ?? '', usage: usageOf(data) };
  },
};

const ENDS: Readonly<Record<string, ApiReply['end']>> = {
  refusal: 'refused',
  max_tokens: 'truncated',
  model_context_window_exceeded: 'truncated',
};

function outputOf({ capability, schema, reasoningEffort }: JudgeRequest): object {
  const format = capability.structure === 'schema' ? { format: { type: 'json_schema', schema } } : {};
  const config = { ...format, ...(reasoningEffort === undefined ? {} : { effort: reasoningEffort }) };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}

/** The API counts tokens from and to the cache beside the others. */
function usageOf({ usage }: Body): ApiReply['usage'] {
  if (!usage) return null;
  const [read, written] = [usage.cache_read_input_tokens ?? 0, usage.cache_creation_input_tokens ?? 0];
  return {
    input: (usage.input_tokens ?? 0) + read + written,
    output: usage.output_tokens ?? 0,
    cacheRead: read,
    cacheWrite: written,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}
