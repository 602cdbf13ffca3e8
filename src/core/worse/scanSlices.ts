import { benjaminiHochberg } from '../stats/benjaminiHochberg';
import { normalTail } from '../stats/normalTail';
import { Z_95 } from '../stats/wilson';
import type { CellSums } from './cell';
import { expectCells, type ExpectedCell } from './expectCells';

/** Gain that each fixed field costs, and gain below which nothing more is blamed (statistics §2.6). */
const DEPTH_PENALTY = 1.5;
const MIN_GAIN = 4;
/** Answers that a slice needs to be shown. */
const MIN_SLICE = 5;
/** Answers that the parent's mean counts for where a small slice is shown. */
const SHRINK_ANSWERS = 20;
/** Causes in one fall; more are not told apart by the data of a week. */
const MAX_CAUSES = 5;

/** The finest cell: a value for each field, before the start and since. */
export interface SliceCell {
  readonly values: readonly string[];
  readonly before: Readonly<CellSums>;
  readonly now: Readonly<CellSums>;
}

export interface Slice {
  /** Field and value of what the slice fixes: none, one or two. */
  readonly fixed: readonly (readonly [field: string, value: string])[];
  /** Answers since the start. */
  readonly n: number;
  /** What was lost over all answers of the slice, in points times answers; larger is worse. */
  readonly shortfall: number;
  /** Part of the whole's shortfall, 1 is all of it; null when the whole has none. */
  readonly share: number | null;
  /** Mean loss an answer, with its 95 % interval. */
  readonly fall: number;
  readonly lower: number;
  readonly upper: number;
  readonly observed: number;
  readonly expected: number;
  /** Observed mean drawn towards the parent's: (n m + 20 m_parent) / (n + 20). */
  readonly shrunk: number;
  /** Log-likelihood gain minus the price of the fields. */
  readonly gain: number;
  readonly z: number;
  /** False discovery rate at which the slice would be marked (Benjamini and Hochberg). */
  readonly q: number;
}

export interface SliceScan {
  /** Found one after the other: each is the best slice of what the ones before it leave. */
  readonly causes: readonly Slice[];
  /** Every slice with enough answers, the largest gain first. */
  readonly ranking: readonly Slice[];
}

/**
 * What got worse (statistics §2.6): for every slice of up to two fields E = Σ n mu, V = Σ n v (1 + n / (n0 + 20)), R = E - S;
 * gain = R² / 2V when R > 0, minus 1.5 a field (scan statistic, Kulldorff 1997).
 * @param topicField field whose means the expectations of small cells are drawn to
 * @param isRate true when x counts events
 */
export function scanSlices(
  cells: readonly SliceCell[],
  rule: { readonly fields: readonly string[]; readonly topicField: string; readonly worse: 'lower' | 'higher'; readonly isRate: boolean },
): SliceScan {
  const expected = expectCells(cells, { topic: rule.fields.indexOf(rule.topicField), isRate: rule.isRate });
  const context = { ...rule, sign: rule.worse === 'lower' ? 1 : -1 };
  const ranking = withQ(rank(expected, context));
  const causes: Slice[] = [];
  let left = expected;
  for (let top = ranking[0]; top !== undefined && top.gain >= MIN_GAIN && causes.length < MAX_CAUSES; top = rank(left, context)[0]) {
    const { fixed } = top;
    // Its place among all slices says how surprising it is; what others left of it says how much it explains.
    const known = ranking.find((slice) => sameSlice(slice, top));
    causes.push({ ...top, share: shareOf(top.shortfall, ranking), q: known?.q ?? 1 });
    left = left.filter(({ values }) => !fixed.every(([field, value]) => values[rule.fields.indexOf(field)] === value));
  }
  return { causes, ranking };
}

interface Context {
  readonly fields: readonly string[];
  /** Turns expected minus observed into a loss. */
  readonly sign: number;
}

interface Sums {
  n: number;
  w: number;
  x: number;
  expected: number;
  variance: number;
}

function rank(cells: readonly ExpectedCell[], { fields, sign }: Context): Slice[] {
  const sums = new Map<string, Sums>();
  for (const cell of cells) {
    for (const places of subsets(fields.length)) {
      const key = JSON.stringify(places.map((place) => [fields[place], cell.values[place] ?? '']));
      const slice = sums.get(key) ?? { n: 0, w: 0, x: 0, expected: 0, variance: 0 };
      sums.set(key, slice);
      slice.n += cell.n;
      slice.w += cell.w;
      slice.x += cell.x;
      slice.expected += cell.w * cell.expected;
      slice.variance += cell.variance;
    }
  }
  const whole = sums.get('[]');
  const slices = [...sums].flatMap(([key, slice]): Slice[] => {
    if (slice.n < MIN_SLICE || !(slice.variance > 0)) return [];
    const fixed = JSON.parse(key) as [string, string][];
    if (saysNothingNew(fixed, slice, sums)) return [];
    const parent = fixed.length === 2 ? sums.get(JSON.stringify(fixed.slice(0, 1))) : whole;
    return [sliceOf(fixed, slice, { parent, whole, sign })];
  });
  return slices.sort((a, b) => b.gain - a.gain || a.fixed.length - b.fixed.length);
}

/** True when a field narrows nothing down, such as the service where there is but one: the slice without it holds the same answers. */
function saysNothingNew(fixed: readonly [string, string][], { n }: Sums, sums: ReadonlyMap<string, Sums>): boolean {
  return fixed.some((_, left) => sums.get(JSON.stringify(fixed.filter((_pair, place) => place !== left)))?.n === n);
}

interface Around {
  readonly parent: Sums | undefined;
  readonly whole: Sums | undefined;
  readonly sign: number;
}

function sliceOf(fixed: readonly [string, string][], { n, w, x, expected, variance }: Sums, { parent, whole, sign }: Around): Slice {
  const shortfall = sign * (expected - x);
  const lost = whole === undefined ? 0 : sign * (whole.expected - whole.x);
  const error = Math.sqrt(variance);
  const [fall, half] = [shortfall / w, (Z_95 * error) / w];
  const above = parent !== undefined && parent.w > 0 ? parent.x / parent.w : x / w;
  return {
    fixed,
    n,
    shortfall,
    share: lost > 0 ? shortfall / lost : null,
    fall,
    lower: fall - half,
    upper: fall + half,
    observed: x / w,
    expected: expected / w,
    shrunk: (n * (x / w) + SHRINK_ANSWERS * above) / (n + SHRINK_ANSWERS),
    gain: (shortfall > 0 ? (shortfall * shortfall) / (2 * variance) : 0) - DEPTH_PENALTY * fixed.length,
    z: shortfall / error,
    q: 1,
  };
}

function withQ(slices: readonly Slice[]): Slice[] {
  const q = benjaminiHochberg(slices.map(({ z }) => normalTail(z)));
  return slices.map((slice, index) => ({ ...slice, q: q[index] ?? 1 }));
}

function shareOf(shortfall: number, ranking: readonly Slice[]): number | null {
  const whole = ranking.find(({ fixed }) => fixed.length === 0)?.shortfall ?? 0;
  return whole > 0 ? shortfall / whole : null;
}

function sameSlice(a: Slice, b: Slice): boolean {
  return JSON.stringify(a.fixed) === JSON.stringify(b.fixed);
}

/** No field, each field, each pair of fields. */
function subsets(fields: number): number[][] {
  const places = Array.from({ length: fields }, (_, place) => place);
  return [[], ...places.map((place) => [place]), ...places.flatMap((a) => places.slice(a + 1).map((b) => [a, b]))];
}
