/** Settling on the real engine: what the tables hold after spans, text and scores came in one way or another. */
import { configFileSchema } from '../../src/config/configFile';
import { scoreEvents, spanContent, spans, type ScoreEventRow, type SpanContentRow, type SpanRow } from '../../src/core/model/tables';
import type { TouchedTraces } from '../../src/core/settle/touchedTraces';
import { createSettler, type Settler } from '../../src/settle/createSettler';
import type { Driver } from '../../src/storage/driver';
import { contentRow, scoreEventRow, spanRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const HOUR = 3_600_000_000_000n;
const MINUTE = HOUR / 60n;
/** 2026-03-02T10:59:00Z, a Monday, one minute before a full hour. */
const T0 = 1_772_449_140_000_000_000n;
const QUIET_MS = 10_000;

const traceId = (n: number): string => n.toString(16).padStart(32, '0');
const spanId = (n: number): string => n.toString(16).padStart(16, '0');

interface Arrived {
  readonly spans?: readonly SpanRow[];
  readonly content?: readonly SpanContentRow[];
  readonly scores?: readonly ScoreEventRow[];
}

/** A settler with a clock of its own, and a way in that writes rows and says so, as ingest does. */
class Bench {
  nowMs = Number(T0 / 1_000_000n) + 3_600_000;
  readonly settler: Settler;

  constructor(
    readonly store: TestStore,
    topics: readonly object[] = [],
    replicaId = 'one',
  ) {
    this.settler = createSettler({
      driver: store.driver,
      settings: { file: configFileSchema.parse({ topics, settle: { quiet_seconds: QUIET_MS / 1000 } }), database: store.database },
      clock: { now: () => this.nowMs },
      log: { info: () => undefined, error: (details) => this.errors.push(details) },
      replicaId,
    });
  }

  readonly errors: object[] = [];

  /** Writes rows with the present time of receipt. */
  async write(arrived: Arrived): Promise<TouchedTraces> {
    const receivedAt = BigInt(this.nowMs++) * 1_000_000n;
    const received = <T>(rows: readonly T[] = []): T[] => rows.map((row) => ({ ...row, ingest_ts: receivedAt }));
    await this.store.driver.insert(spanContent, received(arrived.content));
    await this.store.driver.insert(scoreEvents, received(arrived.scores));
    await this.store.driver.insert(spans, received(arrived.spans));
    const ids = [...(arrived.spans ?? []), ...(arrived.scores ?? [])].map((row) => row.trace_id).filter((id) => id !== '');
    const starts = new Map(arrived.spans?.map((row) => [row.trace_id, row.start_time]));
    return new Map(ids.map((id) => [id, { minStart: starts.get(id), maxEnd: starts.get(id), receivedAt }]));
  }

  async arrive(arrived: Arrived): Promise<void> {
    this.settler.touch(await this.write(arrived));
  }

  async settle(arrived: Arrived = {}): Promise<number> {
    await this.arrive(arrived);
    this.nowMs += QUIET_MS;
    return this.settler.settleDue();
  }
}

/** A request of trace n: root and model call. */
function request(n: number, at: bigint, more: Partial<SpanRow> = {}): SpanRow[] {
  const base = { trace_id: traceId(n), service: 'shop', status: 'ok' };
  return [
    spanRow({
      ...base,
      span_id: spanId(n * 10 + 1),
      stage: 'gateway',
      name: 'POST /chat',
      start_time: at,
      end_time: at + 1_000_000_000n,
      ...more,
    }),
    spanRow({
      ...base,
      span_id: spanId(n * 10 + 2),
      parent_span_id: spanId(n * 10 + 1),
      stage: 'generation',
      start_time: at + 1_000_000n,
      end_time: at + 900_000_000n,
      provider: 'openai',
      model: 'gpt-4o',
      model_version: 'gpt-4o-2024-11-20',
      input_tokens: 1000,
      output_tokens: 100,
      response_id: `resp-${n}`,
      ttft_ms: 200,
    }),
  ];
}

const judged = (n: number, value: number | null, more: Partial<ScoreEventRow> = {}): ScoreEventRow =>
  scoreEventRow({ score_id: `score-${n}`, trace_id: traceId(n), evaluator: 'judge', evaluator_epoch: 'e1', value, ...more });

async function all(driver: Driver, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await driver.query({ sql })).rows;
}

const TABLES = {
  interactions: 'SELECT * FROM interactions ORDER BY trace_id, time',
  scores: 'SELECT * FROM scores ORDER BY trace_id, score_id, time',
  documents: 'SELECT * FROM retrieved_documents ORDER BY trace_id, time, span_id, rank',
  quality: 'SELECT * FROM quality_hourly ORDER BY ALL',
  traffic: 'SELECT * FROM traffic_hourly ORDER BY ALL',
  changes: 'SELECT kind, service, name, version, first_seen FROM changes ORDER BY ALL',
};

/** Everything that readers see. */
async function state(driver: Driver): Promise<Record<string, unknown>> {
  const tables: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(TABLES)) tables[name] = await all(driver, sql);
  return tables;
}

forEachDriver('settling', (open) => {
  let store: TestStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  test('a request with its text, documents, score and hours', async () => {
    const bench = new Bench(store, [{ topic: 'returns', phrases: ['return'] }]);
    const [root, call] = request(1, T0);
    const found = spanRow({
      ...root,
      span_id: spanId(13),
      parent_span_id: spanId(11),
      stage: 'retrieval',
      documents_known: 1,
      document_ids: ['policy-v1.md', 'faq'],
      document_versions: ['', '7'],
      document_scores: [0.9, null],
      document_distances: [null, 0.4],
    });
    const settled = await bench.settle({
      spans: [root, call, found].filter((row) => row !== undefined),
      content: [
        contentRow({
          trace_id: traceId(1),
          span_id: spanId(12),
          start_time: T0,
          start_time: T0,
          input_text: "Can I return it? It's late",
          output_text: 'No.',
        }),
      ],
      scores: [judged(1, 2, { inclusion_probability: 0.5 })],
    });
    expect(settled).toBe(1);
    expect(
      await all(
        store.driver,
        'SELECT topic, model_version, latency_ms, ttft_ms, input_tokens, cost_usd, cost_source, retrieved_context_ids, user_query, model_response, flags FROM interactions',
      ),
    ).toEqual([
      ['returns', 'gpt-4o-2024-11-20', 1000, 200, 1000, 0.0035, 'prices', ['policy-v1.md', 'faq'], "Can I return it? It's late", 'No.', []],
    ]);
    expect(
      await all(store.driver, 'SELECT rank, document_id, document_version, score, distance, topic FROM retrieved_documents ORDER BY rank'),
    ).toEqual([
      [1, 'policy-v1.md', 'v1', 0.9, null, 'returns'],
      [2, 'faq', '7', null, 0.4, 'returns'],
    ]);
    // Score 2 of 1 to 5 is step 2; weight 1 / 0.5.
    expect(
      await all(
        store.driver,
        'SELECT toString(hour), name, topic, n, sx, sxx, c1, c2, n_pass, n_failed, sw, sw2, swx, swxx, w2 FROM quality_hourly',
      ),
    ).toEqual([['2026-03-02 10:00:00', 'factuality', 'returns', '1', 2, 4, '0', '1', '0', '0', 2, 4, 4, 8, 2]]);
    // floor(log2(1 + 1000) × 8) = 79; floor(log2(201) × 8) = 61
    expect(
      await all(
        store.driver,
        'SELECT toString(hour), n, n_error, n_cost, cost, input_tokens, toString(latency), toString(ttft) FROM traffic_hourly',
      ),
    ).toEqual([['2026-03-02 10:00:00', '1', '0', '1', 0.0035, '1000', '{79:1}', '{61:1}']]);
    expect(bench.errors).toEqual([]);
  });
});
