import { createHash } from 'node:crypto';
import type { OutgoingAttributes, OutgoingResource } from '../core/otlp/encode/outgoing';
import { lineToTrace } from './lineToTrace';
import { parseLogLine } from './parseLogLine';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

function traceOf(fields: Record<string, unknown>): OutgoingResource {
  const text = JSON.stringify({ time: '2023-11-14T22:13:20Z', ...fields });
  const result = parseLogLine(text);
  if (result.kind === 'refused') throw new Error(result.reason);
  return lineToTrace(result.parsed, text, hash);
}

const attributesOf = (trace: OutgoingResource, name: string): OutgoingAttributes =>
  trace.spans.find((span) => span.name.startsWith(name))?.attributes ?? {};

const root = (fields: Record<string, unknown>): OutgoingAttributes => attributesOf(traceOf(fields), 'request');
const chat = (fields: Record<string, unknown>): OutgoingAttributes => attributesOf(traceOf(fields), 'chat');

describe('each field lands on its attribute', () => {
  test.each<[string, Record<string, unknown>, (fields: Record<string, unknown>) => OutgoingAttributes, OutgoingAttributes]>([
    ['topic', { topic: 'returns' }, root, { 'plumbline.topic': 'returns' }],
    ['session', { session_id: 's1' }, root, { 'gen_ai.conversation.id': 's1' }],
    ['user', { user_id: 'u1' }, root, { 'user.id': 'u1' }],
    ['format', { format_ok: false }, root, { 'plumbline.format_ok': false }],
    ['format as ClickHouse writes it', { format_ok: 1 }, root, { 'plumbline.format_ok': true }],
    ['personal data', { pii_found: ['EMAIL'] }, root, { 'plumbline.pii_found': ['EMAIL'] }],
    ['error', { error: 'timeout' }, root, { 'error.type': 'timeout' }],
    ['a field of its own', { tenant: 'a', tags: ['x'] }, root, { 'log.tenant': 'a', 'log.tags': '["x"]' }],
    [
      'model',
      { model: 'gpt-4', model_version: 'gpt-4-0613' },
      chat,
      { 'gen_ai.request.model': 'gpt-4', 'gen_ai.response.model': 'gpt-4-0613' },
    ],
    ['version alone is the model, too', { model_version: 'm-1' }, chat, { 'gen_ai.request.model': 'm-1', 'gen_ai.response.model': 'm-1' }],
    ['provider', { provider: 'openai' }, chat, { 'gen_ai.provider.name': 'openai' }],
    ['prompt', { prompt_name: 'p', prompt_version: '3' }, chat, { 'gen_ai.prompt.name': 'p', 'gen_ai.prompt.version': '3' }],
    ['input tokens', { input_tokens: 10 }, chat, { 'gen_ai.usage.input_tokens': 10 }],
    ['output tokens', { output_tokens: 11 }, chat, { 'gen_ai.usage.output_tokens': 11 }],
    ['cached tokens', { cached_tokens: 0 }, chat, { 'gen_ai.usage.cache_read.input_tokens': 0 }],
    ['reasoning tokens', { reasoning_tokens: 5 }, chat, { 'gen_ai.usage.reasoning.output_tokens': 5 }],
    ['cost', { cost_usd: 0.002 }, chat, { 'gen_ai.usage.cost': 0.002 }],
    ['first token in seconds', { ttft_ms: 350 }, chat, { 'gen_ai.response.time_to_first_chunk': 0.35 }],
    ['finish reason', { finish_reason: 'length' }, chat, { 'gen_ai.response.finish_reasons': ['length'] }],
    [
      'context',
      { context_tokens: 900, context_truncated: true },
      chat,
      { 'plumbline.context.tokens': 900, 'plumbline.context.truncated': true },
    ],
    ['question', { user_query: 'why?' }, chat, { 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"why?"}]}]' }],
    [
      'answer',
      { model_response: 'so' },
      chat,
      { 'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"so"}]}]' },
    ],
  ])('%s', (_, fields, of, expected) => {
    expect(of(fields)).toMatchObject(expected);
  });

  test('service, release and environment are of the resource', () => {
    expect(traceOf({ service: 'bot', release: '1.2', environment: 'staging', generated: true }).attributes).toEqual({
      'service.name': 'bot',
      'service.version': '1.2',
      'deployment.environment.name': 'staging',
      'plumbline.generated': true,
    });
    expect(traceOf({}).attributes['service.name']).toBe('replay');
  });

  test('time and latency are those of the root and of the generation', () => {
    const start = 1_700_000_000_000_000_000n;
    for (const name of ['request', 'chat']) {
      expect(traceOf({ latency_ms: 1500.25 }).spans.find((span) => span.name === name)).toMatchObject({
        start,
        end: start + 1_500_250_000n,
      });
    }
  });

  test('documents, tools and guardrails have a span each', () => {
    const trace = traceOf({
      retrieved_context_ids: ['a.md', 7, { id: 'b.md', version: 'v2', score: 0.5, content: 'text' }],
      tool_calls: ['search', { name: 'lookup', arguments: { order: 1 }, result: 'found' }],
      guardrails_triggered: ['tone'],
    });
    expect(JSON.parse(String(attributesOf(trace, 'retrieval')['gen_ai.retrieval.documents']))).toEqual([
      { id: 'a.md' },
      { id: '7' },
      { id: 'b.md', score: 0.5, content: 'text', metadata: { version: 'v2' } },
    ]);
    expect(attributesOf(trace, 'execute_tool lookup')).toMatchObject({
      'gen_ai.tool.name': 'lookup',
      'gen_ai.tool.call.arguments': '{"order":1}',
      'gen_ai.tool.call.result': 'found',
    });
    expect(attributesOf(trace, 'apply_guardrail')).toMatchObject({
      'gen_ai.guardrail.component.name': 'tone',
      'gen_ai.guardrail.result.value': 'block',
    });
    expect(trace.spans.map(({ name }) => name)).toEqual([
      'request',
      'retrieval',
      'execute_tool search',
      'execute_tool lookup',
      'chat',
      'apply_guardrail tone',
    ]);
  });

  test('an empty list of documents is a search without a hit, no list is no search', () => {
    expect(attributesOf(traceOf({ retrieved_context_ids: [] }), 'retrieval')['gen_ai.retrieval.documents']).toBe('[]');
    expect(traceOf({}).spans.map(({ name }) => name)).toEqual(['request', 'chat']);
  });

  test.each([
    [{ status: 'error' }, { code: 2, message: '' }],
    [{ error: 'boom' }, { code: 2, message: 'boom' }],
    [{ status: 'ok' }, undefined],
    [{ status: 'ok', error: '' }, undefined],
  ])('status of %j', (fields, status) => {
    expect(traceOf(fields).spans[0]?.status).toEqual(status);
  });
});

describe('scores', () => {
  const events = (scores: unknown): OutgoingAttributes[] =>
    (traceOf({ scores }).spans.find(({ name }) => name === 'chat')?.events ?? []).map(({ attributes }) => attributes);

  test('as a list with everything that is known', () => {
    expect(
      events([
        {
          name: 'factuality',
          value: 4,
          evaluator: 'judge',
          evaluator_epoch: 'e1',
          inclusion_probability: 0.25,
          stratum: 's',
          explanation: 'fine',
        },
      ]),
    ).toMatchObject([
      {
        'gen_ai.evaluation.name': 'factuality',
        'gen_ai.evaluation.score.value': 4,
        'gen_ai.evaluation.explanation': 'fine',
        'plumbline.score.evaluator': 'judge',
        'plumbline.score.epoch': 'e1',
        'plumbline.score.inclusion_probability': 0.25,
        'plumbline.score.stratum': 's',
        'plumbline.score.source': 'replay',
      },
    ]);
  });

  test('as names with values, which may be yes or no', () => {
    expect(events({ correct: true, tone: { value: 3, scale_max: 5 } })).toMatchObject([
      { 'gen_ai.evaluation.name': 'correct', 'gen_ai.evaluation.score.value': 1, 'plumbline.score.is_rate': true },
      { 'gen_ai.evaluation.name': 'tone', 'gen_ai.evaluation.score.value': 3, 'plumbline.score.scale_max': 5 },
    ]);
  });

  test('a failed judgement has an error and no value; without a reason it is told as such', () => {
    expect(
      events([
        { name: 'a', error_type: 'timeout' },
        { name: 'b', value: null },
        { name: 'c', label: 'pass' },
      ]),
    ).toMatchObject([
      { 'error.type': 'timeout', 'gen_ai.evaluation.score.value': undefined },
      { 'error.type': 'no_value' },
      { 'error.type': undefined, 'gen_ai.evaluation.score.label': 'pass' },
    ]);
  });
});

describe('ids', () => {
  const id = (fields: Record<string, unknown>): string => traceOf(fields).spans[0]?.traceId ?? '';
  const hex = '0AF7651916CD43DD8448EB211C80319C';

  test.each([
    ['hex digits are kept, in lower case', hex],
    ['so are those of a UUID', '0AF76519-16CD-43DD-8448-EB211C80319C'],
  ])('%s', (_, given) => {
    expect(id({ trace_id: given })).toBe(hex.toLowerCase());
  });

  test('any other id, none, and the forbidden one of zeros give a stable id of the right form', () => {
    const ids = [{ trace_id: 'req-17' }, { trace_id: '0'.repeat(32) }, {}, { trace_id: null }, { trace_id: '' }].map(id);
    for (const made of ids) expect(made).toMatch(/^[0-9a-f]{32}$/);
    expect(id({ trace_id: 'req-17' })).toBe(ids[0]);
    expect(id({ trace_id: 'req-17', topic: 'another line of the same request' })).toBe(ids[0]);
    expect(id({ topic: 'a' })).not.toBe(id({ topic: 'b' }));
  });

  test('every span has its own id and hangs on the root', () => {
    const { spans } = traceOf({ tool_calls: ['a', 'b'], guardrails_triggered: ['c'] });
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    expect(spans.slice(1).every(({ parentSpanId }) => parentSpanId === spans[0]?.spanId)).toBe(true);
  });
});

describe('lines that are refused', () => {
  test.each([
    ['no JSON', '{', /^not JSON/],
    ['a list', '[]', /^line: /],
    ['no time', '{"model":"m"}', /^time: /],
    ['a time that is none', '{"time":"soon"}', /^time: not a time since 1970: "soon"/],
    ['tokens that are no count', '{"time":1700000000,"input_tokens":1.5}', /^input_tokens: /],
    ['a negative latency', '{"time":1700000000,"latency_ms":-1}', /^latency_ms: /],
    ['a score without a name', '{"time":1700000000,"scores":[{"value":1}]}', /^scores/],
    ['a chance of 0', '{"time":1700000000,"scores":[{"name":"a","value":1,"inclusion_probability":0}]}', /^scores/],
    ['a score time that is none', '{"time":1700000000,"scores":[{"name":"a","value":1,"time":"x"}]}', /^scores\.a\.time/],
  ])('%s', (_, text, reason) => {
    const result = parseLogLine(text);
    expect(result).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
  });

  test('null says as little as absence', () => {
    const fields = ['trace_id', 'latency_ms', 'model', 'input_tokens', 'tool_calls', 'format_ok', 'scores', 'status', 'error'];
    expect(parseLogLine(JSON.stringify({ time: 1, ...Object.fromEntries(fields.map((field) => [field, null])) })).kind).toBe('line');
  });
});
