/**
 * What SDKs do in their own way (section 2.10 of the reference): spans as they write them, normalised and settled. An outer
 * span that repeats the usage of the calls inside it must not count a second time.
 */
import { compilePrices } from '../../src/core/cost/compilePrices';
import { hash } from '../../src/core/scores/hash';
import { normaliseSpan } from '../../src/core/semconv/normaliseSpan';
import { settleTrace } from '../../src/core/settle/settleTrace';
import { compileTopics } from '../../src/core/topics/compileTopics';
import type { InteractionRow } from '../../src/core/model/tables';
import { attributes, SECOND, span, START, type Plain } from '../testkit/otlpSpan';
import { RULES as PLAIN_RULES } from '../testkit/settleOne';

type Attributes = Readonly<Record<string, Plain>>;

/** A span named by a letter below another one, from and to in seconds after the start. */
interface Given {
  readonly id: string;
  readonly under?: string;
  readonly name: string;
  readonly at?: readonly [from: number, to: number];
  readonly attributes: Attributes;
}

const CONTEXT = { receivedAt: START + 1000n * SECOND, maxTextBytes: 1024 ** 2, dimensions: [] };
const RULES = {
  validate: PLAIN_RULES.validate,
  topicOf: compileTopics([]),
  priceOf: compilePrices([[{ model: 'm', input: 1, output: 10, cache_read: 0.1 }]]),
  hash,
  rowVersion: 1n,
};

function settled(given: readonly Given[]): InteractionRow {
  const rows = given.map(({ id, under = '', name, at: [from, to] = [0, 10], attributes: plain }) => {
    const spanId = (letter: string): string => (letter === '' ? '' : letter.charCodeAt(0).toString(16).padStart(16, '0'));
    return normaliseSpan(
      span({
        name,
        spanId: spanId(id),
        parentSpanId: spanId(under),
        start: START + BigInt(from) * SECOND,
        end: START + BigInt(to) * SECOND,
        attributes: plain,
      }),
      attributes({ 'service.name': 'shop' }),
      { name: 'sdk', version: '1' },
      CONTEXT,
    );
  });
  const found = settleTrace(
    { spans: rows.map((row) => row.span), content: rows.flatMap(({ content }) => content ?? []), scores: [] },
    RULES,
  );
  if (found === null) throw new Error('nothing settled');
  return found.interaction;
}

const otel = (operation: string, input: number, output: number, more: Attributes = {}): Attributes => ({
  'gen_ai.operation.name': operation,
  'gen_ai.request.model': 'm',
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
  ...more,
});

const openInference = (kind: string, input: number, output: number, more: Attributes = {}): Attributes => ({
  'openinference.span.kind': kind,
  'llm.model_name': 'm',
  'llm.token_count.prompt': input,
  'llm.token_count.completion': output,
  ...more,
});

/** Each trace is two model calls, of 100 and 200 input and 10 and 20 output tokens, in the way of its SDK. */
const TWO_CALLS: readonly (readonly [sdk: string, spans: readonly Given[]])[] = [
  [
    'Vercel AI SDK up to 6: the outer span sums up',
    [
      {
        id: 'a',
        name: 'ai.generateText',
        attributes: {
          'ai.operationId': 'ai.generateText',
          'ai.model.id': 'm',
          'ai.usage.promptTokens': 300,
          'ai.usage.completionTokens': 30,
        },
      },
      {
        id: 'b',
        under: 'a',
        name: 'ai.generateText.doGenerate',
        at: [1, 2],
        attributes: {
          'ai.operationId': 'ai.generateText.doGenerate',
          'ai.model.id': 'm',
          'ai.usage.inputTokens': 100,
          'ai.usage.outputTokens': 10,
        },
      },
      {
        id: 'c',
        under: 'a',
        name: 'ai.generateText.doGenerate',
        at: [3, 4],
        attributes: {
          'ai.operationId': 'ai.generateText.doGenerate',
          'ai.model.id': 'm',
          'ai.usage.inputTokens': 200,
          'ai.usage.outputTokens': 20,
          // Both families of names on one span are one usage.
          'gen_ai.usage.input_tokens': 200,
          'gen_ai.usage.output_tokens': 20,
        },
      },
    ],
  ],
  [
    'Vercel AI SDK 7: invoke_agent and agent_step sum up, too',
    [
      { id: 'a', name: 'invoke_agent', attributes: otel('invoke_agent', 300, 30) },
      { id: 'b', under: 'a', name: 'agent_step', at: [1, 2], attributes: otel('agent_step', 100, 10) },
      { id: 'c', under: 'b', name: 'chat m', at: [1, 2], attributes: otel('chat', 100, 10) },
      { id: 'd', under: 'a', name: 'agent_step', at: [3, 4], attributes: otel('agent_step', 200, 20) },
      { id: 'e', under: 'd', name: 'chat m', at: [3, 4], attributes: otel('chat', 200, 20) },
    ],
  ],
  [
    'LangChain under OpenInference: chain and agent with counts',
    [
      { id: 'a', name: 'AgentExecutor', attributes: openInference('CHAIN', 300, 30) },
      { id: 'b', under: 'a', name: 'agent', at: [1, 9], attributes: openInference('AGENT', 300, 30) },
      { id: 'c', under: 'b', name: 'ChatOpenAI', at: [1, 2], attributes: openInference('LLM', 100, 10) },
      { id: 'd', under: 'b', name: 'ChatOpenAI', at: [3, 4], attributes: openInference('LLM', 200, 20) },
    ],
  ],
  [
    'CrewAI under OpenLLMetry: workflow and agent with usage',
    [
      { id: 'a', name: 'crewai.workflow', attributes: { 'traceloop.span.kind': 'workflow', 'gen_ai.usage.prompt_tokens': 300 } },
      {
        id: 'b',
        under: 'a',
        name: 'researcher.agent',
        at: [1, 9],
        attributes: { 'traceloop.span.kind': 'agent', 'gen_ai.usage.prompt_tokens': 300 },
      },
      {
        id: 'c',
        under: 'b',
        name: 'openai.chat',
        at: [1, 2],
        attributes: {
          'llm.request.type': 'chat',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.prompt_tokens': 100,
          'gen_ai.usage.completion_tokens': 10,
        },
      },
      {
        id: 'd',
        under: 'b',
        name: 'openai.chat',
        at: [3, 4],
        attributes: {
          'llm.request.type': 'chat',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.prompt_tokens': 200,
          'gen_ai.usage.completion_tokens': 20,
        },
      },
    ],
  ],
  [
    'LiteLLM: litellm_request and the raw request inside it are one call',
    [
      { id: 'a', name: 'Received Proxy Server Request', attributes: {} },
      {
        id: 'b',
        under: 'a',
        name: 'litellm_request',
        at: [1, 2],
        attributes: { 'gen_ai.request.model': 'm', 'gen_ai.usage.prompt_tokens': 100, 'gen_ai.usage.completion_tokens': 10 },
      },
      {
        id: 'c',
        under: 'b',
        name: 'raw_gen_ai_request',
        at: [1, 2],
        attributes: { 'llm.openai.model': 'm', 'llm.openai.usage': '{"prompt_tokens": 100, "completion_tokens": 10}' },
      },
      {
        id: 'd',
        under: 'a',
        name: 'litellm_request',
        at: [3, 4],
        attributes: { 'gen_ai.request.model': 'm', 'gen_ai.usage.prompt_tokens': 200, 'gen_ai.usage.completion_tokens': 20 },
      },
      // A later version repeats the usage on the inner span.
      {
        id: 'e',
        under: 'd',
        name: 'raw_gen_ai_request',
        at: [3, 4],
        attributes: { 'gen_ai.request.model': 'm', 'gen_ai.usage.prompt_tokens': 200, 'gen_ai.usage.completion_tokens': 20 },
      },
    ],
  ],
  [
    'pydantic-ai: the run of the agent sums up',
    [
      {
        id: 'a',
        name: 'bot run',
        attributes: {
          agent_name: 'bot',
          'gen_ai.agent.name': 'bot',
          'gen_ai.usage.input_tokens': 300,
          'gen_ai.usage.output_tokens': 30,
          final_result: 'Yes.',
        },
      },
      { id: 'b', under: 'a', name: 'chat m', at: [1, 2], attributes: otel('chat', 100, 10) },
      { id: 'c', under: 'a', name: 'running tool', at: [2, 3], attributes: { 'gen_ai.tool.name': 'lookup', tool_arguments: '{}' } },
      { id: 'd', under: 'a', name: 'chat m', at: [3, 4], attributes: otel('chat', 200, 20) },
    ],
  ],
  [
    'Google ADK: invocation, agent and calls, without a provider',
    [
      { id: 'a', name: 'invocation', attributes: {} },
      { id: 'b', under: 'a', name: 'agent_run [bot]', at: [0, 9], attributes: {} },
      {
        id: 'c',
        under: 'b',
        name: 'call_llm',
        at: [1, 2],
        attributes: {
          'gen_ai.system': 'gcp.vertex.agent',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.input_tokens': 100,
          'gen_ai.usage.output_tokens': 10,
        },
      },
      {
        id: 'd',
        under: 'b',
        name: 'call_llm',
        at: [3, 4],
        attributes: {
          'gen_ai.system': 'gcp.vertex.agent',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.input_tokens': 200,
          'gen_ai.usage.output_tokens': 20,
        },
      },
    ],
  ],
  [
    'Strands: invoke_agent sums up',
    [
      { id: 'a', name: 'invoke_agent Strands Agents', attributes: otel('invoke_agent', 300, 30, { 'gen_ai.system': 'strands-agents' }) },
      { id: 'b', under: 'a', name: 'execute_event_loop_cycle', at: [1, 5], attributes: { 'event_loop.cycle_id': '1' } },
      { id: 'c', under: 'b', name: 'chat', at: [1, 2], attributes: otel('chat', 100, 10, { 'gen_ai.system': 'strands-agents' }) },
      { id: 'd', under: 'b', name: 'chat', at: [3, 4], attributes: otel('chat', 200, 20, { 'gen_ai.system': 'strands-agents' }) },
    ],
  ],
  [
    'Langfuse: an agent with usage of its own',
    [
      {
        id: 'a',
        name: 'answer',
        attributes: { 'langfuse.observation.type': 'agent', 'langfuse.observation.usage_details': '{"input":300,"output":30}' },
      },
      {
        id: 'b',
        under: 'a',
        name: 'call',
        at: [1, 2],
        attributes: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.model.name': 'm',
          'langfuse.observation.usage_details': '{"input":100,"output":10}',
        },
      },
      // Up to 3.3.0 of the SDK for Python a generation is called a span.
      {
        id: 'c',
        under: 'a',
        name: 'call',
        at: [3, 4],
        attributes: {
          'langfuse.observation.type': 'span',
          'langfuse.observation.model.name': 'm',
          'langfuse.observation.usage_details': '{"input":200,"output":20}',
        },
      },
    ],
  ],
  [
    'Claude Code: numbers under common names, beside span.type',
    [
      { id: 'a', name: 'claude_code.interaction', attributes: { 'span.type': 'interaction', user_prompt: 'hi' } },
      {
        id: 'b',
        under: 'a',
        name: 'claude_code.llm_request',
        at: [1, 2],
        attributes: { 'span.type': 'llm_request', model: '\u001b[1mm\u001b[0m', input_tokens: 100, output_tokens: 10, success: 'true' },
      },
      {
        id: 'c',
        under: 'a',
        name: 'claude_code.llm_request',
        at: [3, 4],
        attributes: { 'span.type': 'llm_request', model: 'm', input_tokens: '200', output_tokens: '20', success: 'true' },
      },
    ],
  ],
  [
    'Spring AI: numbers as text',
    [
      { id: 'a', name: 'spring_ai chat_client', attributes: { 'gen_ai.operation.name': 'framework', 'gen_ai.system': 'spring_ai' } },
      {
        id: 'b',
        under: 'a',
        name: 'chat m',
        at: [1, 2],
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.input_tokens': '100',
          'gen_ai.usage.output_tokens': '10',
        },
      },
      {
        id: 'c',
        under: 'a',
        name: 'chat m',
        at: [3, 4],
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.input_tokens': '200',
          'gen_ai.usage.output_tokens': '20',
        },
      },
    ],
  ],
  [
    'LangSmith: usage as JSON; its session is the project',
    [
      {
        id: 'a',
        name: 'chain',
        attributes: {
          'langsmith.span.kind': 'chain',
          'langsmith.usage_metadata': '{"input_tokens":300,"output_tokens":30}',
          'langsmith.trace.session_id': 'project',
        },
      },
      {
        id: 'b',
        under: 'a',
        name: 'ChatOpenAI',
        at: [1, 2],
        attributes: {
          'langsmith.span.kind': 'llm',
          'gen_ai.request.model': 'm',
          'langsmith.usage_metadata': '{"input_tokens":100,"output_tokens":10}',
        },
      },
      {
        id: 'c',
        under: 'a',
        name: 'ChatOpenAI',
        at: [3, 4],
        attributes: {
          'langsmith.span.kind': 'llm',
          'gen_ai.request.model': 'm',
          'langsmith.usage_metadata': '{"input_tokens":200,"output_tokens":20}',
        },
      },
    ],
  ],
  [
    'an aggregate without any call below it that reports usage counts as it is',
    [
      { id: 'a', name: 'request', attributes: { 'langfuse.observation.type': 'chain' } },
      { id: 'b', under: 'a', name: 'chat m', at: [1, 4], attributes: otel('chat', 300, 30) },
      { id: 'c', under: 'b', name: 'chat m', at: [2, 3], attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' } },
    ],
  ],
];

test.each(TWO_CALLS)('%s', (_sdk, spans) => {
  const { input_tokens, output_tokens, cost_usd, session_id, model } = settled(spans);
  expect({ input_tokens, output_tokens, session_id, model }).toEqual({ input_tokens: 300, output_tokens: 30, session_id: '', model: 'm' });
  // 300 × 1 + 30 × 10 dollars a million
  expect(cost_usd).toBeCloseTo(0.0006, 10);
});

test('the order in which the spans come does not matter', () => {
  for (const [, spans] of TWO_CALLS) expect(settled([...spans].reverse())).toEqual(settled(spans));
});

test('AI SDK 7 writes the name of a metric as an attribute, in seconds', () => {
  const call = { id: 'a', name: 'chat m', attributes: otel('chat', 1, 1, { 'gen_ai.client.operation.time_to_first_chunk': 0.25 }) };
  expect(settled([call]).ttft_ms).toBe(250);
});

test('cached tokens inside of the input and beside it are the same request', () => {
  const inside = otel('chat', 1000, 10, { 'gen_ai.usage.cache_read.input_tokens': 800 });
  const beside = otel('chat', 200, 10, { 'gen_ai.usage.cache_read_input_tokens': 800 });
  const [one, other] = [inside, beside].map((given) => settled([{ id: 'a', name: 'chat m', attributes: given }]));
  // (200 × 1 + 800 × 0.1 + 10 × 10) / 1e6
  expect(one).toMatchObject({ input_tokens: 1000, cached_tokens: 800, cost_usd: expect.closeTo(0.00038, 10) });
  expect(other).toMatchObject({ input_tokens: 1000, cached_tokens: 800, cost_usd: expect.closeTo(0.00038, 10) });
});

test('a judge is no product traffic', () => {
  const { input_tokens } = settled([
    { id: 'a', name: 'answer', attributes: openInference('AGENT', 0, 0) },
    { id: 'b', under: 'a', name: 'call', attributes: openInference('LLM', 100, 10) },
    { id: 'c', under: 'a', name: 'judge', attributes: { 'openinference.span.kind': 'EVALUATOR' } },
    { id: 'd', under: 'c', name: 'call of the judge', attributes: openInference('LLM', 5000, 500) },
  ]);
  expect(input_tokens).toBe(100);
});

test('a tool of Claude Code that did not succeed has failed, though success is text', () => {
  const spans: Given[] = [
    { id: 'a', name: 'claude_code.llm_request', attributes: { 'span.type': 'llm_request', model: 'm', success: 'false' } },
  ];
  expect(settled(spans).status).toBe('error');
});

test('a guardrail of the OpenAI Agents SDK', () => {
  const { guardrails_triggered } = settled([
    { id: 'a', name: 'agent', attributes: { 'openinference.span.kind': 'AGENT' } },
    { id: 'b', under: 'a', name: 'no secrets', attributes: { 'openinference.span.kind': 'GUARDRAIL', triggered: true } },
    { id: 'c', under: 'a', name: 'polite', attributes: { 'openinference.span.kind': 'GUARDRAIL', triggered: false } },
  ]);
  expect(guardrails_triggered).toEqual(['no secrets']);
});
