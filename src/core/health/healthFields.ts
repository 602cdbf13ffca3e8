/**
 * What the answers stand on: for each field whether a row has it, and what is empty when it has not. A new field is a new
 * entry. docs/contracts/query.md lists them.
 */
import type { Stage } from '../model/stage';
import { sql, type Sql } from '../sql/sql';

export interface HealthField {
  readonly name: string;
  readonly label: string;
  /** True of a row that has the field. */
  readonly filled: Sql;
  /** True of the rows that could have it; all when absent. */
  readonly applies?: Sql;
  /** What shows nothing, or less, without it. */
  readonly feeds: string;
  /** Where it comes from, for those who want to send it. */
  readonly source: string;
}

const text = (column: Sql): Sql => sql`${column} != ''`;
const known = (column: Sql): Sql => sql`${column} IS NOT NULL`;

/** Of settled requests: columns of `interaction_metrics`. */
export const REQUEST_FIELDS: readonly HealthField[] = [
  {
    name: 'text',
    label: 'Question and answer',
    filled: sql`NOT has(flags, 'no_content')`,
    feeds: 'Is it good?, Is it getting worse? (there is nothing to judge), question and answer in traces, topics by rules',
    source: 'content capture of the SDK, such as OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT; content in log records needs /v1/logs',
  },
  {
    name: 'whole_text',
    label: 'Whole text',
    filled: sql`NOT has(flags, 'content_incomplete')`,
    feeds: 'judging (an answer that was cut is judged unfairly)',
    source: 'limits of the SDK on the number and length of attributes, ingest.max_text_kib',
  },
  {
    name: 'root',
    label: 'Root span',
    filled: sql`NOT has(flags, 'root_missing')`,
    feeds: 'latency and status of requests, error rate',
    source: 'all services of a trace have to send to Plumbline',
  },
  {
    name: 'topic',
    label: 'Topic',
    filled: sql`topic NOT IN ('', 'other')`,
    feeds: 'Is it good? by topic, causes and slices of Is it getting worse?',
    source: 'topics of the configuration, plumbline.topic, metadata topic',
  },
  {
    name: 'session_id',
    label: 'Session',
    filled: text(sql`session_id`),
    feeds: 'conversations in traces, scores of a session',
    source: 'session.id, gen_ai.conversation.id, langfuse.session.id',
  },
  { name: 'user_id', label: 'User', filled: text(sql`user_id`), feeds: 'filter by user', source: 'user.id, enduser.id, langfuse.user.id' },
  {
    name: 'environment',
    label: 'Environment',
    filled: text(sql`environment`),
    feeds: 'filter and slices by environment',
    source: 'deployment.environment.name of the resource',
  },
  {
    name: 'release',
    label: 'Release',
    filled: text(sql`release`),
    feeds: 'releases among the changes, comparison of releases',
    source: 'service.version of the resource',
  },
  {
    name: 'prompt_name',
    label: 'Prompt',
    filled: text(sql`prompt_name`),
    feeds: 'changes of prompts',
    source: 'gen_ai.prompt.name, traceloop.prompt.key, langfuse.observation.prompt.name, prompt.id',
  },
  {
    name: 'prompt_version',
    label: 'Prompt version',
    filled: text(sql`prompt_version`),
    feeds: 'changes of prompts, prompt versions as cause, comparison of prompt versions',
    source: 'gen_ai.prompt.version, llm.prompt_template.version, traceloop.prompt.version, langfuse.observation.prompt.version',
  },
  {
    name: 'model_version',
    label: 'Model',
    filled: text(sql`model_version`),
    feeds: 'changes of models, model versions as cause, cost from prices',
    source: 'gen_ai.request.model, gen_ai.response.model, llm.model_name',
  },
  {
    name: 'provider',
    label: 'Provider',
    filled: text(sql`provider`),
    feeds: 'slices by provider, cost from prices where providers share a model',
    source: 'gen_ai.provider.name, gen_ai.system, llm.provider',
  },
  {
    name: 'input_tokens',
    label: 'Input tokens',
    filled: known(sql`input_tokens`),
    feeds: 'tokens, cost from prices',
    source: 'gen_ai.usage.input_tokens, llm.token_count.prompt; of a stream only when usage is asked for',
  },
  {
    name: 'output_tokens',
    label: 'Output tokens',
    filled: known(sql`output_tokens`),
    feeds: 'tokens, cost from prices',
    source: 'gen_ai.usage.output_tokens, llm.token_count.completion; of a stream only when usage is asked for',
  },
  {
    name: 'cost_usd',
    label: 'Cost',
    filled: known(sql`cost_usd`),
    feeds: 'cost, cost a request, cost in Is it getting worse?',
    source: 'tokens and a price of the model (prices of the configuration), or llm.cost.total, gen_ai.usage.cost',
  },
  {
    name: 'finish_reason',
    label: 'Finish reason',
    filled: text(sql`finish_reason`),
    feeds: 'refusals in Is it getting worse?, drift of finish reasons',
    source: 'gen_ai.response.finish_reasons, llm.finish_reason',
  },
];

/** Of spans, by stage: columns of `spans`. */
export const SPAN_FIELDS: Readonly<Partial<Record<Stage, readonly HealthField[]>>> = {
  generation: [
    {
      name: 'model_version',
      label: 'Model',
      filled: text(sql`model_version`),
      feeds: 'changes of models, cost from prices',
      source: 'gen_ai.request.model, gen_ai.response.model, llm.model_name',
    },
    {
      name: 'tokens',
      label: 'Tokens',
      filled: sql`input_tokens IS NOT NULL AND output_tokens IS NOT NULL`,
      feeds: 'tokens and cost of requests (unknown as soon as one call has none)',
      source: 'gen_ai.usage.input_tokens and output_tokens, llm.token_count.*; of a stream only when usage is asked for',
    },
    {
      name: 'ttft_ms',
      label: 'Time to first token',
      filled: known(sql`ttft_ms`),
      applies: sql`ifNull(streaming = 1, 0)`,
      feeds: 'time to first token, and its slowdown in Is it getting worse?',
      source: 'gen_ai.response.time_to_first_chunk, ai.response.msToFirstChunk, langfuse.observation.completion_start_time',
    },
    {
      name: 'finish_reason',
      label: 'Finish reason',
      filled: text(sql`finish_reason`),
      feeds: 'refusals in Is it getting worse?',
      source: 'gen_ai.response.finish_reasons, llm.finish_reason',
    },
  ],
  retrieval: retrieved('gen_ai.retrieval.documents, retrieval.documents.N, db.query.result events'),
  rerank: retrieved('reranker.output_documents.N, ai.ranking'),
  tool: [
    {
      name: 'tool_name',
      label: 'Tool',
      filled: text(sql`tool_name`),
      feeds: 'tools of a request (the name of the span stands in)',
      source: 'gen_ai.tool.name, tool.name, ai.toolCall.name',
    },
  ],
  guardrail: [
    {
      name: 'guardrail_result',
      label: 'Outcome of the guardrail',
      filled: text(sql`guardrail_result`),
      feeds: 'guardrail rate, guardrails in Is it getting worse?',
      source: 'gen_ai.guardrail.result.value, guardrail.triggered',
    },
  ],
};

function retrieved(documents: string): readonly HealthField[] {
  return [
    {
      name: 'documents',
      label: 'Documents',
      filled: sql`documents_known = 1`,
      feeds: 'documents panel, documents as cause, judging against the documents',
      source: documents,
    },
    {
      name: 'similarity',
      label: 'Scores of documents',
      filled: sql`arrayExists(x -> x IS NOT NULL, document_scores) OR arrayExists(x -> x IS NOT NULL, document_distances)`,
      applies: sql`notEmpty(document_ids)`,
      feeds: 'similarity in the documents panel, drift of similarity',
      source: 'score or distance of each document',
    },
    {
      name: 'data_source',
      label: 'Data source',
      filled: text(sql`data_source`),
      feeds: 'similarity by data source (scores of different stores cannot be compared)',
      source: 'gen_ai.data_source.id, db.collection.name',
    },
  ];
}
