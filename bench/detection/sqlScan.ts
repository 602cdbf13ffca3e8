/** Streams as hourly cells in a store, and the product's own scan statement over many of them at once. */
import { print } from '../../src/core/sql/sql';
import type { Cell } from '../../src/core/worse/cell';
import type { ScanPlan } from '../../src/core/worse/scanPlan';
import { cellSource, type CellQuery } from '../../src/server/worse/cellSource';
import { readScan, type SegmentScan } from '../../src/server/worse/readScan';
import { scanStatement } from '../../src/server/worse/scanSql';
import type { Driver } from '../../src/storage/driver';

const EVALUATOR = 'judge';
const EPOCH = 'epoch-1';

/** Writes the cells of one service; weights are 1. */
export async function writeCells(driver: Driver, service: string, cells: readonly (Cell | null)[]): Promise<void> {
  const known = cells.filter((cell): cell is Cell => cell !== null);
  if (known.length === 0) return;
  const column = (pick: (cell: Cell) => number | string): string =>
    `[${known.map((cell) => (typeof pick(cell) === 'string' ? `'${pick(cell)}'` : pick(cell))).join(',')}]`;
  await driver.command({
    sql: `INSERT INTO quality_hourly_local
      (hour, name, evaluator, evaluator_epoch, service, topic, scale_min, scale_max, is_rate, n, sx, sxx, sw, sw2, swx, swxx, row_version, is_deleted)
      SELECT toDateTime(h, 'UTC'), 'quality', '${EVALUATOR}', '${EPOCH}', '${service}', t, 1, 5, 0, k, x, xx, k, k, x, xx, 1, 0
      FROM (SELECT 1) ARRAY JOIN ${column((c) => c.hour)} AS h, ${column((c) => c.topic)} AS t, ${column((c) => c.n)} AS k,
        ${column((c) => c.x)} AS x, ${column((c) => c.xx)} AS xx`,
    settings: { max_query_size: 50_000_000, max_partitions_per_insert_block: 0 },
  });
}

/** One statement, a scan a service. */
export async function scanServices(driver: Driver, services: readonly string[], plan: ScanPlan): Promise<SegmentScan[]> {
  const query: CellQuery = {
    metric: { kind: 'score', dimension: 'quality' },
    judged: {
      dimension: 'quality',
      isRate: false,
      epochs: services.map((service) => ({ segment: [service], evaluator: EVALUATOR, epoch: EPOCH })),
    },
    from: plan.baseFrom,
    to: plan.end,
    filters: [],
    groupBy: ['service'],
    release: null,
    limits: new Map(),
  };
  const { rows } = await driver.query(print(scanStatement(cellSource(query), plan, 1)));
  return readScan(rows, plan, 1);
}
