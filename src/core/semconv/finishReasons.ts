import { firstWord } from './readers';
import type { AnyValue } from '../otlp/types';

/** Why a model stopped, as the providers say it (lower case, `-` as `_`), and the one name that is stored. Others stay as sent. */
export const FINISH_REASONS: Readonly<Record<string, string>> = {
  stop: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  complete: 'stop',
  completed: 'stop',
  eos_token: 'stop',
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  tool_call: 'tool_call',
  tool_calls: 'tool_call',
  tool_use: 'tool_call',
  function_call: 'tool_call',
  content_filter: 'content_filter',
  content_filtered: 'content_filter',
  guardrail_intervened: 'content_filter',
  safety: 'content_filter',
  refusal: 'content_filter',
  prohibited_content: 'content_filter',
  blocklist: 'content_filter',
  error: 'error',
};

/** Of several answers to one request the first one counts. */
export function finishReason(value: AnyValue): string | undefined {
  if (typeof value === 'string' && Object.hasOwn(FINISH_REASONS, value)) return FINISH_REASONS[value];
  const reason = firstWord(value);
  const key = reason?.toLowerCase().replaceAll('-', '_') ?? '';
  return Object.hasOwn(FINISH_REASONS, key) ? FINISH_REASONS[key] : reason;
}
