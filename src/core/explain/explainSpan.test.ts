import fc from 'fast-check';
import { attributes, event, SECOND, span, START, type Plain, type SpanGiven } from '../../../tests/testkit/otlpSpan';
import { normaliseSpan, type NormaliseContext } from '../semconv/normaliseSpan';
import { cellsOf } from './cells';
import { explainSpan, type ExplainedSpan } from './explainSpan';
import { piecesOf, without } from './pieces';
import { printSpan } from './printSpan';

const CONTEXT: NormaliseContext = { receivedAt: START + 10n * SECOND, maxTextBytes: 1000, dimensions: [] };
const SCOPE = { name: 'sdk', version: '1' };
const NO_RESOURCE: Readonly<Record<string, Plain>> = {};

function explain(given: SpanGiven, resource = NO_RESOURCE): ExplainedSpan {
  return explainSpan(span(given), attributes(resource), SCOPE, CONTEXT);
}

const MESSAGES = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Hello' }] }]);

/** For a span with these attributes: the columns that each of them fed. */
const FED: readonly (readonly [what: string, given: Readonly<Record<string, Plain>>, key: string, columns: readonly string[]])[] = [
  [
    'one name of a field',
    { 'gen_ai.request.model': 'm', 'gen_ai.operation.name': 'chat' },
    'gen_ai.request.model',
    ['model', 'model_version'],
  ],
  [
    'the name that comes first',
    { 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.prompt_tokens': 8, 'gen_ai.operation.name': 'chat' },
    'gen_ai.usage.input_tokens',
    ['input_tokens'],
  ],
  [
    'of two that say the same the first',
    { 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.prompt_tokens': 9, 'gen_ai.operation.name': 'chat' },
    'gen_ai.usage.input_tokens',
    ['input_tokens'],
  ],
  [
    'and not the second',
    { 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.prompt_tokens': 9, 'gen_ai.operation.name': 'chat' },
    'gen_ai.usage.prompt_tokens',
    [],
  ],
  ['what decides the stage', { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 't' }, 'gen_ai.operation.name', ['stage']],
  [
    'messages',
    { 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': MESSAGES },
    'gen_ai.input.messages',
    ['span_content.encoding', 'span_content.input_messages', 'span_content.input_text'],
  ],
  [
    'an indexed list',
    { 'openinference.span.kind': 'RETRIEVER', 'retrieval.documents.0.document.id': 'a', 'retrieval.documents.1.document.id': 'b' },
    'retrieval.documents.N',
    ['document_distances', 'document_ids', 'document_scores', 'document_versions', 'documents_known', 'span_content.documents'],
  ],
  [
    'an evaluation',
    { 'openinference.span.kind': 'LLM', 'annotations.0.annotation.name': 'correct', 'annotations.0.annotation.score': 1 },
    'annotations.N',
    ['score_events'],
  ],
];

test.each(FED)('%s', (_what, given, key, columns) => {
  const part = explain({ attributes: given }).parts.find((one) => one.key === key);
  expect([...(part?.columns ?? ['(no such part)'])].sort()).toEqual([...columns].sort());
});

/** Attributes that fed nothing, and the reason that is given. */
const NOT_FED: readonly (readonly [given: Readonly<Record<string, Plain>>, key: string, note: RegExp])[] = [
  [
    { 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.prompt_tokens': 8 },
    'gen_ai.usage.prompt_tokens',
    /gen_ai\.usage\.input_tokens came first/,
  ],
  [{ 'gen_ai.usage.input_tokens': -1 }, 'gen_ai.usage.input_tokens', /holds nothing that inputTokens could be read from/],
  [{ metadata: '{"a":1}' }, 'metadata', /holds nothing that provider, topicHint could be read from/],
  [{ model: 'claude' }, 'model', /counts only beside span\.type/],
  [
    { 'openinference.span.kind': 'AGENT', 'gen_ai.operation.name': 'chat' },
    'gen_ai.operation.name',
    /names no stage, or another attribute decided/,
  ],
  [{ 'my.own': 1 }, 'my.own', /no row of the table names it; kept as sent$/],
  [
    { 'gen_ai.input.messages': MESSAGES, 'gen_ai.prompt': 'Bye', 'gen_ai.operation.name': 'chat' },
    'gen_ai.prompt',
    /messages were read as otel; kept as sent, with the text/,
  ],
  [{ 'gen_ai.prompt.4000000000.content': 'x' }, 'gen_ai.prompt.4000000000.content', /no row of the table names it/],
];

test.each(NOT_FED)('%j: %s fed nothing', (given, key, note) => {
  const part = explain({ attributes: given }).parts.find((one) => one.key === key);
  expect(part).toMatchObject({ columns: [], note: expect.stringMatching(note) });
});

test('attributes of the resource and events have their place', () => {
  const { columns, parts } = explain(
    { attributes: { 'session.id': 's' }, events: [event('gen_ai.choice', { message: 'Hi' }), event('other')] },
    { 'service.name': 'shop', 'session.id': 'r' },
  );
  expect(columns).toContainEqual({ column: 'service', value: 'shop', from: ['service.name (resource)'] });
  expect(columns).toContainEqual({ column: 'session_id', value: 's', from: ['session.id'] });
  expect(columns.find(({ column }) => column === 'span_content.output_text')).toMatchObject({
    value: 'Hi',
    from: ['gen_ai.choice (event)'],
  });
  expect(parts.find(({ place, key }) => place === 'resource' && key === 'session.id')?.note).toMatch(/came first elsewhere/);
  expect(parts.find(({ key }) => key === 'other')).toMatchObject({ place: 'event', columns: [], note: 'kept as sent, with the text' });
});

test('what was cut, mended and dropped', () => {
  const explained = explain({
    attributes: { 'input.value': 'x'.repeat(3000), 'openinference.span.kind': 'LLM' },
    end: START - SECOND,
    dropped: 7,
  });
  expect(explained.flags.map(({ flag }) => flag)).toEqual(['end_before_start', 'text_cut']);
  expect(explained.flags.every(({ meaning }) => meaning !== '')).toBe(true);
  expect(explained.parts.find(({ key }) => key === 'input.value')?.note).toBe('cut at 1000 bytes');
  expect(explained.dropped_by_sender).toBe(7);
  expect(printSpan(explained)).toContain('the sender dropped 7 attributes, events or links');
});

test('text for a terminal', () => {
  const lines = printSpan(
    explain(
      { name: 'chat m', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'my.own': 'a\nb' } },
      { 'service.name': 'shop' },
    ),
  ).split('\n');
  expect(lines[0]).toBe('span b7ad6b7169203331 "chat m" of trace 0af7651916cd43dd8448eb211c80319c, service shop, scope sdk 1');
  expect(lines[1]).toBe('  stage generation, because gen_ai.operation.name = chat');
  expect(lines).toContainEqual(expect.stringMatching(/^ {4}model +m +← gen_ai\.request\.model$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ {4}my\.own +a b +no row of the table names it; kept as sent$/));
});

/** Keys of several dialects and one of nobody, with values that some readers take and others do not. */
const KEYS = [
  'gen_ai.request.model',
  'llm.model_name',
  'llm.invocation_parameters',
  'gen_ai.operation.name',
  'openinference.span.kind',
  'input.value',
  'output.value',
  'gen_ai.prompt.0.content',
  'llm.input_messages.0.message.content',
  'gen_ai.usage.input_tokens',
  'session.id',
  'span.type',
  'model',
  'retrieval.documents.0.document.id',
  'nobody.knows',
];
const VALUES = ['chat', 'LLM', 'tool', 'm', '5', '{"model":"m"}', '[{"role":"user","content":"q"}]', ''];

test('what is said to be unused can be taken away, and what is said to be used cannot', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES)), (given) => {
      const input = { span: span({ attributes: given }), resource: attributes(NO_RESOURCE) };
      const cells = (from: typeof input) => cellsOf(normaliseSpan(from.span, from.resource, SCOPE, CONTEXT));
      const explained = explainSpan(input.span, input.resource, SCOPE, CONTEXT);
      const used = new Set(explained.parts.filter(({ columns }) => columns.length > 0).map(({ key }) => key));
      const pieces = piecesOf(input);
      expect(
        cells(
          without(
            input,
            pieces.filter(({ key }) => !used.has(key)),
          ),
        ),
      ).toEqual(cells(input));
    }),
    { numRuns: 500 },
  );
});
