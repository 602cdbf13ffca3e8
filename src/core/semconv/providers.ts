import { word } from './readers';
import type { AnyValue } from '../otlp/types';

/**
 * Names of providers that have changed or that SDKs write in their own way, lower case, and the current OpenTelemetry
 * name (gen_ai.provider.name of semantic-conventions-genai). A name that is not listed stays as sent, in lower case.
 */
export const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  // OpenTelemetry before 1.37
  'az.ai.openai': 'azure.ai.openai',
  'az.ai.inference': 'azure.ai.inference',
  vertex_ai: 'gcp.vertex_ai',
  gemini: 'gcp.gemini',
  xai: 'x_ai',
  // OpenLLMetry before 0.5, and OpenInference
  mistralai: 'mistral_ai',
  azure: 'azure.ai.openai',
  aws: 'aws.bedrock',
  google: 'gcp.gen_ai',
  vertexai: 'gcp.vertex_ai',
  watsonx: 'ibm.watsonx.ai',
  togetherai: 'together_ai',
  huggingface: 'hugging_face',
  // Vercel AI SDK, after the part behind the dot is cut
  'google.generative-ai': 'gcp.gemini',
  'google.vertex': 'gcp.vertex_ai',
  'amazon-bedrock': 'aws.bedrock',
  'azure-openai': 'azure.ai.openai',
  mistral: 'mistral_ai',
};

/** Frameworks that put their own name where the provider belongs. */
export const NOT_PROVIDERS: ReadonlySet<string> = new Set([
  'gcp.vertex.agent',
  'spring_ai',
  'strands-agents',
  'vercel',
  'unknown',
  '_other',
]);

/** The AI SDK names a provider with the interface that was called: openai.chat, anthropic.messages. */
const INTERFACES = /\.(chat|completions?|messages|responses|embeddings?|text-?embedding|image|speech|transcription|rerank(ing)?)$/;

/** @returns undefined when the value names a framework or nothing */
export function provider(value: AnyValue): string | undefined {
  const name = word(value)?.toLowerCase().replace(INTERFACES, '');
  if (name === undefined || NOT_PROVIDERS.has(name)) return undefined;
  return Object.hasOwn(PROVIDER_NAMES, name) ? PROVIDER_NAMES[name] : name;
}
