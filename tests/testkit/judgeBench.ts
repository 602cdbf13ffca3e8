/** Settled requests in a store, a judge on them, and what came of it. The clock stands still but for waits, which pass at once. */
import { randomBytes } from 'node:crypto';
import { compilePrices } from '../../src/core/cost/compilePrices';
import { evaluatorSchema, type EvaluatorConfig } from '../../src/core/judge/evaluatorSchema';
import { interactions, interactionText, spanContent, type InteractionRow } from '../../src/core/model/tables';
import { createJudge, type Judge, type JudgeTiming } from '../../src/judge/createJudge';
import type { RunObserver } from '../../src/judge/evaluatorRun';
import type { JudgeDeps } from '../../src/judge/judgeDeps';
import type { Driver } from '../../src/storage/driver';
import { all as allRows } from './settleBench';
import { contentRow, emptyRow, interactionRow } from './rows';
import type { TestStore } from './store';

export const JUDGE_NOW = Date.UTC(2026, 10, 25, 12);

/** A clock that waits move on. */
export class JudgeClock {
  constructor(public ms = JUDGE_NOW) {}
  now(): number {
    return this.ms;
  }
  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted === true) return;
    this.ms += ms;
    await new Promise((resolve) => setImmediate(resolve));
  };
}

export interface BenchJudgeOptions {
  readonly clock?: JudgeClock;
  readonly worker?: string;
  readonly driver?: Driver;
  readonly env?: Readonly<Record<string, string>>;
  readonly timing?: Partial<JudgeTiming>;
  readonly deps?: Partial<JudgeDeps>;
  readonly observer?: RunObserver;
}

const PRICE = { model: 'stub*', input: 1, output: 10 };

export function evaluatorConfig(url: string, change: object = {}): EvaluatorConfig {
  return evaluatorSchema.parse({
    name: 'answer-judge',
    model: 'stub',
    endpoint: { url },
    sampling: { rate: 1 },
    canaries: false,
    dimensions: ['factuality', 'relevance'],
    ...change,
  });
}

export function judgeOn(
  store: Pick<TestStore, 'driver' | 'database'>,
  evaluators: readonly EvaluatorConfig[],
  options: BenchJudgeOptions = {},
): Judge {
  const { clock = new JudgeClock(), worker = 'w1', driver = store.driver, env = {}, timing = {} } = options;
  const deps: JudgeDeps = {
    driver,
    layout: { database: store.database, cluster: '' },
    priceOf: compilePrices([[PRICE]]),
    clock,
    sleep: clock.sleep,
    random: () => 0.5,
    nonce: () => randomBytes(12).toString('hex'),
    env,
    onTraces: () => undefined,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    worker,
    ...options.deps,
  };
  return createJudge({
    deps,
    evaluators,
    timing: { flushMs: 0, graceMs: 0, ...timing },
    ...(options.observer === undefined ? {} : { observer: options.observer }),
  });
}

const NS = 1_000_000n;

/** So many requests that settled just now, numbered from `first`, with a document each. */
export async function addRequests(
  { driver }: Pick<TestStore, 'driver'>,
  count: number,
  { first = 0, at = JUDGE_NOW, text = true, answer = (n: number) => `Answer number ${n} is here.`, row = () => ({}) }: RequestOptions = {},
): Promise<void> {
  const time = BigInt(at) * NS;
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const base = (n: number) => ({ trace_id: judgeTrace(n), time: time - 1000n * NS, service: 'shop', row_version: time });
  if (text) {
    await driver.insert(
      interactionText,
      numbers.map((n) => ({ ...emptyRow(interactionText), ...base(n), user_query: `Question number ${n}?`, model_response: answer(n) })),
    );
    await driver.insert(
      spanContent,
      numbers.map((n) =>
        contentRow({
          trace_id: judgeTrace(n),
          span_id: '00000000000000dd',
          start_time: time - 900n * NS,
          service: 'shop',
          stage: 'retrieval',
          documents: JSON.stringify([{ id: 'policy-v2.md', content: `The policy number ${n} says so.` }]),
          ingest_ts: time,
        }),
      ),
    );
  }
  await driver.insert(
    interactions,
    numbers.map((n) =>
      interactionRow({
        ...base(n),
        topic: n % 2 === 0 ? 'returns' : 'delivery',
        status: 'ok',
        retrieved_context_ids: ['policy-v2.md'],
        ...row(n),
      }),
    ),
  );
}

export interface RequestOptions {
  readonly first?: number;
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly text?: boolean;
  readonly answer?: (n: number) => string;
  readonly row?: (n: number) => Partial<InteractionRow>;
}

export const judgeTrace = (n: number): string => (n + 1).toString(16).padStart(32, '0');

export async function emptyJudge({ driver }: Pick<TestStore, 'driver'>): Promise<void> {
  const tables = [
    'interactions',
    'interaction_text',
    'span_content',
    'spans',
    'score_events',
    'scores',
    'judge_work',
    'judge_claims',
    'judge_state',
    'judge_canaries',
    'judge_bridge',
  ];
  for (const table of tables) await driver.command({ sql: `TRUNCATE TABLE ${table}_local` });
}

/** Counts come as text. */
export async function all(driver: Driver, sql: string): Promise<readonly (readonly unknown[])[]> {
  const rows = await allRows(driver, sql);
  return rows.map((row) => row.map((value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value)));
}
