/** The fields that queries may filter and group by, and where each one is. */
import { SEGMENT_NAMES, TOTALS_SEGMENTS } from '../model/segments';

export type FieldType = 'text' | 'number' | 'list';

export interface FieldInfo {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: FieldType;
  /** True for the columns that are kept by the hour, which alone can be grouped by. */
  readonly groupable: boolean;
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

/** Of these, the ones that the hours' totals keep apart: far fewer rows to read. */
export const TOTALS_FIELDS: ReadonlySet<string> = new Set(TOTALS_SEGMENTS);

/** Columns of interactions that the rollups do not have; scores are found through the trace. */
const INTERACTION_INFO: readonly (readonly [name: string, type: FieldType, label: string, description: string])[] = [
  ['trace_id', 'text', 'Trace', 'Trace of the request'],
  ['session_id', 'text', 'Session', 'Conversation or session'],
  ['user_id', 'text', 'User', 'User as the sender names it'],
  ['status', 'text', 'Status', 'ok or error'],
  ['error', 'text', 'Error', 'Error type or message'],
  ['finish_reason', 'text', 'Finish reason', 'Why the model stopped'],
  ['cost_source', 'text', 'Cost source', 'Where the cost comes from: reported, prices, mixed or unknown'],
  ['latency_ms', 'number', 'Latency', 'From start to end of the request, milliseconds'],
  ['ttft_ms', 'number', 'Time to first token', 'Milliseconds'],
  ['cost_usd', 'number', 'Cost', 'US dollars'],
  ['input_tokens', 'number', 'Input tokens', 'Cached tokens included'],
  ['output_tokens', 'number', 'Output tokens', 'Reasoning included'],
  ['cached_tokens', 'number', 'Cached tokens', 'Input tokens out of the prompt cache'],
  ['reasoning_tokens', 'number', 'Reasoning tokens', 'Output tokens spent on reasoning'],
  ['context_tokens', 'number', 'Context tokens', 'Tokens of the assembled context'],
  ['context_truncated', 'number', 'Context truncated', '1 when the context was cut'],
  ['format_ok', 'number', 'Format', '1 when the answer had the required format, 0 when not'],
  ['generated', 'number', 'Generated', '1 for generated demo traffic'],
  ['retrieved_context_ids', 'list', 'Documents', 'Documents that were given to the model'],
  ['tool_calls', 'list', 'Tools', 'Tools that were called'],
  ['guardrails_triggered', 'list', 'Guardrails', 'Guardrails that triggered'],
  ['pii_found', 'list', 'Personal data', 'Types of personal data in the answer'],
  ['validators_run', 'list', 'Validators', 'Validators that had something to say'],
  ['validators_failed', 'list', 'Failed validators', 'Validators that found something'],
  ['groundedness', 'number', 'Groundedness', 'How far the answer comes from its documents, 0 to 1'],
  ['language', 'text', 'Language', 'Language of the answer, ISO 639-1'],
  ['answer_kind', 'text', 'Kind of answer', 'answer, refusal, disclaimer_then_answer, no_information or redirect'],
  ['signals', 'list', 'Feedback', 'What users did after the answer: thumbs_up, thumbs_down, rephrase, copy and others'],
  ['stars', 'number', 'Stars', 'Mean of the stars that users gave, 1 to 5'],
  ['flags', 'list', 'Flags', 'What is known to be incomplete'],
];

export const INTERACTION_FIELDS: ReadonlyMap<string, FieldType> = new Map(INTERACTION_INFO.map(([name, type]) => [name, type]));

/** Columns that scores and documents have as well, so that no trace has to be looked up for them. */
export const OWN_FIELDS: Readonly<Record<'scores' | 'documents', ReadonlySet<string>>> = {
  scores: new Set(['trace_id', 'session_id', 'generated']),
  documents: new Set(['trace_id', 'generated']),
};

/** Raw span and resource attributes: `attributes.<key>`. */
export const ATTRIBUTE_PREFIX = 'attributes.';

/** Scores of a request by dimension: `scores.factuality`. */
export const SCORE_PREFIX = 'scores.';

/** What editors offer; any attribute can be typed. */
export const FIELD_LIST: readonly FieldInfo[] = [
  ...SEGMENT_NAMES.map((name): FieldInfo => {
    const [label, description] = SEGMENT_INFO[name];
    return { name, label, description, type: 'text', groupable: true };
  }),
  ...INTERACTION_INFO.map(([name, type, label, description]): FieldInfo => ({ name, label, description, type, groupable: false })),
];
