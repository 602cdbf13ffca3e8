import type { Settings } from '../config/settings';
import type { Driver } from '../storage/driver';
import { MIGRATIONS } from '../storage/migrations/index';

/** Below this much room for new data the store will soon refuse writes. */
const LOW_DISK_BYTES = 1024 ** 3;

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down';
  /** What is wrong, for people; empty when all is well. */
  readonly problems: readonly string[];
  readonly store: {
    readonly kind: Driver['kind'];
    readonly reachable: boolean;
    /** Settled requests, and those of them that are generated demo data. */
    readonly interactions: number;
    readonly generated: number;
    readonly migrations: { readonly applied: number; readonly pending: number };
    /** Of the fullest disk that the engine writes to. */
    readonly disk: { readonly freeBytes: number; readonly totalBytes: number };
  };
}

const UNREACHABLE: Omit<Health['store'], 'kind'> = {
  reachable: false,
  interactions: 0,
  generated: 0,
  migrations: { applied: 0, pending: MIGRATIONS.length },
  disk: { freeBytes: 0, totalBytes: 0 },
};

/** Asks the store how it is. Never rejects. */
export async function readHealth(driver: Driver, { database }: Pick<Settings, 'database'>, signal: AbortSignal): Promise<Health> {
  try {
    const [migrations, counts, disk] = await Promise.all([
      driver.query({ sql: `SELECT count(DISTINCT version) FROM \`${database}\`.schema_migrations_local`, signal }),
      driver.query({ sql: 'SELECT sum(n), sum(n_generated) FROM traffic_hourly', signal }),
      driver.query({ sql: 'SELECT free_space, total_space FROM system.disks WHERE NOT is_remote ORDER BY free_space LIMIT 1', signal }),
    ]);
    const applied = Number(migrations.rows[0]?.[0] ?? 0);
    const store = {
      kind: driver.kind,
      reachable: true,
      interactions: Number(counts.rows[0]?.[0] ?? 0),
      generated: Number(counts.rows[0]?.[1] ?? 0),
      migrations: { applied, pending: Math.max(0, MIGRATIONS.length - applied) },
      disk: { freeBytes: Number(disk.rows[0]?.[0] ?? 0), totalBytes: Number(disk.rows[0]?.[1] ?? 0) },
    };
    const problems = problemsOf(store);
    return { status: problems.length === 0 ? 'ok' : 'degraded', problems, store };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'down', problems: [`The store does not answer: ${message}`], store: { kind: driver.kind, ...UNREACHABLE } };
  }
}

function problemsOf({ migrations, disk }: Health['store']): string[] {
  return [
    ...(migrations.pending > 0 ? [`${migrations.pending} migrations have not been applied: run "plumbline migrate".`] : []),
    ...(disk.totalBytes > 0 && disk.freeBytes < LOW_DISK_BYTES
      ? [`The disk of the store has only ${Math.round(disk.freeBytes / 1024 ** 2)} MiB left: make room or shorten the retention.`]
      : []),
  ];
}
