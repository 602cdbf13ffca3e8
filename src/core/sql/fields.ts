/** The fields that queries may filter and group by, and where each one is. */
import { SEGMENT_NAMES } from '../model/segments';

export interface FieldInfo {
  readonly name: string;
  readonly label: string;
  readonly description: string;
}

const LABELS: Readonly<Record<string, readonly [label: string, description: string]>> = {
  service: ['Service', 'Service that took the request'],
  environment: ['Environment', 'Deployment environment'],
  release: ['Release', 'Version of the service'],
  topic: ['Topic', 'Topic by the rules of the configuration'],
  prompt_name: ['Prompt', 'Name of the prompt'],
  prompt_version: ['Prompt version', 'Version of the prompt'],
  provider: ['Provider', 'Model provider'],
  model: ['Model', 'Model that was asked for'],
  model_version: ['Model version', 'Model that answered'],
};

/** Fields of both hourly rollups. */
export const ROLLUP_FIELDS: ReadonlySet<string> = new Set(SEGMENT_NAMES);

/** Text columns of interactions and scores that the rollups do not have. */
export const ROW_FIELDS: ReadonlySet<string> = new Set(['session_id', 'trace_id']);

/** Columns of interactions alone, with the question they answer. */
export const INTERACTION_FIELDS: Readonly<Record<string, 'text' | 'number' | 'list'>> = {
  user_id: 'text',
  status: 'text',
  error: 'text',
  finish_reason: 'text',
  latency_ms: 'number',
  ttft_ms: 'number',
  cost_usd: 'number',
  input_tokens: 'number',
  output_tokens: 'number',
  retrieved_context_ids: 'list',
  tool_calls: 'list',
  guardrails_triggered: 'list',
  pii_found: 'list',
};

/** Raw span attributes: `attributes.<key>`. */
export const ATTRIBUTE_PREFIX = 'attributes.';

export const FIELD_LIST: readonly FieldInfo[] = SEGMENT_NAMES.map((name) => {
  const [label, description] = LABELS[name] ?? [name, ''];
  return { name, label, description };
});
