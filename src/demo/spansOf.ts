/** The spans of one request, in the GenAI conventions of OpenTelemetry; what they have no word for is plumbline.*. */
import { SPAN_KIND, STATUS_CODE, type OutgoingAttributes, type OutgoingEvent, type OutgoingSpan } from '../core/otlp/encode/outgoing';
import type { DemoRequest } from './describeRequest';
import type { Random } from './random';
import type { FoundDocument } from './retrieveDocuments';

/** Name of the prompt, alias of the model. */
const PROMPT = 'support-answer';
const MODEL = 'gpt-4o';

const INSTRUCTIONS: Readonly<Record<string, string>> = {
  v1: 'You answer questions of customers of an online shop. Use the documents below.',
  v2: 'You answer questions of customers of an online shop. Use only the documents below and say what to do next.',
  v3: 'You answer questions of customers of an online shop. Use only the documents below, the first one first. Answer in two sentences and say what to do next.',
};

/** Roughly, for English. */
const CHARACTERS_PER_TOKEN = 4;
const tokens = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

const nanoseconds = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;

/** Lays spans one after the other. */
class Timeline {
  readonly spans: OutgoingSpan[] = [];
  constructor(
    readonly traceId: string,
    readonly rootId: string,
    /** Milliseconds; where the next span begins. */
    public at: number,
    private readonly random: Random,
  ) {}

  /** Adds a child of the root that takes `ms`. */
  add(ms: number, span: Pick<OutgoingSpan, 'name' | 'kind' | 'attributes' | 'events' | 'status'>): void {
    const start = this.at;
    this.at += ms;
    const { traceId, rootId: parentSpanId } = this;
    this.spans.push({
      traceId,
      spanId: this.random.hex(16),
      parentSpanId,
      ...span,
      start: nanoseconds(start),
      end: nanoseconds(this.at),
    });
    this.at += 0.2 + this.random.uniform();
  }
}

/**
 * @param traceId 32 hex digits
 * @param verdicts attributes of the evaluation events of the answer
 */
export function spansOf(request: DemoRequest, traceId: string, verdicts: readonly OutgoingAttributes[], random: Random): OutgoingSpan[] {
  const time = request.arrival.time;
  const line = new Timeline(traceId, random.hex(16), time + 1 + 2 * random.uniform(), random);
  const context = contextOf(request.retrieval.reranked);
  addRetrieval(line, request, random);
  line.add(random.around(3, 0.4), {
    name: 'assemble context',
    kind: SPAN_KIND.internal,
    attributes: { 'plumbline.stage': 'context', 'plumbline.context.tokens': tokens(context), 'plumbline.context.truncated': false },
  });
  const system = `${INSTRUCTIONS[request.promptVersion] ?? ''}\n\n${context}`;
  const history = request.looksUpOrder ? addOrderLookup(line, request, system, random) : [];
  addAnswer(line, request, { system, history, verdicts }, random);
  if (request.failure === undefined) addGuardrail(line, request, random);
  line.add(random.around(2, 0.4), {
    name: 'send response',
    kind: SPAN_KIND.internal,
    attributes: { 'plumbline.stage': 'egress' },
  });
  return [rootOf(line, request), ...line.spans];
}

function rootOf({ traceId, rootId, at }: Timeline, { arrival, session, user, failure }: DemoRequest): OutgoingSpan {
  return {
    traceId,
    spanId: rootId,
    name: 'POST /v1/chat',
    kind: SPAN_KIND.server,
    start: nanoseconds(arrival.time),
    end: nanoseconds(at),
    attributes: {
      'plumbline.stage': 'gateway',
      'plumbline.topic': arrival.topic.name,
      'http.request.method': 'POST',
      'http.route': '/v1/chat',
      'http.response.status_code': failure === undefined ? 200 : 502,
      'gen_ai.conversation.id': session,
      'user.id': user,
      'error.type': failure,
    },
    ...(failure === undefined ? {} : { status: { code: STATUS_CODE.error, message: `model call failed: ${failure}` } }),
  };
}

function addRetrieval(line: Timeline, { question, retrieval }: DemoRequest, random: Random): void {
  line.add(random.around(70, 0.35), {
    name: 'retrieval support-kb',
    kind: SPAN_KIND.client,
    attributes: {
      'gen_ai.operation.name': 'retrieval',
      'gen_ai.data_source.id': 'support-kb',
      'gen_ai.retrieval.query.text': question,
      'gen_ai.retrieval.top_k': retrieval.retrieved.length,
      'gen_ai.retrieval.documents': documentsJson(retrieval.retrieved, true),
    },
  });
  line.add(random.around(45, 0.3), {
    name: 'rerank',
    kind: SPAN_KIND.internal,
    attributes: {
      'gen_ai.operation.name': 'rerank',
      'plumbline.stage': 'rerank',
      'gen_ai.data_source.id': 'support-kb',
      'gen_ai.retrieval.documents': documentsJson(retrieval.reranked, false),
    },
  });
}

function documentsJson(documents: readonly FoundDocument[], withContent: boolean): string {
  return JSON.stringify(
    documents.map(({ id, score, version, content }) => ({ id, score, ...(withContent ? { content } : {}), metadata: { version } })),
  );
}

const contextOf = (documents: readonly FoundDocument[]): string =>
  documents.map(({ id, content }, i) => `[${i + 1}] ${id}\n${content}`).join('\n\n');

interface Message {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly parts: readonly Readonly<Record<string, unknown>>[];
}

/** The model asks for the order, the shop answers. Returns the messages that this adds to the conversation. */
function addOrderLookup(line: Timeline, request: DemoRequest, system: string, random: Random): Message[] {
  const order = request.words.get('order') ?? '';
  const id = `call_${random.hex(12)}`;
  const call = { type: 'tool_call', id, name: 'order_lookup', arguments: { order } };
  const result = { order, state: random.pick(['packed', 'shipped', 'delivered']), carrier: request.words.get('carrier') };
  addGeneration(line, request, random, {
    input: [userMessage(request.question)],
    system,
    output: [call],
    outputTokens: 18,
    finish: 'tool_call',
  });
  line.add(random.around(38, 0.4), {
    name: 'execute_tool order_lookup',
    kind: SPAN_KIND.internal,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'order_lookup',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': id,
      'gen_ai.tool.call.arguments': JSON.stringify(call.arguments),
      'gen_ai.tool.call.result': JSON.stringify(result),
    },
  });
  return [
    { role: 'assistant', parts: [call] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id, response: result }] },
  ];
}

const userMessage = (content: string): Message => ({ role: 'user', parts: [{ type: 'text', content }] });

function addAnswer(
  line: Timeline,
  request: DemoRequest,
  given: { readonly system: string; readonly history: readonly Message[]; readonly verdicts: readonly OutgoingAttributes[] },
  random: Random,
): void {
  addGeneration(line, request, random, {
    input: [userMessage(request.question), ...given.history],
    system: given.system,
    output: [{ type: 'text', content: request.answer }],
    outputTokens: tokens(request.answer),
    finish: 'stop',
    failure: request.failure,
    events: (end) => judgements(given.verdicts, end + random.around(30_000, 0.5)),
  });
}

/** The judge works through its queue some time after the answer. */
function judgements(verdicts: readonly OutgoingAttributes[], at: number): OutgoingEvent[] {
  return verdicts.map((attributes, i) => ({ name: 'gen_ai.evaluation.result', time: nanoseconds(at + 900 * i), attributes }));
}

interface Generation {
  readonly system: string;
  readonly input: readonly Message[];
  readonly output: Message['parts'];
  readonly outputTokens: number;
  readonly finish: 'stop' | 'tool_call';
  readonly failure?: string | undefined;
  /** Events, given the end of the span in milliseconds. */
  readonly events?: (end: number) => OutgoingEvent[];
}

function addGeneration(line: Timeline, request: DemoRequest, random: Random, generation: Generation): void {
  const { failure, finish, outputTokens } = generation;
  const input = JSON.stringify(generation.input);
  const inputTokens = tokens(generation.system) + tokens(input);
  const firstToken = random.around(430, 0.3);
  const duration = failure === 'timeout' ? 30_000 : firstToken + outputTokens * random.around(11, 0.2);
  line.add(duration, {
    name: `chat ${MODEL}`,
    kind: SPAN_KIND.client,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': MODEL,
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.stream': true,
      'gen_ai.prompt.name': PROMPT,
      'gen_ai.prompt.version': request.promptVersion,
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: generation.system }]),
      'gen_ai.input.messages': input,
      ...(failure === undefined
        ? {
            'gen_ai.response.model': request.modelVersion,
            'gen_ai.response.id': `chatcmpl-${random.hex(20)}`,
            'gen_ai.response.finish_reasons': [finish],
            'gen_ai.response.time_to_first_chunk': Math.round(firstToken) / 1000,
            'gen_ai.usage.input_tokens': inputTokens,
            'gen_ai.usage.output_tokens': outputTokens,
            'gen_ai.usage.cache_read.input_tokens': random.chance(0.3) ? Math.floor(inputTokens / 2) : 0,
            'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: generation.output, finish_reason: finish }]),
          }
        : { 'error.type': failure }),
    },
    ...(failure === undefined ? {} : { status: { code: STATUS_CODE.error, message: failure } }),
    events: generation.events?.(line.at + duration) ?? [],
  });
}

function addGuardrail(line: Timeline, { blocked }: DemoRequest, random: Random): void {
  line.add(random.around(40, 0.3), {
    name: 'apply_guardrail output-policy',
    kind: SPAN_KIND.internal,
    attributes: {
      'gen_ai.operation.name': 'apply_guardrail',
      'gen_ai.guardrail.component.name': 'output-policy',
      'gen_ai.guardrail.result.value': blocked === undefined ? 'pass' : 'block',
      'gen_ai.guardrail.result.reason': blocked,
    },
  });
}
