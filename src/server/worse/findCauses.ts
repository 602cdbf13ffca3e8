import type { Filter } from '../../core/query/commonFields';
import { noSums, addCell, type CellSums } from '../../core/worse/cell';
import { kitagawa, type Decomposition } from '../../core/worse/kitagawa';
import { scanSlices, type Slice, type SliceCell, type SliceScan } from '../../core/worse/scanSlices';
import type { QueryContext } from '../deps';
import { readRows, type Rows } from '../readRows';
import { slicesStatement } from './causesSql';
import type { Fall } from './chooseFall';
import { settingsOf } from './measureMetric';

export interface Causes extends SliceScan {
  /** By topic, or by the first field when topics are not among them. */
  readonly mixField: string;
  readonly mix: Decomposition | null;
}

/** Which slices of the traffic the fall lies in, and how much of the change of the mean is other traffic. */
export async function findCauses({ measured, start, cells }: Fall, fields: readonly string[], context: QueryContext): Promise<Causes> {
  const { plan } = measured;
  const rows = await readRows(slicesStatement(cells, fields, plan, start), context, settingsOf(cells));
  const sliceCells = readSliceCells(rows, fields.length);
  const mixField = fields.includes('topic') ? 'topic' : (fields[0] ?? 'topic');
  const scan = scanSlices(sliceCells, { fields, topicField: mixField, worse: plan.worse, isRate: plan.law === 'rate' });
  return { ...scan, mixField, mix: mixOf(sliceCells, fields.indexOf(mixField)) };
}

/** Rows of slicesStatement and refineStatement. */
export function readSliceCells(rows: Rows, fields: number): SliceCell[] {
  return rows.map((row) => {
    const sums = (from: number): CellSums => {
      const [n = 0, w = 0, w2 = 0, x = 0, xx = 0] = row.slice(from, from + 5).map(Number);
      return { n, w, w2, x, xx };
    };
    return { values: row.slice(0, fields).map(String), before: sums(fields), now: sums(fields + 5) };
  });
}

function mixOf(cells: readonly SliceCell[], place: number): Decomposition | null {
  const segments = new Map<string, { before: CellSums; now: CellSums }>();
  for (const { values, before, now } of cells) {
    const key = values[place] ?? '';
    const sums = segments.get(key) ?? { before: noSums(), now: noSums() };
    segments.set(key, sums);
    addCell(sums.before, before);
    addCell(sums.now, now);
  }
  return kitagawa([...segments].map(([segment, sums]) => ({ segment, ...sums })));
}

/** A slice as filters of a query. */
export function filtersOf({ fixed }: Pick<Slice, 'fixed'>): Filter[] {
  return fixed.map(([field, value]) => ({ field, operator: '=', values: [value] }));
}
