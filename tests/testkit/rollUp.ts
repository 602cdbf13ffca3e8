/** Hourly cells made from single rows in TypeScript, apart from the product's own SQL for it. */
import type { InteractionRow, ScoreRow } from '../../src/core/model/tables';
import { SEGMENT_NAMES, TOTALS_SEGMENTS, type SegmentColumn } from '../../src/core/model/segments';
import type { Driver } from '../../src/storage/driver';

const HOUR_NS = 3_600_000_000_000n;

type Cell = Record<string, string | number>;

function segmentsOf(row: ScoreRow | InteractionRow, names: readonly SegmentColumn[]): Cell {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}

/** Adds each row's figures to the cell of its key. */
function addUp<T>(rows: readonly T[], keyOf: (row: T) => Cell, figuresOf: (row: T) => Record<string, number>): Cell[] {
  const cells = new Map<string, Cell>();
  for (const row of rows) {
    const key = keyOf(row);
    const cell = cells.get(JSON.stringify(key)) ?? { ...key };
    for (const [name, value] of Object.entries(figuresOf(row))) cell[name] = Number(cell[name] ?? 0) + value;
    cells.set(JSON.stringify(key), cell);
  }
  return [...cells.values()];
}

const hourOf = (time: bigint): number => Number((time / HOUR_NS) * 3600n);

export async function rollUpScores(driver: Driver, rows: readonly ScoreRow[]): Promise<void> {
  for (const [table, segments] of Object.entries({ quality_hourly_local: SEGMENT_NAMES, quality_totals_local: TOTALS_SEGMENTS })) {
    await insertCells(driver, table, cellsOf(rows, segments));
  }
}

function cellsOf(rows: readonly ScoreRow[], segments: readonly SegmentColumn[]): Cell[] {
  return addUp(
    rows,
    (row) => ({
      hour: hourOf(row.time),
      name: row.name,
      evaluator: row.evaluator,
      evaluator_epoch: row.evaluator_epoch,
      scale_min: row.scale_min,
      scale_max: row.scale_max,
      is_rate: row.is_rate,
      ...segmentsOf(row, segments),
    }),
    ({ value, error_type, inclusion_probability, scale_min, scale_max, generated }): Record<string, number> => {
      if (value === null) return { n_failed: error_type === '' ? 0 : 1 };
      const w = 1 / inclusion_probability;
      const step = 1 + Math.round((4 * (value - scale_min)) / (scale_max - scale_min));
      return {
        n: 1,
        sx: value,
        sxx: value ** 2,
        sw: w,
        sw2: w ** 2,
        swx: w * value,
        swxx: w * value ** 2,
        [`c${step}`]: 1,
        [`w${step}`]: w,
        n_generated: generated,
      };
    },
  );
}

export async function rollUpTraffic(driver: Driver, rows: readonly InteractionRow[]): Promise<void> {
  for (const [table, segments] of Object.entries({ traffic_hourly_local: SEGMENT_NAMES, traffic_totals_local: TOTALS_SEGMENTS })) {
    const cells = addUp(
      rows,
      (row) => ({ hour: hourOf(row.time), ...segmentsOf(row, segments) }),
      ({ generated }) => ({ n: 1, n_generated: generated }),
    );
    await insertCells(driver, table, cells);
  }
}

/** The cells of a statement, within the engine's limit of 256 KiB. */
const CHUNK = 300;

async function insertCells(driver: Driver, table: string, cells: readonly Cell[]): Promise<void> {
  for (let at = 0; at < cells.length; at += CHUNK) await insertChunk(driver, table, cells.slice(at, at + CHUNK));
}

async function insertChunk(driver: Driver, table: string, cells: readonly Cell[]): Promise<void> {
  const columns = [...new Set(cells.flatMap((cell) => Object.keys(cell)))];
  await driver.command({
    sql: `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.map((name) => (name === 'hour' ? 'toDateTime(hour)' : name)).join(', ')}
FROM format(JSONEachRow, '${columns.map((name) => `${name} ${typeof cells[0]?.[name] === 'string' ? 'String' : 'Float64'}`).join(', ')}', ${quoted(cells.map((cell) => JSON.stringify(cell)).join('\n'))})`,
  });
}

/** Written into the text: a parameter would go into the URL, which has its limit. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
