/**
 * Recorded payloads of public test suites against values that were worked out by hand from the mapping. They are read from
 * ../shared and skipped where it is absent. Whole rows are compared: what is not named has to be empty.
 */
import { spans as spansTable, type SpanRow } from '../../src/core/model/tables';
import type { Decoded } from '../../src/core/otlp/types';
import { normaliseSpan, type NormalisedSpan } from '../../src/core/semconv/normaliseSpan';
import { decodeBody } from '../../src/ingest/decodeBody';
import { genAiCases, HAS_GEN_AI_CASES, type GenAiCase } from '../testkit/genAiCases';
import { traceRequest } from '../testkit/otlpProto';
import { emptyRow } from '../testkit/rows';
import type { ExpectedCases, ExpectedText } from './expected/expectedSpan';
import { LANGFUSE } from './expected/langfuse';
import { OPEN_TELEMETRY } from './expected/openTelemetry';
import { OTHERS } from './expected/others';

const EXPECTED: ExpectedCases = { ...OPEN_TELEMETRY, ...LANGFUSE, ...OTHERS };

/** Later than every time in the payloads. */
const RECEIVED_AT = BigInt(Date.UTC(2026, 10, 25)) * 1_000_000n;

function normalised(decoded: Iterable<Decoded>): NormalisedSpan[] {
  const context = { receivedAt: RECEIVED_AT, maxTextBytes: 1024 ** 2, dimensions: [] };
  return [...decoded].flatMap((step) =>
    'rejection' in step ? [] : step.group.spans.map((span) => normaliseSpan(span, step.group.resource, step.group.scope, context)),
  );
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const KIND_NAMES = /^SPAN_KIND_/;

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | null;
  readonly name: string;
  readonly kind?: number | string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}
interface SentScope {
  readonly scope?: { readonly name?: string; readonly version?: string } | null;
  readonly spans: readonly SentSpan[];
}

/** An id as hex; some payloads have them in base64. */
function hex(id: string | null | undefined, bytes: number): string {
  if (id === null || id === undefined || id === '') return '';
  return /^[0-9a-f]+$/i.test(id) && id.length === 2 * bytes ? id.toLowerCase() : Buffer.from(id, 'base64').toString('hex');
}

/** What every row repeats from its payload. */
function sentPart({ scope }: SentScope, span: SentSpan): Partial<SpanRow> {
  const { kind = 0 } = span;
  return {
    trace_id: hex(span.traceId, 16),
    ...(span.spanId === '' ? {} : { span_id: hex(span.spanId, 8) }),
    parent_span_id: hex(span.parentSpanId, 8),
    name: span.name,
    kind: typeof kind === 'number' ? KINDS[kind] : kind.replace(KIND_NAMES, '').toLowerCase(),
    start_time: BigInt(span.startTimeUnixNano),
    end_time: BigInt(span.endTimeUnixNano),
    scope_name: scope?.name ?? '',
    scope_version: scope?.version ?? '',
    status: 'unset',
    stage: 'other',
    service: 'unknown_service',
  };
}

function sentSpans({ payload }: GenAiCase): (readonly [SentScope, SentSpan])[] {
  const { resourceSpans } = payload as { readonly resourceSpans: readonly { readonly scopeSpans: readonly SentScope[] }[] };
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans.map((span) => [scope, span] as const)));
}

const NO_TEXT: ExpectedText = {
  encoding: '',
  input: [],
  output: [],
  system: '',
  question: '',
  answer: '',
  toolDefinitions: '',
  toolArguments: '',
  toolResult: '',
};

function textOf({ content }: NormalisedSpan): ExpectedText {
  if (content === null) return NO_TEXT;
  const messages = (json: string): object[] => (json === '' ? [] : JSON.parse(json));
  return {
    encoding: content.encoding,
    input: messages(content.input_messages),
    output: messages(content.output_messages),
    system: content.system_instructions,
    question: content.input_text,
    answer: content.output_text,
    toolDefinitions: content.tool_definitions,
    toolArguments: content.tool_arguments,
    toolResult: content.tool_result,
  };
}

/** Columns that keep things as sent, and the time of receipt. */
function columnsOf(row: SpanRow): Partial<SpanRow> {
  const { attributes: _a, resource_attributes: _r, links: _l, ingest_ts: _i, dropped_attributes: _d, ...columns } = row;
  return columns;
}

(HAS_GEN_AI_CASES ? describe : describe.skip)('recorded payloads (needs ../shared)', () => {
  const cases = genAiCases();
  const byName = new Map(cases.map((given) => [given.name, given]));

  test('expected values by hand for at least 80 of them, of every dialect', () => {
    const names = Object.keys(EXPECTED);
    expect(names.length).toBeGreaterThanOrEqual(80);
    expect(names.filter((name) => !byName.has(name))).toEqual([]);
    const covered = new Set(names.flatMap((name) => byName.get(name)?.dialects ?? []));
    expect(cases.flatMap(({ dialects }) => dialects).filter((dialect) => !covered.has(dialect))).toEqual([]);
  });

  test.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    const given = byName.get(name);
    if (given === undefined) throw new Error('no such case');
    const sent = sentSpans(given);
    const rows = normalised(decodeBody(Buffer.from(JSON.stringify(given.payload)), 'json'));
    expect(rows).toHaveLength(expected.length);
    expected.forEach(({ row, text }, i) => {
      const [found, place] = [rows[i], sent[i]];
      if (found === undefined || place === undefined) throw new Error('too few spans');
      const inferred = place[1].spanId === '' ? { span_id: expect.stringMatching(/^[0-9a-f]{16}$/) } : {};
      expect(columnsOf(found.span)).toEqual(columnsOf({ ...emptyRow(spansTable), ...sentPart(...place), ...inferred, ...row }));
      expect(textOf(found)).toEqual({ ...NO_TEXT, ...text });
      expect(found.scores).toEqual([]);
    });
  });

  test('protobuf says the same', () => {
    const comparable = Object.keys(EXPECTED).filter((name) => {
      const given = byName.get(name);
      return (
        given !== undefined && sentSpans(given).every(([, { traceId, spanId }]) => /^[0-9a-f]{32}$/.test(traceId) && spanId.length === 16)
      );
    });
    expect(comparable.length).toBeGreaterThan(80);
    for (const name of comparable) {
      const payload = byName.get(name)?.payload ?? {};
      const [json, protobuf] = [Buffer.from(JSON.stringify(payload)), Buffer.from(traceRequest(payload))];
      expect([name, normalised(decodeBody(protobuf, 'protobuf'))]).toEqual([name, normalised(decodeBody(json, 'json'))]);
    }
  });
});
