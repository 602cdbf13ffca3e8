/**
 * Reading the tables of the Collector's ClickHouse exporter on the real engine: whatever generation wrote them, the same
 * telemetry gives the interactions that it gives when it is received. The recorded payloads are read from ../shared and
 * their test is skipped where it is absent.
 */
import type { z } from 'zod';
import { configFileSchema } from '../../src/config/configFile';
import { pullSourceSchema } from '../../src/config/pullSchema';
import { loadSettings } from '../../src/config/settings';
import { decodeTracesJson } from '../../src/core/otlp/decodeTracesJson';
import type { LogRecord, SpanGroup } from '../../src/core/otlp/types';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import { createPuller, type Puller } from '../../src/pull/createPuller';
import type { PageSizes } from '../../src/pull/pullDeps';
import { isReader } from '../../src/pull/pullState';
import { createSettler, type Settler } from '../../src/settle/createSettler';
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

/** A source of the configuration, with the sizes of pages beside it. */
type GivenSource = Partial<z.input<typeof pullSourceSchema>> & { readonly pages?: PageSizes };

class Plumbline {
  readonly ingest: Ingest;
  readonly settler: Settler;
  readonly puller: Puller;
  readonly errors: object[] = [];
  nowMs = NOW;

  constructor({ driver, database }: TestStore, ...given: GivenSource[]) {
    const clock = { now: () => this.nowMs };
    const log = { info: () => undefined, warn: () => undefined, error: (details: object) => void this.errors.push(details) };
    const pages = given.find((source) => source.pages !== undefined)?.pages;
    const sources = given.map((source) => {
      const named = Object.entries(source).filter(([key]) => key !== 'pages');
      return pullSourceSchema.parse({ from: '2000-01-01T00:00:00Z', ...Object.fromEntries(named) });
    });
    const settings = { ...loadSettings({}), database, file: configFileSchema.parse({ pull: { sources } }) };
    this.settler = createSettler({ driver, settings, clock, log, replicaId: 'one' });
    this.ingest = createIngest({ driver, settings, clock, log, onTraces: (traces) => this.settler.touch(traces) });
    this.puller = createPuller({
      driver,
      settings,
      clock,
      log,
      replicaId: 'one',
      ...(pages === undefined ? {} : { pages }),
      openSource: () => Promise.reject(new Error('no server')),
      intake: {
        spans: (groups) => this.ingest.accept({ signal: 'traces', steps: groups.map((group) => ({ group })) }),
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

async function settled(plumbline: Plumbline, store: TestStore, settles = true): Promise<Record<string, unknown>> {
  if (settles) await plumbline.settler.settleAll();
  const seen = await state(store);
  await plumbline.close();
  await clear(store);
  return seen;
}

forEachDriver('pull', (open) => {
  let store: TestStore;
  let number = 0;
  const databases: string[] = [];
  beforeAll(async () => {
    store = await open();
  });
  afterEach(() => clear(store));
  afterAll(async () => {
    for (const database of databases) await store.driver.command({ sql: `DROP DATABASE IF EXISTS \`${database}\`` });
    await store.close();
  });

  async function tables(generation: Generation = newest()): Promise<ExporterTables> {
    const database = `${store.database}_otel_${number++}`;
    databases.push(database);
    return createExporterTables(store.driver, database, generation);
  }

  const sourceOf = ({ traces, logs }: ExporterTables): GivenSource => ({
    name: traces.split('.')[0],
    traces_table: traces,
    logs_table: logs,
  });
  const spansIn = async (): Promise<unknown> => (await all(store.driver, 'SELECT count(), uniqExact(trace_id, span_id) FROM spans'))[0];

  describe('as received', () => {
    let expected: Record<string, unknown>;
    const groups = [1, 2, 3].map((n) => request(n));
    const [silent, records] = [silentRequest(4), logRecords(4)];
    beforeAll(async () => {
      const direct = new Plumbline(store);
      await direct.ingest.accept({ signal: 'logs', steps: [{ resource: RESOURCE, scope: SCOPE, items: records }] });
      await direct.receive([...groups, silent]);
      expected = await settled(direct, store);
      expect(expected.interactions).toHaveLength(4);
      expect(expected.scores).toHaveLength(4);
    });

    test.each(GENERATIONS)('$name', async (generation) => {
      const exported = await tables(generation);
      await exported.writeSpans([...groups, silent, infrastructure(5)]);
      await exported.writeLogs(records, RESOURCE, SCOPE);
      const pulling = new Plumbline(store, sourceOf(exported));
      expect(await pulling.puller.pullAll()).toEqual({ spans: 12, logs: 3, refused: 0 });
      expect(await settled(pulling, store)).toEqual(expected);
    });
  });

  // Each payload goes through one generation, so that all go through all of them in about the time of one.
  (HAS_GEN_AI_CASES ? test : test.skip)('recorded payloads, as received (needs ../shared)', async () => {
    const cases = recorded();
    const direct = new Plumbline(store);
    await direct.receive(cases.flat());
    // Settling takes most of the time and is the same code on both drivers, so it is compared on one.
    const withInteractions = store.driver.kind === 'embedded';
    const expected = await settled(direct, store, withInteractions);
    expect(expected.spans).not.toHaveLength(0);
    expect(Array.isArray(expected.interactions) && expected.interactions.length > 100).toBe(withInteractions);
    const exported: GivenSource[] = [];
    for (const [index, generation] of GENERATIONS.entries()) {
      const own = await tables(generation);
      await own.writeSpans(cases.filter((_, i) => (i + (store.driver.kind === 'server' ? 2 : 0)) % GENERATIONS.length === index).flat());
      exported.push({ ...sourceOf(own), spans: 'all' });
    }
    const pulling = new Plumbline(store, ...exported);
    await pulling.puller.pullAll();
    expect(await settled(pulling, store, withInteractions)).toEqual(expected);
  });

  test('late rows, repeated rows and a restart: every span once, and nothing is read for nothing', async () => {
    const exported = await tables();
    const now = BigInt(NOW) * 1_000_000n;
    const [first, late, ahead, tooLate] = [
      request(1, now - 5n * MINUTE),
      request(2, now - 14n * MINUTE),
      request(3, now + 5n * MINUTE),
      request(4, now - 60n * MINUTE),
    ];
    await exported.writeSpans([first, first]);
    const source = sourceOf(exported);
    const one = new Plumbline(store, source);
    expect((await one.puller.pullAll()).spans).toBe(3);
    expect((await one.puller.pullAll()).spans).toBe(0);
    // One of a stretch that was read before.
    const again = { ...first, spans: first.spans.slice(0, 1).map((span) => ({ ...span, spanId: spanId(78) })) };
    await exported.writeSpans([first, late, ahead, again]);
    one.nowMs += 30_000;
    expect((await one.puller.pullAll()).spans).toBe(7);
    await one.close();
    // What lies further back than the overlap is not looked at again.
    await exported.writeSpans([tooLate, { ...first, spans: first.spans.slice(0, 1).map((one) => ({ ...one, spanId: spanId(77) })) }]);
    const restarted = new Plumbline(store, source);
    restarted.nowMs += 60_000;
    expect((await restarted.puller.pullAll()).spans).toBe(1);
    expect(await spansIn()).toEqual(['11', '11']);
    await restarted.close();
  });

  test('a backlog in small pages, with many spans of one time', async () => {
    const exported = await tables();
    const same = Array.from({ length: 9 }, (_, n) => request(100 + n, START));
    await exported.writeSpans([...same, request(1, START - 400n * 1440n * MINUTE)]);
    const pulling = new Plumbline(store, { ...sourceOf(exported), pages: { keys: 4, rows: 3 } });
    expect((await pulling.puller.pullAll()).spans).toBe(10 * 3);
    expect(await spansIn()).toEqual(['30', '30']);
    await pulling.close();
  });

  test('rows that cannot be stored, and a span without an id', async () => {
    const exported = await tables();
    const [root, , call] = request(1).spans;
    if (root === undefined || call === undefined) throw new Error('no spans');
    const group = {
      ...request(1),
      spans: [
        { ...call, traceId: '' },
        { ...call, traceId: '0'.repeat(32) },
        { ...call, spanId: '' },
        { ...call, end: call.start - 5n },
      ],
    };
    await exported.writeSpans([group]);
    const pulling = new Plumbline(store, sourceOf(exported));
    expect(await pulling.puller.pullAll()).toMatchObject({ spans: 2, refused: 2 });
    expect(await all(store.driver, 'SELECT flags FROM spans ORDER BY flags')).toEqual([[['end_before_start']], [['span_id_inferred']]]);
    await pulling.close();
  });

  test('masked before it is stored, and the tables that were read stay as they are', async () => {
    const exported = await tables();
    const given = request(1);
    const secret = 'mary@example.com';
    await exported.writeSpans([
      { ...given, spans: given.spans.map((one) => ({ ...one, attributes: new Map([...one.attributes, ['input.value', secret]]) })) },
    ]);
    await exported.writeLogs([{ ...(logRecords(1)[0] as LogRecord), body: attributes({ content: secret }) }], RESOURCE, SCOPE);
    const print = async (): Promise<unknown> =>
      all(
        store.driver,
        `SELECT (SELECT groupBitXor(cityHash64(*)) FROM ${exported.traces}), (SELECT groupBitXor(cityHash64(*)) FROM ${exported.logs}), (SELECT groupArray(create_table_query) FROM (SELECT * FROM system.tables WHERE database = '${exported.traces.split('.')[0]}' ORDER BY name))`,
      );
    const before = await print();
    const pulling = new Plumbline(store, sourceOf(exported));
    await pulling.puller.pullAll();
    await pulling.settler.settleAll();
    await pulling.close();
    expect(await print()).toEqual(before);
    for (const table of ['spans', 'span_content', 'log_content', 'interaction_text']) {
      const rows = JSON.stringify(await all(store.driver, `SELECT * FROM ${table}_local`));
      expect(rows).not.toContain(secret);
    }
    expect(JSON.stringify(await all(store.driver, 'SELECT raw FROM log_content_local'))).toContain('[email]');
  });

  test('two replicas: one of them reads', async () => {
    const deps = { driver: store.driver, layout: { database: store.database, cluster: '' } };
    expect(await isReader(deps, 'x', 'a', 60)).toBe(true);
    expect(await isReader(deps, 'x', 'b', 60)).toBe(false);
    expect(await isReader(deps, 'x', 'a', 60)).toBe(true);
    expect(await isReader(deps, 'other', 'b', 60)).toBe(true);
  });

  test('a source that cannot be read is named, with what to do', async () => {
    const exported = await tables();
    const [database] = exported.traces.split('.');
    await store.driver.command({
      sql: `CREATE TABLE \`${database}\`.strange (Timestamp DateTime, TraceId String) ENGINE = MergeTree ORDER BY TraceId`,
    });
    const cases: [GivenSource, RegExp][] = [
      [{ traces_table: `${database}.nowhere` }, /pull source "a": There is no table .*\.nowhere, or its user may not see it/],
      [
        { traces_table: `${database}.strange` },
        /strange is no table of traces .* no column SpanId, ParentSpanId, SpanName, SpanAttributes, Duration/,
      ],
      [{ traces_table: exported.traces, logs_table: `${database}.strange` }, /strange is no table of logs/],
    ];
    for (const [source, message] of cases) {
      const pulling = new Plumbline(store, { name: 'a', ...source });
      await expect(pulling.puller.pullAll()).rejects.toThrow(message);
      expect(pulling.puller.stats()).toEqual([
        expect.objectContaining({
          name: 'a',
          isReader: true,
          lastPull: null,
          lagSeconds: null,
          failures: 1,
          error: expect.stringMatching(message),
        }),
      ]);
      await pulling.close();
    }
    const good = new Plumbline(store, { name: 'a', traces_table: exported.traces });
    await good.puller.pullAll();
    good.nowMs += 7_000;
    expect(good.puller.stats()).toEqual([
      { name: 'a', isReader: true, lastPull: new Date(NOW).toISOString(), lagSeconds: 7, spans: 0, logs: 0, refused: 0, failures: 0 },
    ]);
    await good.close();
  });
});

const newest = (): Generation => {
  const [first] = GENERATIONS;
  if (first === undefined) throw new Error('no generation');
  return first;
};

async function clear({ driver }: TestStore): Promise<void> {
  await empty(driver);
  await driver.command({ sql: 'TRUNCATE TABLE log_content_local' });
}

/** A request whose text comes in log records. */
function silentRequest(n: number): SpanGroup {
  const given = request(n);
  const silent = given.spans.map((one) => ({
    ...one,
    attributes: new Map([...one.attributes].filter(([key]) => !key.endsWith('.messages'))),
    events: [],
  }));
  return { ...given, spans: silent };
}

function logRecords(n: number): LogRecord[] {
  const at = START + BigInt(n) * MINUTE;
  const record = (name: string, milliseconds: bigint, body: Parameters<typeof attributes>[0]): LogRecord => ({
    traceId: traceId(n),
    spanId: spanId(n * 10 + 3),
    name,
    time: at + milliseconds * 1_000_000n,
    observed: at + milliseconds * 1_000_000n,
    body: attributes(body),
    attributes: attributes({ 'gen_ai.system': 'openai' }),
  });
  const evaluation = attributes({ 'gen_ai.evaluation.name': 'factuality', 'gen_ai.evaluation.score.value': 4 });
  return [
    record('gen_ai.user.message', 100n, { content: 'Can I return it?' }),
    record('gen_ai.choice', 800n, { index: 0, finish_reason: 'stop', message: { content: 'Yes.' } }),
    { ...record('gen_ai.evaluation.result', 900n, {}), body: null, attributes: evaluation },
    { ...record('', 0n, {}), body: 'a plain line of a log' },
  ];
}

/** What else lies in such tables: a request that no model takes part in. */
function infrastructure(n: number): SpanGroup {
  const [root] = request(n).spans;
  if (root === undefined) throw new Error('no root');
  return { ...request(n), spans: [{ ...root, attributes: attributes({ 'http.request.method': 'GET', 'server.address': 'db' }) }] };
}

/**
 * Spans that OTLP and the exporter both can carry. Each payload gets trace ids and a second of its own, as they share ids
 * and lie years apart.
 */
function recorded(): SpanGroup[][] {
  const seen = new Set<string>();
  return genAiCases().map(({ payload }, i) => {
    const own = (id: string): string => `${i.toString(16).padStart(4, '0')}${id.slice(4)}`;
    const groups = [...decodeTracesJson(payload)].flatMap((step) => ('group' in step ? [step.group] : []));
    const starts = groups.flatMap(({ spans }) => spans.map(({ start }) => start)).filter((start) => start > 0n);
    const earlier = starts.reduce((a, b) => (b < a ? b : a), starts[0] ?? 0n) - START - BigInt(i) * 1_000_000_000n;
    const moved = (time: bigint): bigint => (time > earlier ? time - earlier : time);
    return groups.map((group) => ({
      ...group,
      spans: group.spans
        .filter(({ spanId: id, start }) => id !== '' && start > 0n)
        .map((one) => ({
          ...one,
          traceId: own(one.traceId),
          start: moved(one.start),
          end: moved(one.end),
          events: one.events.map((given) => ({ ...given, time: moved(given.time) })),
          links: one.links.map((link) => ({ ...link, traceId: own(link.traceId) })),
        }))
        .filter((one) => !seen.has(`${one.traceId}:${one.spanId}`) && seen.add(`${one.traceId}:${one.spanId}`)),
    }));
  });
}
