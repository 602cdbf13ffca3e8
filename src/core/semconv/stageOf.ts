import type { Stage } from '../model/stage';
import { valueText } from '../otlp/valueText';
import type { Attributes } from '../otlp/types';

/** Values of one attribute and the stage each of them means. */
interface StageRule {
  readonly key: string;
  readonly stages: Readonly<Record<string, Stage>>;
}

const OWN: Readonly<Record<string, Stage>> = {
  gateway: 'gateway',
  agent: 'agent',
  workflow: 'workflow',
  embedding: 'embedding',
  retrieval: 'retrieval',
  rerank: 'rerank',
  context: 'context',
  generation: 'generation',
  tool: 'tool',
  guardrail: 'guardrail',
  egress: 'egress',
  evaluator: 'evaluator',
  other: 'other',
};

const AI_SDK: Readonly<Record<string, Stage>> = {
  'ai.generatetext.dogenerate': 'generation',
  'ai.streamtext.dostream': 'generation',
  'ai.generateobject.dogenerate': 'generation',
  'ai.streamobject.dostream': 'generation',
  'ai.embed.doembed': 'embedding',
  'ai.embedmany.doembed': 'embedding',
  'ai.rerank': 'rerank',
  'ai.rerank.dorerank': 'rerank',
  'ai.toolcall': 'tool',
  // The outer spans repeat the usage of the calls inside them.
  'ai.generatetext': 'agent',
  'ai.streamtext': 'agent',
  'ai.generateobject': 'agent',
  'ai.streamobject': 'agent',
  'ai.embed': 'workflow',
  'ai.embedmany': 'workflow',
};

/** In order of precedence; the first attribute whose value is known decides. */
export const STAGE_RULES: readonly StageRule[] = [
  { key: 'plumbline.stage', stages: OWN },
  {
    key: 'langfuse.observation.type',
    // span and chain say nothing by themselves; a "span" with a model is a generation, see below.
    stages: {
      generation: 'generation',
      embedding: 'embedding',
      retriever: 'retrieval',
      guardrail: 'guardrail',
      evaluator: 'evaluator',
      tool: 'tool',
      agent: 'agent',
    },
  },
  {
    key: 'openinference.span.kind',
    stages: {
      llm: 'generation',
      embedding: 'embedding',
      retriever: 'retrieval',
      reranker: 'rerank',
      prompt: 'context',
      guardrail: 'guardrail',
      evaluator: 'evaluator',
      tool: 'tool',
      agent: 'agent',
      chain: 'workflow',
    },
  },
  {
    key: 'gen_ai.operation.name',
    stages: {
      chat: 'generation',
      generate_content: 'generation',
      text_completion: 'generation',
      completion: 'generation',
      generate: 'generation',
      embeddings: 'embedding',
      retrieval: 'retrieval',
      search_memory: 'retrieval',
      vector_db_retrieve: 'retrieval',
      rerank: 'rerank',
      apply_guardrail: 'guardrail',
      'guardrail.run': 'guardrail',
      guard: 'guardrail',
      execute_tool: 'tool',
      execute_task: 'tool',
      invoke_agent: 'agent',
      create_agent: 'agent',
      agent_step: 'agent',
      invoke_workflow: 'workflow',
      plan: 'workflow',
    },
  },
  { key: 'ai.operationId', stages: AI_SDK },
  { key: 'traceloop.span.kind', stages: { tool: 'tool', agent: 'agent', workflow: 'workflow', task: 'workflow' } },
  { key: 'llm.request.type', stages: { chat: 'generation', completion: 'generation', embedding: 'embedding', rerank: 'rerank' } },
  {
    key: 'langsmith.span.kind',
    stages: { llm: 'generation', embedding: 'embedding', retriever: 'retrieval', tool: 'tool', chain: 'workflow', prompt: 'context' },
  },
  {
    key: 'genkit:metadata:subtype',
    stages: {
      model: 'generation',
      'background-model': 'generation',
      embedder: 'embedding',
      retriever: 'retrieval',
      evaluator: 'evaluator',
      tool: 'tool',
      flow: 'workflow',
    },
  },
  { key: 'span.type', stages: { llm_request: 'generation', tool: 'tool', tool_execution: 'tool', interaction: 'agent' } },
];

const VECTOR_STORES = new Set(['pinecone', 'chroma', 'qdrant', 'weaviate', 'milvus', 'pgvector', 'marqo', 'lancedb']);

export interface StageHints {
  /** A model, usage or cost was found. */
  readonly hasModel: boolean;
  readonly hasTool: boolean;
  readonly hasDocuments: boolean;
  readonly isServer: boolean;
}

/** The step of the pipeline that a span is: by what its attributes say, then by what it holds. */
export function stageOf(attributes: Attributes, hints: StageHints): Stage {
  for (const { key, stages } of STAGE_RULES) {
    const value = attributes.get(key);
    if (value === undefined) continue;
    const name = valueText(value).toLowerCase();
    const stage = Object.hasOwn(stages, name) ? stages[name] : undefined;
    if (stage !== undefined) return stage;
  }
  const operation =
    valueText(attributes.get('operation.name') ?? '')
      .split(' ')[0]
      ?.toLowerCase() ?? '';
  const aiSdk = Object.hasOwn(AI_SDK, operation) ? AI_SDK[operation] : undefined;
  if (aiSdk !== undefined) return aiSdk;
  if (
    hints.hasDocuments ||
    VECTOR_STORES.has(valueText(attributes.get('db.system') ?? attributes.get('db.system.name') ?? '').toLowerCase())
  )
    return 'retrieval';
  if (hints.hasTool) return 'tool';
  if (hints.hasModel) return 'generation';
  const wrapper = valueText(attributes.get('langfuse.observation.type') ?? '').toLowerCase() === 'chain';
  if (wrapper) return 'workflow';
  const isHttp = attributes.has('http.request.method') || attributes.has('http.method') || attributes.has('http.route');
  return hints.isServer && isHttp ? 'gateway' : 'other';
}
