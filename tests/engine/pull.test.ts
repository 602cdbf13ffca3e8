/**
 * Reading the tables of the Collector's ClickHouse exporter on the real engine: whatever generation wrote them, the same
 * telemetry gives the interactions that it gives when it is received. The recorded payloads are read from ../shared and
 * their test is skipped where it is absent.
 */
import { configFileSchema } from '../../src/config/configFile';
import { pullSourceSchema } from '../../src/config/pullSchema';
import { loadSettings } from '../../src/config/settings';
import { decodeTracesJson } from '../../src/core/otlp/decodeTracesJson';
import type { LogRecord, SpanGroup } from '../../src/core/otlp/types';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import { createPuller, type Puller } from '../../src/pull/createPuller';
import { createSettler, type Settler } from '../../src/settle/createSettler';
import type { Driver } from '../../src/storage/driver';
import { createExporterTables, GENERATIONS, type ExporterTables, type Generation } from '../testkit/exporterTables';
import { genAiCases, HAS_GEN_AI_CASES } from '../testkit/genAiCases';
import { attributes, event, span } from '../testkit/otlpSpan';
import { all, empty } from '../testkit/settleBench';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

/** Later than every time in the payloads, so that none of them is taken for a broken clock. */
const NOW = Date.UTC(2026, 10, 25);
const START = BigInt(NOW) * 1_000_000n - 3_600_000_000_000n;
const MINUTE = 60_000_000_000n;
const RESOURCE = attributes({ 'service.name': 'shop', 'deployment.environment.name': 'prod', 'service.version': '1.2' });
const SCOPE = { name: '@opentelemetry/instrumentation-openai', version: '0.9' };

const traceId = (n: number): string => n.toString(16).padStart(32, 'a');
const spanId = (n: number): string => n.toString(16).padStart(16, 'b');

/** A request of a shop: gateway, retrieval with documents, a call with text, tokens, an evaluation and a link. */
function request(n: number, at = START + BigInt(n) * MINUTE): SpanGroup {
  const common = { traceId: traceId(n), parentSpanId: spanId(n * 10 + 1) };
  const MILLISECOND = 1_000_000n;
  return {
    resource: RESOURCE,
    scope: SCOPE,
    spans: [
      span({
        traceId: traceId(n),
        spanId: spanId(n * 10 + 1),
        name: 'POST /chat',
        kind: 'server',
        start: at,
        end: at + 900n * MILLISECOND,
        attributes: { 'http.request.method': 'POST', 'session.id': `s-${n}` },
      }),
      span({
        ...common,
        spanId: spanId(n * 10 + 2),
        name: 'search',
        kind: 'client',
        start: at + MILLISECOND,
        end: at + 90n * MILLISECOND,
        attributes: {
          'openinference.span.kind': 'RETRIEVER',
          'retrieval.documents.0.document.id': 'policy-v1.md',
          'retrieval.documents.0.document.score': 0.91,
          'retrieval.documents.0.document.content': '60 days',
          'retrieval.documents.1.document.id': 'policy-v2.md',
          'retrieval.documents.1.document.score': 0.5,
        },
      }),
      span({
        ...common,
        spanId: spanId(n * 10 + 3),
        name: 'chat gpt-4o',
        kind: 'client',
        start: at + 100n * MILLISECOND,
        end: at + 800n * MILLISECOND,
        status: { code: n % 2 === 0 ? 'error' : 'ok', message: n % 2 === 0 ? 'slow\n"down"' : '' },
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.model': 'gpt-4o-2024-11-20',
          'gen_ai.usage.input_tokens': 1200,
          'gen_ai.usage.output_tokens': 33,
          'gen_ai.request.stream': true,
          'gen_ai.response.finish_reasons': ['stop'],
          'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: `Can I return it? "${n}" 🙂` }] }],
          'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'Within 60 days.' }], finish_reason: 'stop' }],
        },
        events: [
          event(
            'gen_ai.evaluation.result',
            { 'gen_ai.evaluation.name': 'factuality', 'gen_ai.evaluation.score.value': 2, 'plumbline.score.id': `e-${n}` },
            at + 850n * MILLISECOND,
          ),
        ],
        links: [{ traceId: traceId(999), spanId: spanId(999) }],
      }),
    ],
  };
}

class Plumbline {
  readonly ingest: Ingest;
  readonly settler: Settler;
  readonly puller: Puller;
  readonly errors: object[] = [];
  nowMs = NOW;
  accepted = 0;

  constructor(
    { driver, database }: TestStore,
    source: object = {},
    private readonly openSource: () => Promise<Driver> = () => Promise.reject(new Error('no server')),
  ) {
    const clock = { now: () => this.nowMs };
    const log = { info: () => undefined, warn: () => undefined, error: (details: object) => void this.errors.push(details) };
    const settings = {
      ...loadSettings({}),
      database,
      file: configFileSchema.parse({
        pull: { sources: [pullSourceSchema.parse({ name: 'collector', from: '2000-01-01T00:00:00Z', ...source })] },
      }),
    };
    this.settler = createSettler({ driver, settings, clock, log, replicaId: 'one' });
    this.ingest = createIngest({ driver, settings, clock, log, onTraces: (traces) => this.settler.touch(traces) });
    this.puller = createPuller({
      driver,
      settings,
      clock,
      log,
      replicaId: 'one',
      openSource: this.openSource,
      intake: {
        spans: (groups) => {
          this.accepted += groups.reduce((sum, { spans }) => sum + spans.length, 0);
          return this.ingest.accept({ signal: 'traces', steps: groups.map((group) => ({ group })) });
        },
        logs: (groups) => this.ingest.accept({ signal: 'logs', steps: groups }),
      },
    });
  }

  async receive(groups: readonly SpanGroup[]): Promise<void> {
    await this.ingest.accept({ signal: 'traces', steps: groups.map((group) => ({ group })) });
  }

  async close(): Promise<void> {
    await this.puller.close();
    await this.ingest.close();
    await this.settler.close();
    expect(this.errors).toEqual([]);
  }
}

/**
 * What readers see. The table of the exporter keeps neither what an SDK dropped nor the type of a value, so the raw
 * attributes of JSON columns may be written otherwise; they are compared by their names.
 */
const READ = {
  interactions: 'SELECT * EXCEPT (row_version) FROM interactions ORDER BY trace_id, time',
  documents: 'SELECT * FROM retrieved_documents ORDER BY trace_id, time, span_id, rank',
  scores: 'SELECT * FROM scores ORDER BY trace_id, score_id',
  content:
    'SELECT trace_id, span_id, start_time, service, stage, encoding, system_instructions, input_messages, output_messages, input_text, output_text, tool_arguments, tool_result, documents FROM span_content_local FINAL ORDER BY trace_id, span_id',
  spans:
    'SELECT * EXCEPT (ingest_ts, attributes, resource_attributes, dropped_attributes, flags) FROM spans_local FINAL ORDER BY trace_id, span_id',
};

async function state({ driver }: TestStore): Promise<Record<string, unknown>> {
  const read = await Promise.all(Object.entries(READ).map(async ([name, sql]) => [name, await all(driver, sql)] as const));
  return Object.fromEntries(read);
}

async function settled(plumbline: Plumbline, store: TestStore): Promise<Record<string, unknown>> {
  await plumbline.settler.settleAll();
  const seen = await state(store);
  await plumbline.close();
  await empty(store.driver);
  return seen;
}

forEachDriver('pull', (open) => {
  let store: TestStore;
  let number = 0;
  const databases: string[] = [];
  beforeAll(async () => {
    store = await open();
  });
  afterEach(() => empty(store.driver));
  afterAll(async () => {
    for (const database of databases) await store.driver.command({ sql: `DROP DATABASE IF EXISTS \`${database}\`` });
    await store.close();
  });

  async function tables(generation: Generation): Promise<ExporterTables> {
    const database = `${store.database}_otel_${number++}`;
    databases.push(database);
    return createExporterTables(store.driver, database, generation);
  }

  const [newest] = GENERATIONS;
  const sourceOf = ({ traces, logs }: ExporterTables): object => ({ traces_table: traces, logs_table: logs });

  test.each(GENERATIONS)('$name: as received', async (generation) => {
    const groups = [1, 2, 3].map((n) => request(n));
    const direct = new Plumbline(store);
    await direct.receive(groups);
    const expected = await settled(direct, store);
    expect(expected.interactions).toHaveLength(3);
    expect(expected.scores).toHaveLength(3);

    const exported = await tables(generation);
    await exported.writeSpans(groups);
    const pulling = new Plumbline(store, sourceOf(exported));
    expect(await pulling.puller.pullAll()).toEqual({ spans: 9, logs: 0, refused: 0 });
    expect(await settled(pulling, store)).toEqual(expected);
  });

  test.each(GENERATIONS)('$name: text and evaluations of log records', async (generation) => {
    const bare = request(1);
    const groups = [
      {
        ...bare,
        spans: bare.spans.map((one) => ({
          ...one,
          attributes: new Map([...one.attributes].filter(([key]) => !key.endsWith('.messages'))),
          events: [],
        })),
      },
    ];
    const at = START + MINUTE;
    const log = (name: string, time: bigint, body: object): LogRecord => ({
      traceId: traceId(1),
      spanId: spanId(13),
      name,
      time,
      observed: time,
      body: attributes(body as Record<string, string>),
      attributes: attributes({ 'gen_ai.system': 'openai' }),
    });
    const records = [
      log('gen_ai.user.message', at + 100_000_000n, { content: 'Can I return it?' }),
      log('gen_ai.choice', at + 800_000_000n, { index: 0, finish_reason: 'stop', message: { content: 'Yes.' } }),
      {
        ...log('gen_ai.evaluation.result', at + 900_000_000n, {}),
        body: null,
        attributes: attributes({ 'gen_ai.evaluation.name': 'factuality', 'gen_ai.evaluation.score.value': 4 }),
      },
      { ...log('', at, {}), body: 'a plain line' },
    ];
    const direct = new Plumbline(store);
    await direct.ingest.accept({ signal: 'logs', steps: [{ resource: RESOURCE, scope: SCOPE, items: records }] });
    await direct.receive(groups);
    const expected = await settled(direct, store);
    expect(expected.scores).toHaveLength(1);

    const exported = await tables(generation);
    await exported.writeSpans(groups);
    await exported.writeLogs(records, RESOURCE, SCOPE);
    const pulling = new Plumbline(store, sourceOf(exported));
    expect(await pulling.puller.pullAll()).toEqual({ spans: 3, logs: 3, refused: 0 });
    expect(await settled(pulling, store)).toEqual(expected);
  });

  (HAS_GEN_AI_CASES ? test : test.skip)('recorded payloads, maps and JSON (needs ../shared)', async () => {
    const groups = recorded();
    const direct = new Plumbline(store);
    await direct.receive(groups);
    const expected = await settled(direct, store);
    expect(expected.interactions).not.toHaveLength(0);
    for (const generation of GENERATIONS.slice(0, 3)) {
      const exported = await tables(generation);
      await exported.writeSpans(groups);
      const pulling = new Plumbline(store, { ...sourceOf(exported), spans: 'all' });
      await pulling.puller.pullAll();
      expect(await settled(pulling, store)).toEqual(expected);
    }
  });
});

/** Spans that OTLP and the exporter both can carry, each payload with trace ids of its own. */
function recorded(): SpanGroup[] {
  const seen = new Set<string>();
  return genAiCases().flatMap(({ payload }, i) => {
    const own = (id: string): string => `${i.toString(16).padStart(4, '0')}${id.slice(4)}`;
    return [...decodeTracesJson(payload)].flatMap((step): SpanGroup[] => {
      if (!('group' in step)) return [];
      const spans = step.group.spans
        .filter(({ spanId: id, start }) => id !== '' && start > 0n)
        .map((one) => ({ ...one, traceId: own(one.traceId), links: one.links.map((link) => ({ ...link, traceId: own(link.traceId) })) }))
        .filter((one) => !seen.has(`${one.traceId}:${one.spanId}`) && seen.add(`${one.traceId}:${one.spanId}`));
      return [{ ...step.group, spans }];
    });
  });
}
