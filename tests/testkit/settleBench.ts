/** A settler with a clock of its own and a way in that writes rows and says so, as ingest does. */
import { configFileSchema } from '../../src/config/configFile';
import { scoreEvents, spanContent, spans, type ScoreEventRow, type SpanContentRow, type SpanRow } from '../../src/core/model/tables';
import type { TouchedTraces } from '../../src/core/settle/touchedTraces';
import { createSettler, type Settler } from '../../src/settle/createSettler';
import type { Driver } from '../../src/storage/driver';
import { scoreEventRow, spanRow } from './rows';
import type { TestStore } from './store';

export const HOUR = 3_600_000_000_000n;
export const MINUTE = HOUR / 60n;
/** 2026-03-02T10:59:00Z, a Monday, one minute before a full hour. */
export const T0 = 1_772_449_140_000_000_000n;
export const QUIET_MS = 10_000;

export const traceId = (n: number): string => n.toString(16).padStart(32, '0');
export const spanId = (n: number): string => n.toString(16).padStart(16, '0');

export interface Arrived {
  readonly spans?: readonly SpanRow[];
  readonly content?: readonly SpanContentRow[];
  readonly scores?: readonly ScoreEventRow[];
}

export interface BenchOptions {
  readonly topics?: readonly object[];
  readonly validators?: object;
  readonly replicaId?: string;
  /** Driver of the settler, when it is to differ from that of the store. */
  readonly driver?: Driver;
  readonly nowMs?: number;
  readonly capacity?: number;
}

export class Bench {
  nowMs: number;
  readonly settler: Settler;

  constructor(
    readonly store: TestStore,
    {
      topics = [],
      validators = {},
      replicaId = 'one',
      driver = store.driver,
      nowMs = Number((T0 + HOUR) / 1_000_000n),
      capacity,
    }: BenchOptions = {},
  ) {
    this.nowMs = nowMs;
    this.settler = createSettler({
      driver,
      settings: {
        file: configFileSchema.parse({ topics, validators, settle: { quiet_seconds: QUIET_MS / 1000 } }),
        database: store.database,
      },
      clock: { now: () => this.nowMs },
      log: { info: () => undefined, error: (details) => this.errors.push(details) },
      replicaId,
      ...(capacity === undefined ? {} : { capacity }),
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
export function request(n: number, at: bigint, more: Partial<SpanRow> = {}): SpanRow[] {
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

export const judged = (n: number, value: number | null, more: Partial<ScoreEventRow> = {}): ScoreEventRow =>
  scoreEventRow({ score_id: `score-${n}`, trace_id: traceId(n), evaluator: 'judge', evaluator_epoch: 'e1', value, ...more });

export async function all(driver: Driver, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await driver.query({ sql })).rows;
}

const TABLES = {
  interactions: 'SELECT * FROM interactions ORDER BY trace_id, time',
  scores: 'SELECT * FROM scores ORDER BY trace_id, score_id, time',
  documents: 'SELECT * FROM retrieved_documents ORDER BY trace_id, time, span_id, rank',
  quality: 'SELECT * FROM quality_hourly ORDER BY ALL',
  traffic: 'SELECT * FROM traffic_hourly ORDER BY ALL',
  qualityTotals: 'SELECT * FROM quality_totals ORDER BY ALL',
  trafficTotals: 'SELECT * FROM traffic_totals ORDER BY ALL',
  changes: 'SELECT kind, service, name, version, first_seen FROM changes ORDER BY ALL',
};

/** Everything that readers see. */
export async function state(driver: Driver): Promise<Record<string, unknown>> {
  const tables = await Promise.all(Object.entries(TABLES).map(async ([name, sql]) => [name, await all(driver, sql)] as const));
  return Object.fromEntries(tables);
}

const WRITTEN = [
  'spans',
  'span_content',
  'log_content',
  'score_events',
  'scores',
  'interactions',
  'interaction_text',
  'validator_findings',
  'labels',
  'feedback_events',
  'feedback',
  'retrieved_documents',
  'changes',
  'quality_hourly',
  'traffic_hourly',
  'quality_totals',
  'traffic_totals',
  'settle_state',
];

/** Empties a store, which is faster than a new one. */
export async function empty(driver: Driver): Promise<void> {
  await Promise.all(WRITTEN.map((name) => driver.command({ sql: `TRUNCATE TABLE ${name}_local` })));
}
