import type { Api } from '../evaluatorSchema';
import { anthropicMessages } from './anthropicMessages';
import { ollamaChat } from './ollamaChat';
import { openaiChat } from './openaiChat';
import { openaiResponses } from './openaiResponses';
import type { ApiShape } from './shape';

interface ApiInfo {
  readonly shape: ApiShape;
  /** OpenTelemetry's name of the provider; local servers of the OpenAI form are named by their host. */
  readonly provider: string;
}

export const SHAPES: Readonly<Record<Api, ApiInfo>> = {
  openai: { shape: openaiChat, provider: 'openai' },
  'openai-responses': { shape: openaiResponses, provider: 'openai' },
  anthropic: { shape: anthropicMessages, provider: 'anthropic' },
  ollama: { shape: ollamaChat, provider: 'ollama' },
};
