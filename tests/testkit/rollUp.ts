/** Hourly cells made from single rows in TypeScript, apart from the product's own SQL for it. */
import type { InteractionRow, ScoreRow } from '../../src/core/model/tables';
import { SEGMENT_NAMES } from '../../src/core/model/segments';
import type { Driver } from '../../src/storage/driver';

const HOUR_NS = 3_600_000_000_000n;

type Cell = Record<string, string | number>;

function segmentsOf(row: ScoreRow | InteractionRow): Cell {
  return Object.fromEntries(SEGMENT_NAMES.map((name) => [name, row[name]]));
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
  const cells = addUp(
    rows,
    ({ time, name, evaluator, evaluator_epoch, scale_min, scale_max, is_rate, ...row }) => ({
      hour: hourOf(time),
      name,
      evaluator,
      evaluator_epoch,
      scale_min,
      scale_max,
      is_rate,
      ...segmentsOf({ time, name, evaluator, evaluator_epoch, scale_min, scale_max, is_rate, ...row }),
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
  await insertCells(driver, 'quality_hourly_local', cells);
}

export async function rollUpTraffic(driver: Driver, rows: readonly InteractionRow[]): Promise<void> {
  const cells = addUp(
    rows,
    (row) => ({ hour: hourOf(row.time), ...segmentsOf(row) }),
    ({ generated }) => ({ n: 1, n_generated: generated }),
  );
  await insertCells(driver, 'traffic_hourly_local', cells);
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
