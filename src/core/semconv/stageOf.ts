/**
 * Which step of a pipeline a span is. SDKs say it in an attribute of their own; the attributes are asked in a fixed order,
 * and only when none of them says anything does what the span holds decide.
 */
import type { Stage } from '../model/stage';
import { STAGES } from '../model/stage';
import type { Attributes, SpanKind } from '../otlp/types';
import { valueText } from '../otlp/valueText';

interface StageRule {
  readonly key: string;
  /** Values of the attribute in lower case. A value that is not listed says nothing, and the next attribute is asked. */
  readonly stages: Readonly<Record<string, Stage>>;
}

/** The AI SDK ends `operation.name` with a space and the name that the caller gave to the call. */
const AI_SDK: Readonly<Record<string, Stage>> = {
  'ai.generatetext.dogenerate': 'generation',
  'ai.streamtext.dostream': 'generation',
  'ai.generateobject.dogenerate': 'generation',
  'ai.streamobject.dostream': 'generation',
  'ai.embed.doembed': 'embedding',
  'ai.embedmany.doembed': 'embedding',
  'ai.rerank.dorerank': 'rerank',
  'ai.rerank': 'workflow',
  'ai.toolcall': 'tool',
  // The outer spans repeat the usage of the calls inside them.
  'ai.generatetext': 'agent',
  'ai.streamtext': 'agent',
  'ai.generateobject': 'agent',
  'ai.streamobject': 'agent',
  'ai.embed': 'workflow',
  'ai.embedmany': 'workflow',
};

/** In order of precedence; the first attribute whose value is known decides. A new dialect is a new row. */
export const STAGE_RULES: readonly StageRule[] = [
  { key: 'plumbline.stage', stages: Object.fromEntries(STAGES.map((stage) => [stage, stage])) },
  {
    // `span` and `event` say nothing, but see `isGenerationCalledSpan`.
    key: 'langfuse.observation.type',
    stages: {
      generation: 'generation',
      embedding: 'embedding',
      retriever: 'retrieval',
      guardrail: 'guardrail',
      evaluator: 'evaluator',
      tool: 'tool',
      agent: 'agent',
      chain: 'workflow',
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
  { key: 'operation.name', stages: AI_SDK },
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
  {
    key: 'langwatch.span.type',
    stages: {
      llm: 'generation',
      rag: 'retrieval',
      tool: 'tool',
      agent: 'agent',
      guardrail: 'guardrail',
      evaluation: 'evaluator',
      chain: 'workflow',
      workflow: 'workflow',
    },
  },
  // Claude Code
  { key: 'span.type', stages: { llm_request: 'generation', tool: 'tool', tool_execution: 'tool', interaction: 'agent' } },
  { key: 'mcp.method.name', stages: { 'tools/call': 'tool' } },
];

/** Values of db.system of stores that are searched by vector. */
const VECTOR_STORES: ReadonlySet<string> = new Set(['pinecone', 'chroma', 'qdrant', 'weaviate', 'milvus', 'pgvector', 'marqo', 'lancedb']);
/** Operations of such a store that write. */
const WRITES = /^(upsert|insert|add|delete|create|update|drop|remove|index)/;

/** Words in the name of a span that nothing else describes. */
const NAMES: readonly (readonly [pattern: RegExp, stage: Stage])[] = [
  [/^retriev(e|al|er)\b|^vector.?search\b/i, 'retrieval'],
  [/^re-?rank/i, 'rerank'],
  [/^guardrails?\b/i, 'guardrail'],
  // Google ADK
  [/^(invocation$|agent_run\b)/, 'agent'],
];
/** A step of a chain that puts the prompt together. */
const CONTEXT_NAME = /\bcontext\b|prompt.?template|stuff.?documents/i;

/** What the other readers found on the span. */
export interface StageHints {
  readonly name: string;
  readonly kind: SpanKind;
  readonly hasModel: boolean;
  readonly hasUsage: boolean;
  readonly hasTool: boolean;
  readonly hasAgent: boolean;
  readonly hasDocuments: boolean;
}

export interface StageDecision {
  readonly stage: Stage;
  /** What decided: an attribute, or in words what the span holds. For people. */
  readonly because: string;
  /** The attribute that decided, when one did. */
  readonly key?: string;
}

/** Decisions are made once and shared: a span costs a look-up and no object. */
const decision = (stage: Stage, because: string, key?: string): StageDecision => ({ stage, because, ...(key && { key }) });

const HELD = {
  documents: decision('retrieval', 'it holds documents'),
  vectorQuery: decision('retrieval', 'it asks a vector store'),
  tool: decision('tool', 'it names a tool'),
  model: decision('generation', 'it names a model'),
  agentUsage: decision('agent', 'it names an agent and reports usage'),
  usage: decision('generation', 'it reports usage'),
  calledSpan: decision('generation', 'langfuse.observation.type = span, with a model or usage'),
  http: decision('gateway', 'it is a server span of HTTP or RPC'),
  nothing: decision('other', 'nothing on the span says what it is'),
} as const;

const CONTEXT_STEP = decision('context', 'a step of a chain whose name says that it assembles the context');
const CONTEXT_NAMED = decision('context', 'its name');

const BY_NAME = NAMES.map(([pattern, stage]) => [pattern, decision(stage, 'its name')] as const);

/** The rules with a decision for each value. */
const RULES: readonly { readonly key: string; readonly decisions: ReadonlyMap<string, StageDecision> }[] = STAGE_RULES.map(
  ({ key, stages }) => ({
    key,
    decisions: new Map(Object.entries(stages).map(([value, stage]) => [value, decision(stage, `${key} = ${value}`, key)])),
  }),
);

export function stageOf(attributes: Attributes, hints: StageHints): StageDecision {
  if (isGenerationCalledSpan(attributes, hints)) return HELD.calledSpan;
  const said = saidStage(attributes);
  // Frameworks have no word for the step that assembles the context: it is a chain whose name says so.
  if (said?.stage === 'workflow' && CONTEXT_NAME.test(hints.name)) return CONTEXT_STEP;
  return said ?? heldStage(attributes, hints);
}

/** Langfuse's SDK for Python up to 3.3.0 calls generations spans. */
function isGenerationCalledSpan(attributes: Attributes, { hasModel, hasUsage }: StageHints): boolean {
  return (hasModel || hasUsage) && attributes.get('langfuse.observation.type') === 'span';
}

function saidStage(attributes: Attributes): StageDecision | undefined {
  for (const { key, decisions } of RULES) {
    const value = attributes.get(key);
    if (value === undefined) continue;
    const found = decisions.get(valueText(value).toLowerCase().trim().split(' ')[0] ?? '');
    if (found !== undefined) return found;
  }
  return undefined;
}

function heldStage(attributes: Attributes, hints: StageHints): StageDecision {
  const { name, kind } = hints;
  const text = (...keys: readonly string[]): string =>
    valueText(keys.map((key) => attributes.get(key)).find((value) => value !== undefined) ?? '').toLowerCase();
  if (hints.hasDocuments) return HELD.documents;
  const isVectorQuery =
    VECTOR_STORES.has(text('db.system', 'db.system.name')) || [...attributes.keys()].some((key) => key.startsWith('db.vector.query.'));
  if (isVectorQuery && !WRITES.test(text('db.operation', 'db.operation.name'))) return HELD.vectorQuery;
  if (hints.hasTool) return HELD.tool;
  if (hints.hasModel) return HELD.model;
  // The run of an agent repeats the usage of its calls, and names no model of its own.
  if (hints.hasUsage) return hints.hasAgent ? HELD.agentUsage : HELD.usage;
  const byName = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (byName !== undefined) return byName;
  if (CONTEXT_NAME.test(name)) return CONTEXT_NAMED;
  const isHttp = ['http.request.method', 'http.method', 'http.route', 'url.path', 'rpc.system'].some((key) => attributes.has(key));
  return kind === 'server' && isHttp ? HELD.http : HELD.nothing;
}
