/** POST /responses. */
import { z } from 'zod';
import type { Capability } from '../capability';
import type { JsonSchema } from '../replySchema';
import { bearer, taken, turnsOf, type ApiReply, type ApiShape } from './shape';

const count = z.number().nullish().catch(null);
const partSchema = z.object({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() });
const replySchema = z.object({
  model: z.string().nullish(),
  status: z.string().nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(z.object({ type: z.string(), content: z.array(partSchema).nullish().catch(null) })),
  usage: z
    .object({
      input_tokens: count,
      output_tokens: count,
      input_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }).nullish(),
      output_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
    })
    .nullish(),
});
type Body = z.output<typeof replySchema>;

export const openaiResponses: ApiShape = {
  request(asked, key) {
    const { capability } = asked;
    return {
      path: '/responses',
      headers: bearer(key),
      body: {
        model: asked.model,
        instructions: asked.system,
        input: turnsOf(asked),
        max_output_tokens: asked.maxOutputTokens,
        ...formatOf(capability, asked.schema),
        ...taken(capability, 'temperature', asked.temperature),
        ...taken(capability, 'reasoning', asked.reasoningEffort && { effort: asked.reasoningEffort }),
        ...taken(capability, 'store', false),
      },
    };
  },
  read(body) {
    const { data } = replySchema.safeParse(body);
    if (data === undefined) return undefined;
    const parts = data.output.filter(({ type }) => type === 'message').flatMap(({ content }) => content ?? []);
    const refusal = parts.map((part) => part.refusal ?? '').join('');
    const text = parts.map((part) => (part.type === 'output_text' ? (part.text ?? '') : '')).join('');
    return { end: endOf(data, refusal), text: refusal || text, model: data.model ?? '', usage: usageOf(data) };
  },
};

function endOf({ status, incomplete_details: details }: Body, refusal: string): ApiReply['end'] {
  if (refusal !== '') return 'refused';
  if (details?.reason === 'content_filter') return 'content_filter';
  return status === 'incomplete' ? 'truncated' : 'complete';
}

function usageOf({ usage }: Body): ApiReply['usage'] {
  if (!usage) return null;
  return {
    input: usage.input_tokens ?? 0,
    output: usage.output_tokens ?? 0,
    cacheRead: usage.input_tokens_details?.cached_tokens ?? 0,
    cacheWrite: usage.input_tokens_details?.cache_write_tokens ?? 0,
    reasoning: usage.output_tokens_details?.reasoning_tokens ?? 0,
  };
}

function formatOf({ structure }: Capability, schema: JsonSchema): object {
  if (structure === 'text') return {};
  return {
    text: { format: structure === 'object' ? { type: 'json_object' } : { type: 'json_schema', name: 'grades', strict: true, schema } },
  };
}
