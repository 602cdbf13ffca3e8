/**
 * THE table of attribute names. For each field the attributes that may hold it, in order of precedence: the first one
 * that says something wins, and names of one meaning are never added up. A new dialect is new rows here.
 *
 * Order within a field: Plumbline's own, current OpenTelemetry GenAI conventions, their earlier names, OpenInference,
 * OpenLLMetry (Traceloop), Langfuse, Vercel AI SDK, then others.
 */
import { finishReason } from './finishReasons';
import { entityInput, guardrailTriggered, langChainModel, topicInTags } from './ownReaders';
import { provider } from './providers';
import {
  amount,
  anything,
  count,
  filled,
  firstWord,
  flag,
  inAnyProvider,
  inJson,
  isoTime,
  number,
  seconds,
  sumInJson,
  sumOfJson,
  word,
  type Reader,
} from './readers';
import type { FieldName, SpanFields } from './spanFields';

export type Alias<T> = readonly [key: string, read: Reader<T>];
export type AliasTable = { readonly [F in FieldName]: readonly Alias<SpanFields[F]>[] };

const USAGE = 'langfuse.observation.usage_details';
const COST = 'langfuse.observation.cost_details';
const LANGSMITH_USAGE = 'langsmith.usage_metadata';
const PROVIDER_METADATA = 'ai.response.providerMetadata';

const rows = <T>(read: Reader<T>, ...keys: readonly string[]): Alias<T>[] => keys.map((key) => [key, read]);

/** Where SDKs put what an application wants to say about a request. */
const METADATA_PREFIXES = [
  'langfuse.trace.metadata.',
  'langfuse.observation.metadata.',
  'ai.telemetry.metadata.',
  'ai.settings.context.',
  'traceloop.association.properties.',
  'langsmith.metadata.',
] as const;
const METADATA_OBJECTS = ['metadata', 'langfuse.trace.metadata', 'langfuse.observation.metadata', 'langfuse.metadata'] as const;
const TAGS = ['langfuse.trace.tags', 'langfuse.tags', 'tag.tags', 'langsmith.span.tags', 'ai.telemetry.metadata.tags'] as const;

const inMetadata = (...keys: readonly string[]): Alias<string>[] =>
  keys.flatMap((key) => [
    ...METADATA_PREFIXES.map((prefix): Alias<string> => [prefix + key, word]),
    ...METADATA_OBJECTS.map((object): Alias<string> => [object, inJson(word, key)]),
  ]);

export const ALIASES: AliasTable = {
  service: rows(word, 'service.name'),
  environment: rows(word, 'deployment.environment.name', 'deployment.environment', 'langfuse.environment', 'gen_ai.environment'),
  release: rows(word, 'service.version', 'langfuse.release', 'langfuse.version'),

  provider: [
    ...rows(provider, 'gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system', 'ai.model.provider'),
    // LangChain under OpenInference
    ['metadata', inJson(provider, 'ls_provider')],
  ],
  model: [
    ...rows(word, 'gen_ai.request.model', 'llm.request.model_name'),
    // What was asked for, where `llm.model_name` has been overwritten with what answered.
    ['llm.invocation_parameters', inJson(word, 'model', 'model_name')],
    ...rows(word, 'llm.model_name', 'embedding.model_name', 'reranker.model_name', 'langfuse.observation.model.name', 'ai.model.id'),
  ],
  responseModel: [
    ...rows(word, 'gen_ai.response.model', 'llm.response.model_name', 'ai.response.model'),
    ['output.value', langChainModel],
    // OpenInference's older instrumentations write the answering model over the one that was asked for.
    ['llm.model_name', word],
  ],
  promptName: [
    ...rows(
      word,
      'gen_ai.prompt.name',
      'prompt.name',
      'prompt.id',
      'traceloop.prompt.key',
      'langfuse.observation.prompt.name',
      'langfuse.prompt.name',
    ),
    ['ai.telemetry.metadata.langfusePrompt', inJson(word, 'name')],
  ],
  promptVersion: [
    ...rows(
      word,
      'gen_ai.prompt.version',
      'llm.prompt_template.version',
      'traceloop.prompt.version',
      'traceloop.prompt.version_name',
      'traceloop.prompt.version_hash',
      'langfuse.observation.prompt.version',
      'langfuse.prompt.version',
    ),
    ['ai.telemetry.metadata.langfusePrompt', inJson(word, 'version')],
  ],

  inputTokens: [
    ...rows(count, 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt'),
    [USAGE, inJson(count, 'input', 'input_tokens', 'prompt_tokens', 'promptTokens')],
    ...rows(count, 'ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'),
    [LANGSMITH_USAGE, inJson(count, 'input_tokens')],
  ],
  outputTokens: [
    ...rows(count, 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion'),
    [USAGE, inJson(count, 'output', 'output_tokens', 'completion_tokens', 'completionTokens')],
    ...rows(count, 'ai.usage.outputTokens', 'ai.usage.completionTokens'),
    [LANGSMITH_USAGE, inJson(count, 'output_tokens')],
  ],
  cachedTokens: [
    ...rows(
      count,
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_read_input_tokens',
      'llm.token_count.prompt_details.cache_read',
      'llm.token_count.prompt_details.cache_input',
      'gen_ai.usage.cache_read_tokens',
      'gen_ai.usage.details.cache_read_tokens',
      'gen_ai.usage.details.cache_read_input_tokens',
      'gen_ai.usage.input_cached_tokens',
    ),
    ['gen_ai.usage.input_token_details', inJson(count, 'cache_read')],
    [USAGE, inJson(count, 'input_cached_tokens', 'input_cache_read', 'cache_read_input_tokens', 'prompt_tokens_details.cached_tokens')],
    ...rows(count, 'ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens'),
    [LANGSMITH_USAGE, inJson(count, 'input_token_details.cache_read')],
    // Google ADK reports them nowhere else.
    ['gcp.vertex.agent.llm_response', inJson(count, 'usage_metadata.cached_content_token_count')],
    [
      PROVIDER_METADATA,
      inAnyProvider(count, 'cachedPromptTokens', 'cacheReadInputTokens', 'usage.cache_read_input_tokens', 'usage.cacheReadInputTokens'),
    ],
  ],
  cacheWriteTokens: [
    ...rows(
      count,
      'gen_ai.usage.cache_write.input_tokens',
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_creation_input_tokens',
      'llm.token_count.prompt_details.cache_write',
      'gen_ai.usage.cache_write_tokens',
      'gen_ai.usage.details.cache_write_tokens',
      'gen_ai.usage.details.cache_creation_input_tokens',
      'gen_ai.usage.input_cache_creation',
    ),
    ['gen_ai.usage.input_token_details', inJson(count, 'cache_creation')],
    [USAGE, inJson(count, 'input_cache_creation', 'cache_creation_input_tokens')],
    [USAGE, sumInJson('input_cache_creation_5m', 'input_cache_creation_1h')],
    ...rows(count, 'ai.usage.inputTokenDetails.cacheWriteTokens'),
    [LANGSMITH_USAGE, inJson(count, 'input_token_details.cache_creation')],
    [
      PROVIDER_METADATA,
      inAnyProvider(
        count,
        'cacheCreationInputTokens',
        'usage.cache_creation_input_tokens',
        'cacheWriteInputTokens',
        'usage.cacheWriteInputTokens',
      ),
    ],
  ],
  reasoningTokens: [
    ...rows(
      count,
      'gen_ai.usage.reasoning.output_tokens',
      'llm.token_count.completion_details.reasoning',
      'llm.usage.reasoning_tokens',
      'gen_ai.usage.reasoning_tokens',
      'gen_ai.usage.details.reasoning_tokens',
    ),
    ['gen_ai.usage.output_token_details', inJson(count, 'reasoning')],
    [USAGE, inJson(count, 'output_reasoning_tokens', 'output_reasoning', 'completion_tokens_details.reasoning_tokens')],
    ...rows(count, 'ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens'),
    [LANGSMITH_USAGE, inJson(count, 'output_token_details.reasoning')],
    [PROVIDER_METADATA, inAnyProvider(count, 'reasoningTokens')],
  ],
  cost: [
    ...rows(amount, 'gen_ai.usage.cost', 'gen_ai.usage.total_cost', 'gen_ai.cost.total_cost', 'llm.cost.total'),
    [COST, inJson(amount, 'total')],
    [COST, sumOfJson],
    ...rows(amount, 'operation.cost'),
  ],
  inputCost: rows(amount, 'llm.cost.prompt', 'gen_ai.cost.input_cost', 'gen_ai.usage.input_cost'),
  outputCost: rows(amount, 'llm.cost.completion', 'gen_ai.cost.output_cost', 'gen_ai.usage.output_cost'),
  ttftMs: [
    ...rows(
      seconds,
      'gen_ai.response.time_to_first_chunk',
      // The AI SDK 7 writes the name of the metric as an attribute, in seconds as well.
      'gen_ai.client.operation.time_to_first_chunk',
    ),
    // Strands writes the name of a metric in seconds, and milliseconds as its value.
    ...rows(amount, 'ai.response.msToFirstChunk', 'ai.stream.msToFirstChunk', 'gen_ai.server.time_to_first_token'),
  ],
  firstTokenAt: rows(isoTime, 'langfuse.observation.completion_start_time'),
  streaming: rows(flag, 'gen_ai.request.stream', 'gen_ai.is_streaming', 'llm.is_streaming', 'gen_ai.request.is_stream'),
  finishReason: rows(
    finishReason,
    'gen_ai.response.finish_reasons',
    'llm.finish_reason',
    'gen_ai.response.finish_reason',
    'gen_ai.completion.0.finish_reason',
    'gen_ai.response.stop_reason',
    'anthropic.message.stop_reason',
    'ai.response.finishReason',
    'ai.finishReason',
    'gen_ai.finishReason',
    'stop_reason',
  ),
  contextTokens: rows(count, 'plumbline.context.tokens'),
  contextTruncated: rows(flag, 'plumbline.context.truncated'),

  sessionId: [
    ...rows(
      word,
      'langfuse.session.id',
      'session.id',
      'gen_ai.conversation.id',
      'traceloop.association.properties.session_id',
      'traceloop.association.properties.chat_id',
      'traceloop.association.properties.conversation_id',
      // langsmith.trace.session_id is the project and not the conversation.
      'langsmith.metadata.session_id',
      'langsmith.metadata.thread_id',
      'langsmith.metadata.conversation_id',
      'ai.telemetry.metadata.sessionId',
      'gcp.vertex.agent.session_id',
      'langfuse.trace.metadata.langfuse_session_id',
      'langfuse.observation.metadata.langfuse_session_id',
    ),
  ],
  userId: rows(
    word,
    'langfuse.user.id',
    'user.id',
    'enduser.id',
    'gen_ai.user',
    'gen_ai.request.user',
    'llm.user',
    'traceloop.association.properties.user_id',
    'ai.telemetry.metadata.userId',
    'langsmith.metadata.user_id',
    'langfuse.trace.metadata.langfuse_user_id',
    'langfuse.observation.metadata.langfuse_user_id',
  ),
  responseId: rows(word, 'gen_ai.response.id', 'llm.response.id', 'ai.response.id'),
  agentName: rows(
    word,
    'gen_ai.agent.name',
    'gen_ai.workflow.name',
    'agent.name',
    'traceloop.workflow.name',
    'agent_name',
    'flue.workflow.name',
  ),
  topicHint: [
    ['plumbline.topic', word],
    ...TAGS.map((key): Alias<string> => [key, topicInTags]),
    ...inMetadata('topic', 'intent', 'category'),
  ],

  toolName: rows(word, 'gen_ai.tool.name', 'tool.name', 'ai.toolCall.name', 'mcp.tool.name', 'tool_name', 'flue.tool.name'),
  toolCallId: rows(word, 'gen_ai.tool.call.id', 'tool.id', 'ai.toolCall.id', 'flue.tool.call_id'),
  guardrailName: rows(word, 'gen_ai.guardrail.component.name', 'gen_ai.guardrail.name', 'guardrail.name'),
  guardrailResult: [
    ...rows(word, 'gen_ai.guardrail.result.value', 'gen_ai.guardrail.result.type', 'gen_ai.guardrail.status'),
    ['guardrail.triggered', guardrailTriggered],
    ['triggered', guardrailTriggered],
  ],
  dataSource: rows(word, 'gen_ai.data_source.id', 'db.collection.name', 'db.vector.collection.name', 'db.operation.collection'),

  errorType: rows(word, 'error.type', 'gen_ai.guardrail.error.type'),
  level: rows(word, 'langfuse.observation.level'),
  statusMessage: rows(word, 'langfuse.observation.status_message', 'gen_ai.guardrail.error.message'),
  httpStatus: rows(number, 'http.response.status_code', 'http.status_code'),
  succeeded: [],
  generated: rows(flag, 'plumbline.generated'),

  queryText: rows(anything, 'gen_ai.retrieval.query.text', 'reranker.query', 'db.query.text', 'ai.value', 'ai.values'),
  toolDefinitions: rows(filled, 'gen_ai.tool.definitions', 'ai.prompt.tools', 'gen_ai.tool.json_schema'),
  toolArguments: rows(
    filled,
    'gen_ai.tool.call.arguments',
    'ai.toolCall.args',
    'mcp.request.argument',
    'tool_arguments',
    'tool.input',
    'flue.tool.arguments',
    'gcp.vertex.agent.tool_call_args',
    // The parameters that the tool takes, in some SDKs those of the call.
    'tool.parameters',
  ),
  toolResult: rows(
    filled,
    'gen_ai.tool.call.result',
    'ai.toolCall.result',
    'mcp.response.value',
    'tool_response',
    'tool.output',
    'flue.tool.result',
    'gcp.vertex.agent.tool_response',
    'lk.function_tool.output',
  ),
  inputValue: rows(
    filled,
    'input.value',
    'traceloop.entity.input',
    'langfuse.observation.input',
    'langfuse.trace.input',
    'genkit:input',
    'mlflow.spanInputs',
    'langwatch.input',
    'lk.input_text',
    'lk.user_transcript',
    'flue.workflow.payload',
    'gen_ai.guardrail.input',
    'prompt',
    'input',
  ),
  outputValue: rows(
    filled,
    'output.value',
    'traceloop.entity.output',
    'langfuse.observation.output',
    'langfuse.trace.output',
    'genkit:output',
    'mlflow.spanOutputs',
    'langwatch.output',
    'lk.response.text',
    'final_result',
    'flue.workflow.result',
    'flue.operation.result',
    'gen_ai.guardrail.output',
    'output',
  ),
};

export interface AliasesBeside {
  readonly beside: string;
  /** Values that the attribute beside must have; any when absent. */
  readonly is?: readonly string[];
  readonly aliases: Partial<AliasTable>;
}

/**
 * Names that are too common to be believed by themselves, or that mean different things: they count only beside an
 * attribute that names the SDK or the kind of span.
 */
export const ALIASES_BESIDE: readonly AliasesBeside[] = [
  {
    beside: 'traceloop.span.kind',
    is: ['tool'],
    aliases: { toolName: rows(word, 'traceloop.entity.name'), toolArguments: rows(entityInput, 'traceloop.entity.input') },
  },
  { beside: 'traceloop.span.kind', is: ['agent', 'workflow', 'task'], aliases: { agentName: rows(word, 'traceloop.entity.name') } },
  {
    // Claude Code
    beside: 'span.type',
    aliases: {
      provider: [['model', (value) => (String(value).includes('claude') ? 'anthropic' : undefined)]],
      model: rows(word, 'model'),
      inputTokens: rows(count, 'input_tokens'),
      outputTokens: rows(count, 'output_tokens'),
      cachedTokens: rows(count, 'cache_read_tokens'),
      cacheWriteTokens: rows(count, 'cache_creation_tokens'),
      cost: rows(amount, 'cost_usd'),
      ttftMs: rows(amount, 'ttft_ms'),
      succeeded: rows(flag, 'success'),
      inputValue: rows(filled, 'user_prompt'),
      finishReason: rows(finishReason, 'stop_reason'),
      responseId: rows(firstWord, 'request_id'),
    },
  },
];
