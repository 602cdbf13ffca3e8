import type { Dimension } from '../core/model/dimension';
import { param, sql, view } from '../core/sql/sql';
import type { QueryContext, TimeRange } from './deps';
import { readRows } from './readRows';

export interface DimensionEntry extends Dimension {
  /** Scores in the time range. */
  readonly n: number;
}

/** Dimensions with scores in the range, the most scored first; then those of the configuration. @throws StorageError */
export async function readDimensionList(
  { from, to }: TimeRange,
  context: Pick<QueryContext, 'deps' | 'signal'>,
): Promise<readonly DimensionEntry[]> {
  const at = (ms: number) => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const rows = await readRows(
    sql`SELECT name, any(scale_min), any(scale_max), any(is_rate), sum(n) AS scored FROM ${view('quality_totals')}
WHERE hour >= toStartOfHour(${at(from)}) AND hour < ${at(to)} GROUP BY name ORDER BY scored DESC, name LIMIT 500`,
    context,
  );
  const known = context.deps.settings.dimensions;
  const scored = rows.map(([name, min, max, isRate, n]): DimensionEntry => {
    const target = known.find((dimension) => dimension.name === name)?.target;
    return {
      name: String(name),
      scaleMin: Number(min),
      scaleMax: Number(max),
      isRate: Number(isRate) === 1,
      ...(target === undefined ? {} : { target }),
      n: Number(n),
    };
  });
  return [
    ...scored,
    ...known.filter(({ name }) => scored.every((entry) => entry.name !== name)).map((dimension) => ({ ...dimension, n: 0 })),
  ];
}
