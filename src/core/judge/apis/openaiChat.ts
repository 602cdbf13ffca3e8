/** POST /chat/completions, which OpenAI, vLLM, Ollama, llama.cpp and most gateways speak. */
import { z } from 'zod';
import type { Capability } from '../capability';
import type { JsonSchema } from '../replySchema';
import { bearer, taken, turnsOf, type ApiShape } from './shape';

const count = z.number().nullish().catch(null);
const replySchema = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }).nullish(),
      completion_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
    })
    .nullish(),
});

export const openaiChat: ApiShape = {
  request(asked, key) {
    const { capability, maxOutputTokens } = asked;
    // Servers older than the name know the limit as max_tokens.
    const limit = capability.dropped.includes('max_completion_tokens') ? 'max_tokens' : 'max_completion_tokens';
    return {
      path: '/chat/completions',
      headers: bearer(key),
      body: {
        model: asked.model,
        messages: [{ role: 'system', content: asked.system }, ...turnsOf(asked)],
        ...formatOf(capability, asked.schema),
        ...taken(capability, 'temperature', asked.temperature),
        ...taken(capability, 'reasoning_effort', asked.reasoningEffort),
        [limit]: maxOutputTokens,
      },
    };
  },
  read(body) {
    const parsed = replySchema.safeParse(body);
    const choice = parsed.data?.choices[0];
    if (parsed.data === undefined || choice === undefined) return undefined;
    const { model, usage } = parsed.data;
    const { finish_reason: reason, message } = choice;
    const refusal = message.refusal ?? '';
    return {
      end: refusal !== '' ? 'refused' : reason === 'content_filter' ? 'content_filter' : reason === 'length' ? 'truncated' : 'complete',
      text: refusal || (message.content ?? ''),
      model: model ?? '',
      usage: usage
        ? {
            input: usage.prompt_tokens ?? 0,
            output: usage.completion_tokens ?? 0,
            cacheRead: usage.prompt_tokens_details?.cached_tokens ?? 0,
            cacheWrite: usage.prompt_tokens_details?.cache_write_tokens ?? 0,
            reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
          }
        : null,
    };
  },
};

function formatOf({ structure }: Capability, schema: JsonSchema): object {
  if (structure === 'text') return {};
  if (structure === 'object') return { response_format: { type: 'json_object' } };
  return { response_format: { type: 'json_schema', json_schema: { name: 'grades', strict: true, schema } } };
}
