/**
 * Merges the rows of requests that arrive together into one insert a table, and answers each request when its own rows
 * are durable. Small requests share the price of an insert; a large one goes at once.
 */
import { logContent, scoreEvents, spanContent, spans } from '../core/model/tables';
import type { Driver } from '../storage/driver';
import { insertOrRefuse } from './insertOrRefuse';
import { sizeOf, type IngestRows, type RefusedRow } from './rows';

export interface BatcherOptions {
  readonly driver: Driver;
  /** A batch goes when it holds this many rows … */
  readonly maxRows: number;
  /** … or when its first request has waited this long, milliseconds. */
  readonly maxWaitMs: number;
  /** Batches written at the same time. */
  readonly maxInFlight: number;
}

export const DEFAULT_BATCHING: Omit<BatcherOptions, 'driver'> = { maxRows: 8_000, maxWaitMs: 15, maxInFlight: 2 };

interface Waiting {
  readonly rows: IngestRows;
  readonly resolve: (refused: readonly RefusedRow[]) => void;
  readonly reject: (error: unknown) => void;
}

export class Batcher {
  private waiting: Waiting[] = [];
  private waitingRows = 0;
  private timer: NodeJS.Timeout | undefined;
  private inFlight = 0;
  private readonly idle: (() => void)[] = [];

  constructor(private readonly options: BatcherOptions) {}

  /**
   * Resolves when the rows are durable, with those that the store refused.
   * Rejects with a StorageError when the store cannot write now; none of the rows may be counted as written then.
   */
  add(rows: IngestRows): Promise<readonly RefusedRow[]> {
    if (sizeOf(rows) === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.waiting.push({ rows, resolve, reject });
      this.waitingRows += sizeOf(rows);
      this.schedule();
    });
  }

  /** Resolves when everything that was added has been answered. */
  async drain(): Promise<void> {
    this.flush();
    if (this.inFlight === 0 && this.waiting.length === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private schedule(): void {
    if (this.waitingRows >= this.options.maxRows) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), this.options.maxWaitMs);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0 || this.inFlight >= this.options.maxInFlight) return;
    const batch = this.waiting;
    this.waiting = [];
    this.waitingRows = 0;
    this.inFlight++;
    void this.write(batch).finally(() => {
      this.inFlight--;
      this.flush();
      if (this.inFlight === 0 && this.waiting.length === 0) for (const done of this.idle.splice(0)) done();
    });
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    try {
      const refused = await this.insert(batch.map(({ rows }) => rows));
      for (const { rows, resolve } of batch) resolve(refusedOf(rows, refused));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** Text and scores first: a trace that settles has spans, and then everything else of it is there. */
  private async insert(parts: readonly IngestRows[]): Promise<ReadonlyMap<object, string>> {
    const { driver } = this.options;
    const refused = new Map<object, string>();
    const [texts, scores, logs] = await Promise.all([
      insertOrRefuse(
        driver,
        spanContent,
        parts.flatMap(({ content }) => content),
      ),
      insertOrRefuse(
        driver,
        scoreEvents,
        parts.flatMap((part) => part.scores),
      ),
      insertOrRefuse(
        driver,
        logContent,
        parts.flatMap((part) => part.logs),
      ),
    ]);
    const rows = await insertOrRefuse(
      driver,
      spans,
      parts.flatMap((part) => part.spans),
    );
    for (const { row, reason } of [...texts, ...scores, ...logs, ...rows]) refused.set(row, reason);
    return refused;
  }
}

/** Of the refused rows of a batch those that came with one request. A span and its text count once. */
function refusedOf(rows: IngestRows, refused: ReadonlyMap<object, string>): RefusedRow[] {
  if (refused.size === 0) return [];
  const found = new Map<string, RefusedRow>();
  for (const row of [...rows.spans, ...rows.content, ...rows.scores, ...rows.logs]) {
    const reason = refused.get(row);
    if (reason !== undefined) found.set(`${row.trace_id}:${row.span_id}`, { traceId: row.trace_id, spanId: row.span_id, reason });
  }
  return [...found.values()];
}
