import { formatScore } from '../../ui/format';

/** How the values of a metric are written. */
export type ValueKind = 'score' | 'rate' | 'cost';

export function valueKindOf(metric: string, isRate: boolean): ValueKind {
  if (isRate) return 'rate';
  return metric === 'cost' ? 'cost' : 'score';
}

export function formatValue(value: number | null, kind: ValueKind): string {
  if (value === null) return '–';
  return kind === 'cost' ? `$${Number(value.toPrecision(3))}` : formatScore(value, kind === 'rate');
}

/** A difference with its sign; of a rate in percentage points. The minus is the typographic one, as wide as the plus. */
export function formatChange(value: number | null, kind: ValueKind): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  const sign = isNothing(size, kind) ? '' : value < 0 ? '−' : '+';
  switch (kind) {
    case 'rate':
      return `${sign}${Number((size * 100).toPrecision(2))} points`;
    case 'cost':
      return `${sign}$${Number(size.toPrecision(3))}`;
    case 'score':
      return `${sign}${size.toFixed(2)}`;
  }
}

/** True when the difference is not to be seen in the decimals that are written. */
export function isNothing(value: number, kind: ValueKind): boolean {
  return Math.abs(value) < (kind === 'score' ? 0.005 : kind === 'rate' ? 0.0005 : 1e-9);
}
