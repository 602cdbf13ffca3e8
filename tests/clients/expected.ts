/** What the one conversation is once it has been normalised, worked out by hand from conversation.json. */
import conversation from './conversation.json';
import type { Observed } from './observe';

export type Provider = 'openai' | 'anthropic';
export type Mode = 'plain' | 'streamed';

const { answer, call, documents, question, result, system } = conversation;

/** US dollars, from the price lists of the providers, per million: 100 input, 200 cached and 32 output tokens. */
const COST: Readonly<Record<Provider, number>> = {
  openai: (100 * 0.15 + 200 * 0.075 + 32 * 0.6) / 1e6,
  anthropic: (100 * 1 + 200 * 0.1 + 32 * 5) / 1e6,
};

export function expectedOf(provider: Provider, mode: Mode): Observed {
  return {
    session_id: `session-${mode}`,
    environment: 'test',
    release: '1.2.0',
    user_id: 'user-1',
    provider,
    model: conversation[provider].model,
    model_version: conversation[provider].version,
    prompt_name: 'return-answer',
    prompt_version: '3',
    // Both turns, each once: 120 + 180, 20 + 12, 100 + 100, 10 + 4.
    input_tokens: 300,
    output_tokens: 32,
    cached_tokens: 200,
    // Anthropic counts thinking as output and does not say how much of it there was.
    reasoning_tokens: provider === 'openai' ? 14 : null,
    cost_usd: Number(COST[provider].toFixed(10)),
    finish_reason: 'stop',
    ttft_ms: mode === 'streamed' ? 'measured' : null,
    topic: 'returns',
    retrieved_context_ids: ['return-policy-v2', 'return-policy-v1'],
    documents: documents.map(({ id, score }) => [id, id.slice(-2), score, null]),
    data_source: 'policies',
    tool_calls: ['order_status'],
    tool_arguments: call.arguments,
    tool_result: result,
    tool_definitions: 'given',
    guardrails_triggered: [],
    status: 'ok',
    error: '',
    flags: [],
    user_query: question,
    model_response: answer,
    system_instructions: system,
    input_messages: [
      { role: 'system', parts: [{ type: 'text', content: system }] },
      { role: 'user', parts: [{ type: 'text', content: question }] },
      { role: 'assistant', parts: [{ type: 'tool_call', ...call }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: call.id, response: result }] },
    ],
    output_messages: [{ role: 'assistant', parts: [{ type: 'text', content: answer }], finish_reason: 'stop' }],
  };
}

/** Columns in which an observation differs, with what stands there instead, as JSON. */
export function differences(observed: Observed, expected: Observed): ReadonlyMap<string, string> {
  const text = (value: unknown): string => JSON.stringify(typeof value === 'number' ? Number(value.toFixed(10)) : (value ?? null));
  return new Map(
    Object.keys(expected)
      .filter((column) => text(observed[column]) !== text(expected[column]))
      .map((column) => [column, text(observed[column])]),
  );
}
