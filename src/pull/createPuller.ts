/** Reads the sources of the configuration again and again, each by one replica. */
import type { PullSource } from '../config/pullSchema';
import type { Settings } from '../config/settings';
import type { Driver } from '../storage/driver';
import type { Layout } from '../storage/tableName';
import { NOTHING_PULLED, PAGE_SIZES, sum, type Intake, type PageSizes, type Pulled } from './pullDeps';
import { newMemory, pullRound, type SourceMemory } from './pullRound';
import { isReader } from './pullState';
import { sourceTables, type SourceTables } from './sourceTables';

export interface PullerOptions {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'file' | 'database' | 'clickhouse'>;
  /** Opens the server of a source that has one; called once, and again after it failed. */
  readonly openSource: (source: PullSource) => Promise<Driver>;
  readonly intake: Intake;
  readonly clock: { now(): number };
  readonly log: { info(details: object, message: string): void; error(details: object, message: string): void };
  readonly replicaId: string;
  /** Sizes that do when absent. */
  readonly pages?: PageSizes;
}

/** How reading one source goes; `spans`, `logs` and `refused` are counted since the start. */
export interface SourceStatus extends Pulled {
  readonly name: string;
  /** False while another replica reads the source. */
  readonly isReader: boolean;
  /** When the last whole round began, in ISO 8601; null before the first one. Rows that were there then have been read. */
  readonly lastPull: string | null;
  /** Seconds since then; null before the first round. */
  readonly lagSeconds: number | null;
  /** Rounds that ended early since the last whole one. */
  readonly failures: number;
  /** Why the last round ended early; absent when it did not. */
  readonly error?: string;
}

export interface Puller {
  /** Begins to read in the background. */
  start(): void;
  /** One round of every source, whichever replica reads it otherwise. Rejects with the first failure, when all had their turn. */
  pullAll(): Promise<Pulled>;
  stats(): readonly SourceStatus[];
  /** Resolves when running rounds have ended. */
  close(): Promise<void>;
}

/** A replica that missed so many rounds is not there any more; and never sooner than this. */
const MISSED_ROUNDS = 3;
const SHORTEST_SILENCE_SECONDS = 30;

export function createPuller(options: PullerOptions): Puller {
  const stop = new AbortController();
  const readers = options.settings.file.pull.sources.map((source) => new SourceReader(source, options, stop.signal));
  return {
    start: () => readers.forEach((reader) => reader.start()),
    async pullAll() {
      let pulled = NOTHING_PULLED;
      const failures: unknown[] = [];
      for (const reader of readers) {
        await reader.round().then(
          (more) => (pulled = sum(pulled, more)),
          (error: unknown) => failures.push(error),
        );
      }
      if (failures.length > 0) throw failures[0];
      return pulled;
    },
    stats: () => readers.map((reader) => reader.status()),
    async close() {
      stop.abort(new Error('the service is stopping'));
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}

class SourceReader {
  private readonly memory: SourceMemory = newMemory();
  private total: Pulled = NOTHING_PULLED;
  private error: string | undefined;
  private failures = 0;
  private isReader = false;
  /** Milliseconds since 1970. */
  private lastPull: number | undefined;
  private opened: { readonly from: Driver; readonly tables: SourceTables } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: PullSource,
    private readonly options: PullerOptions,
    private readonly signal: AbortSignal,
  ) {}

  start(): void {
    this.running = this.turn().finally(() => {
      if (!this.signal.aborted) this.timer = setTimeout(() => this.start(), this.source.every_seconds * 1000);
    });
  }

  status(): SourceStatus {
    const { source, total, isReader, failures, lastPull, error } = this;
    return {
      name: source.name,
      isReader,
      lastPull: lastPull === undefined ? null : new Date(lastPull).toISOString(),
      lagSeconds: lastPull === undefined ? null : Math.max(0, (this.options.clock.now() - lastPull) / 1000),
      ...total,
      failures,
      ...(error === undefined ? {} : { error }),
    };
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.running.catch(() => undefined);
    if (this.source.url !== undefined) await this.opened?.from.close();
  }

  /** @throws PullError, StorageError */
  async round(): Promise<Pulled> {
    const { driver, intake, clock, pages = PAGE_SIZES } = this.options;
    const began = clock.now();
    this.isReader = true;
    try {
      // Columns are read anew each round: an upgrade of the collector may add some.
      const from = this.opened?.from ?? (await this.open());
      const tables = await sourceTables(from, this.source);
      this.opened = { from, tables };
      const deps = { source: this.source, driver, layout: this.layout, from, tables, intake, pages, signal: this.signal };
      const pulled = await pullRound(deps, this.memory, BigInt(began) * 1_000_000n);
      this.total = sum(this.total, pulled);
      this.error = undefined;
      this.failures = 0;
      this.lastPull = began;
      return pulled;
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
      this.failures++;
      throw error;
    }
  }

  private open(): Promise<Driver> {
    return this.source.url === undefined ? Promise.resolve(this.options.driver) : this.options.openSource(this.source);
  }

  private get layout(): Layout {
    const { database, clickhouse } = this.options.settings;
    return { database, cluster: clickhouse?.cluster ?? '' };
  }

  /** Never rejects. The same failure is said once. */
  private async turn(): Promise<void> {
    const { log, driver, replicaId } = this.options;
    const { name, every_seconds: every } = this.source;
    const before = this.error;
    try {
      const silence = Math.max(SHORTEST_SILENCE_SECONDS, MISSED_ROUNDS * every);
      this.isReader = await isReader({ driver, layout: this.layout }, name, replicaId, silence);
      if (!this.isReader) return;
      const pulled = await this.round();
      if (pulled.spans + pulled.logs + pulled.refused > 0) log.info({ source: name, ...pulled }, 'read from the tables of a collector');
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
      if (!this.signal.aborted && this.error !== before) log.error({ source: name, err: error }, 'a pull source could not be read');
    }
  }
}
