/** The fields that queries may filter and group by, and where each one is. */
import { SEGMENT_NAMES } from '../model/segments';

export interface FieldInfo {
  readonly name: string;
  readonly label: string;
  readonly description: string;
}

const SEGMENT_INFO: Readonly<Record<(typeof SEGMENT_NAMES)[number], readonly [label: string, description: string]>> = {
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

/** Fields of both hourly rollups: the fast way, and the only ones to group by. */
export const SEGMENT_FIELDS: ReadonlySet<string> = new Set(SEGMENT_NAMES);

export type FieldType = 'text' | 'number' | 'list';

/** Columns of interactions that the rollups do not have; scores are found through the trace. */
export const INTERACTION_FIELDS: ReadonlyMap<string, FieldType> = new Map([
  ['trace_id', 'text'],
  ['session_id', 'text'],
  ['user_id', 'text'],
  ['status', 'text'],
  ['error', 'text'],
  ['finish_reason', 'text'],
  ['cost_source', 'text'],
  ['latency_ms', 'number'],
  ['ttft_ms', 'number'],
  ['cost_usd', 'number'],
  ['input_tokens', 'number'],
  ['output_tokens', 'number'],
  ['cached_tokens', 'number'],
  ['reasoning_tokens', 'number'],
  ['context_tokens', 'number'],
  ['context_truncated', 'number'],
  ['format_ok', 'number'],
  ['generated', 'number'],
  ['retrieved_context_ids', 'list'],
  ['tool_calls', 'list'],
  ['guardrails_triggered', 'list'],
  ['pii_found', 'list'],
  ['flags', 'list'],
]);

/** Columns that scores and documents have as well, so that no trace has to be looked up for them. */
export const OWN_FIELDS: Readonly<Record<'scores' | 'documents', ReadonlySet<string>>> = {
  scores: new Set(['trace_id', 'session_id', 'generated']),
  documents: new Set(['trace_id', 'generated']),
};

/** Raw span and resource attributes: `attributes.<key>`. */
export const ATTRIBUTE_PREFIX = 'attributes.';

/** What editors offer; every other field of INTERACTION_FIELDS and any attribute can be typed. */
export const FIELD_LIST: readonly FieldInfo[] = SEGMENT_NAMES.map((name) => {
  const [label, description] = SEGMENT_INFO[name];
  return { name, label, description };
});
