/** POST /api/chat of Ollama itself, which unlike its OpenAI form takes the size of the context. */
import { z } from 'zod';
import { bearer, taken, turnsOf, type ApiShape, type JudgeRequest } from './shape';

const count = z.number().nullish().catch(null);
const replySchema = z.object({
  model: z.string().nullish(),
  message: z.object({ content: z.string().nullish() }),
  done_reason: z.string().nullish(),
  prompt_eval_count: count,
  eval_count: count,
});

export const ollamaChat: ApiShape = {
  request(asked, key) {
    const { capability } = asked;
    return {
      path: '/api/chat',
      headers: bearer(key),
      body: {
        model: asked.model,
        messages: [{ role: 'system', content: asked.system }, ...turnsOf(asked)],
        stream: false,
        ...(capability.structure === 'text' ? {} : { format: capability.structure === 'schema' ? asked.schema : 'json' }),
        options: {
          ...taken(capability, 'temperature', asked.temperature),
          num_predict: asked.maxOutputTokens,
          num_ctx: contextOf(asked),
        },
      },
    };
  },
  read(body) {
    const { data } = replySchema.safeParse(body);
    if (data === undefined) return undefined;
    return {
      end: data.done_reason === 'length' ? 'truncated' : 'complete',
      text: data.message.content ?? '',
      model: data.model ?? '',
      usage: { input: data.prompt_eval_count ?? 0, output: data.eval_count ?? 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    };
  },
};

/** Without it a long prompt is cut silently. Three characters a token are on the safe side for most languages; in steps, so that the model is seldom loaded anew. */
function contextOf({ system, user, maxOutputTokens }: JudgeRequest): number {
  const tokens = (system.length + user.length) / 3 + maxOutputTokens;
  return Math.ceil(tokens / 4096) * 4096;
}
