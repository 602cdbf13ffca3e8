/**
 * The standardised scan of statistics §2.4 as one statement: a row a segment, however many segments. It says what
 * src/core/worse/scanCells.ts says, which tests hold it to; each step below names the file that it follows.
 *
 * The hours are read once. Cells of a topic and hour of the day carry their hours along as an array, so that the expectation
 * of a cell, which stands on all of its days, needs no second read and no join.
 */
import { PRIOR_ANSWERS, WEEK_ANSWERS } from '../../core/worse/baseline';
import { MIN_DAYS, MIN_DAY_SIZE } from '../../core/worse/dayVariance';
import { HOUR_SECONDS, type ScanPlan } from '../../core/worse/scanPlan';
import { bucketStart } from '../../core/sql/bucket';
import { EMPTY, join, param, sql, type Sql } from '../../core/sql/sql';
import { groupName } from './cellSource';

const number = (value: number): Sql => param(value, 'Float64');
const time = (seconds: number): Sql => param(seconds, 'Int64');
const PRIOR = number(PRIOR_ANSWERS);
/** Rounding of sums must not decide; see `reaches` in src/core/worse/cell.ts. */
const NEARLY = sql`0.999999999`;

/**
 * @param source cells as cellSource makes them
 * @param groups number of group-by columns; without any there is one row, also over no data
 * @returns statement whose rows are read by readScan
 */
export function scanStatement(source: Sql, plan: ScanPlan, groups: number): Sql {
  const g = groupParts(groups);
  return sql`WITH
cells AS (${cellsSql(source, plan, g)}),
levels AS (${levelsSql(plan, g)}),
hours AS (${hoursSql(plan, g)}),
segments AS (${segmentsSql(plan, g)}),
windows AS (${windowsSql(plan, g)})
SELECT ${g.columns}n0, size0, mean0, variance0, days0, tau2, recent.1, recent.2, recent.3, recent.4,
  ${bestSql(plan, 'worse')} AS worse, ${bestSql(plan, 'better')} AS better
FROM windows${g.orderBy}`;
}

/** What a series shows: buckets of the viewer's clock from a time on. */
export interface SeriesRange {
  /** Seconds since 1970-01-01 UTC at a whole hour. */
  readonly from: number;
  readonly bucketMs: number;
}

/**
 * Observed and expected sums by bucket, over all segments: [bucket (seconds), n, w, ww, x, xx, expected]. Hours outside of
 * baseline and scan are held against the same baseline.
 */
export function seriesStatement(source: Sql, plan: ScanPlan, { from, bucketMs }: SeriesRange): Sql {
  const g = groupParts(0);
  return sql`WITH
cells AS (${cellsSql(source, plan, g, sql`h >= ${time(from)} AND h < ${time(plan.end)}`)}),
levels AS (${levelsSql(plan, g)}),
hours AS (${hoursSql(plan, g)})
SELECT ${bucketStart(bucketMs, plan.timezone)} AS bucket, sum(n), sum(w), sum(ww), sum(x), sum(xx), sum(e)
FROM (SELECT *, toDateTime(h, 'UTC') AS hour FROM hours WHERE h >= ${time(from)})
GROUP BY bucket ORDER BY bucket`;
}

/** The group-by columns where they stand in a statement; a list of none is left out with its words. */
interface GroupParts {
  /** `g0, g1, ` */
  readonly columns: Sql;
  readonly groupBy: Sql;
  readonly orderBy: Sql;
  readonly partition: Sql;
}

function groupParts(groups: number): GroupParts {
  const names = Array.from({ length: groups }, (_, index) => groupName(index));
  const all = join(names, ', ');
  if (groups === 0) return { columns: EMPTY, groupBy: EMPTY, orderBy: EMPTY, partition: EMPTY };
  return { columns: sql`${all}, `, groupBy: sql` GROUP BY ${all}`, orderBy: sql` ORDER BY ${all}`, partition: sql`PARTITION BY ${all}` };
}

/** Sums of the baseline a topic and hour of the day (or week), with the hours themselves: src/core/worse/baseline.ts. */
function cellsSql(source: Sql, plan: ScanPlan, { columns: g }: GroupParts, shown?: Sql): Sql {
  const zone = param(plan.timezone, 'String');
  const season =
    plan.season === 'week'
      ? sql`toUInt16((toDayOfWeek(toDateTime(h, 'UTC'), 0, ${zone}) - 1) * 24 + toHour(toDateTime(h, 'UTC'), ${zone}))`
      : sql`toUInt16(toHour(toDateTime(h, 'UTC'), ${zone}))`;
  const kept = sql`w > 0 AND (in_base OR (${shown ?? sql`h >= ${time(plan.recentFrom)} AND h < ${time(plan.end)}`}))`;
  const inBase = sql`base = 1 AND h >= ${time(plan.baseFrom)} AND h < ${time(plan.baseTo)}`;
  // The variance of a cost's expectation grows with the square of a cell, so finer cells of an hour are added up first.
  const merged =
    plan.law === 'cost'
      ? sql`(SELECT ${g}t, h, base, sum(n) AS n, sum(w) AS w, sum(ww) AS ww, sum(x) AS x, sum(xx) AS xx FROM ${source} GROUP BY ${g}t, h, base)`
      : source;
  return sql`
  SELECT ${g}t, season, sumIf(n, in_base) AS bn, sumIf(w, in_base) AS bw, sumIf(ww, in_base) AS bww, sumIf(x, in_base) AS bx,
    sumIf(xx, in_base) AS bxx, groupArray((h, in_base, n, w, ww, x, xx)) AS rows
  FROM (SELECT *, ${inBase} AS in_base, ${season} AS season FROM ${merged})
  WHERE ${kept}
  GROUP BY ${g}t, season
`;
}

/** Expected mean of each cell: indirect standardisation, src/core/worse/baseline.ts. */
function levelsSql(plan: ScanPlan, { columns: g, partition }: GroupParts): Sql {
  const isRate = plan.law === 'rate';
  const segment = sql`(${partition})`;
  const topic = sql`(PARTITION BY ${g}t)`;
  const day = sql`(PARTITION BY ${g}t, season % 24)`;
  const over = (column: Sql, window: Sql): Sql => sql`sum(${column}) OVER ${window}`;
  const week = plan.season === 'week';
  const cell = (column: Sql): Sql => (week ? sql`if(n0 > ${number(WEEK_ANSWERS)}, ${column}, ${over(column, day)})` : column);
  const drawn = (w: Sql, ww: Sql, x: Sql, above: Sql): Sql =>
    sql`if(${w} > 0, (${w} * ${x} / ${ww} + ${PRIOR} * ${above}) / (${w} * ${w} / ${ww} + ${PRIOR}), ${above})`;
  return sql`
  SELECT *, ${isRate ? sql`(size0 * plain0 + 0.5) / (size0 + 1)` : sql`plain0`} AS mean0,
    ${isRate ? sql`mean0 * (1 - mean0)` : sql`greatest(0, second0 - plain0 * plain0)`} AS variance0,
    ${drawn(sql`tw`, sql`tww`, sql`tx`, sql`mean0`)} AS topic_mean,
    ${drawn(sql`cw`, sql`cww`, sql`cx`, sql`topic_mean`)} AS expected,
    second0 / (if(cw > 0, cw * cw / cww, 0) + ${PRIOR}) AS expected_variance
  FROM (
    SELECT ${g}t, rows, ${over(sql`bn`, segment)} AS n0, ${over(sql`bw`, segment)} AS w0, ${over(sql`bww`, segment)} AS ww0,
      if(w0 > 0, w0 * w0 / ww0, 0) AS size0, if(w0 > 0, ${over(sql`bx`, segment)} / w0, 0) AS plain0,
      if(w0 > 0, ${over(sql`bxx`, segment)} / w0, 0) AS second0,
      ${over(sql`bw`, topic)} AS tw, ${over(sql`bww`, topic)} AS tww, ${over(sql`bx`, topic)} AS tx,
      ${cell(sql`bw`)} AS cw, ${cell(sql`bww`)} AS cww, ${cell(sql`bx`)} AS cx
    FROM cells
  )
`;
}

/** Hours over all topics, beside what was to be expected of them: src/core/worse/hourSums.ts. */
function hoursSql(plan: ScanPlan, { columns: g }: GroupParts): Sql {
  const variance = plan.law === 'cost' ? sql`sum(row.4 * row.4 * expected_variance)` : sql`0.`;
  return sql`
  SELECT ${g}row.1 AS h, row.2 AS in_base, sum(row.3) AS n, sum(row.4) AS w, sum(row.5) AS ww, sum(row.6) AS x, sum(row.7) AS xx,
    sum(row.4 * expected) AS e, ${variance} AS ve, any(n0) AS n0, any(size0) AS size0, any(w0) AS w0, any(mean0) AS mean0,
    any(variance0) AS variance0
  FROM levels ARRAY JOIN rows AS row
  GROUP BY ${g}h, in_base
`;
}

/** Hours of a segment as arrays, the newest first, and sums of its baseline days. */
function segmentsSql(plan: ScanPlan, g: GroupParts): Sql {
  const day = sql`intDiv(h - ${time(plan.baseFrom)}, ${time(24 * HOUR_SECONDS)})`;
  const age = sql`(${time(plan.end)} - h) / ${time(HOUR_SECONDS)}`;
  return sql`
  SELECT ${g.columns}any(n0) AS n0, any(size0) AS size0, any(mean0) AS mean0, any(variance0) AS variance0,
    sumMapIf([${day}], [e - x], [w], [ww], in_base) AS days,
    arraySort(row -> row.1, groupArrayIf((${age}, toFloat64(n), w, ww, x, xx, e, ve), h >= ${time(plan.recentFrom)} AND NOT in_base)) AS rows
  FROM hours${g.groupBy}
`;
}

/**
 * Day-to-day variance (src/core/worse/dayVariance.ts) and, for each window, (hours, n, size, observed, expected, z), z being
 * positive when the observed value is above the expected one (src/core/worse/windows.ts and peak.ts).
 */
function windowsSql(plan: ScanPlan, g: GroupParts): Sql {
  const sum = (place: Sql): Sql => sql`arrayCumSum(row -> row.${place}, rows)`;
  const lengths =
    plan.windows === null
      ? sql`arrayMap((row, i) -> (row.1, i), rows, arrayEnumerate(rows))`
      : sql`arrayFilter(span -> span.2 > 0, arrayMap(hours -> (hours, arrayCount(row -> row.1 <= hours, rows)), ${param(plan.windows, 'Array(Float64)')}))`;
  const isLimit = plan.condition.kind === 'limit';
  const expected = plan.condition.kind === 'limit' ? number(plan.condition.limit) : sql`ce[span.2] / cw[span.2]`;
  return sql`
  SELECT ${g.columns}n0, size0, mean0, variance0, length(days.1) AS days0,
    arrayFilter(day -> day.2 >= ${number(MIN_DAY_SIZE)} * ${NEARLY}, arrayMap((r, w, ww) -> (r / w, w * w / ww), days.2, days.3, days.4)) AS counted,
    if(length(counted) < ${number(MIN_DAYS)}, 0., greatest(0., arraySum(day -> day.1 * day.1, counted) / (length(counted) - 1)
      - arrayAvg(day -> variance0 / day.2, counted))) AS tau2,
    ${join(
      ['n', 'w', 'ww', 'x', 'xx', 'e', 've'].map((name, index) => sql`${sum(PLACES[index] ?? EMPTY)} AS ${CUMULATED[name] ?? EMPTY}`),
      ', ',
    )},
    (cn[-1], if(empty(rows), 0, cw[-1] * cw[-1] / cww[-1]), if(empty(rows), NULL, cx[-1] / cw[-1]),
      if(empty(rows) OR n0 = 0, NULL, ce[-1] / cw[-1])) AS recent,
    arrayMap(span -> (span.1, cn[span.2], cw[span.2] * cw[span.2] / cww[span.2], cx[span.2] / cw[span.2], ${expected}, cxx[span.2] / cw[span.2],
      cve[span.2] / (cw[span.2] * cw[span.2]), ${isLimit ? sql`1. / greatest(1., span.1 / 24)` : sql`1. / greatest(1., span.1 / 24) + if(days0 > 0, 1. / days0, 0.)`}),
      ${lengths}) AS measures,
    arrayMap(m -> (m.1, m.2, m.3, m.4, m.5, ${zSql(plan)}), measures) AS spans
  FROM segments
`;
}

const PLACES = [sql`2`, sql`3`, sql`4`, sql`5`, sql`6`, sql`7`, sql`8`];
const CUMULATED: Readonly<Record<string, Sql>> = {
  n: sql`cn`,
  w: sql`cw`,
  ww: sql`cww`,
  x: sql`cx`,
  xx: sql`cxx`,
  e: sql`ce`,
  ve: sql`cve`,
};

/**
 * z of a measure m = (hours, n, size, observed, expected, mean square, variance of the expectation, days): zOf of
 * src/core/worse/peak.ts.
 */
function zSql(plan: ScanPlan): Sql {
  const distance = sql`(m.4 - m.5)`;
  const days = sql`tau2 * m.8`;
  switch (plan.law) {
    case 'mean': {
      const square = sql`m.6 - 2 * m.5 * m.4 + m.5 * m.5`;
      const own = sql`if(${square} <= 1e-10 * m.6, 0., ${square})`;
      const constant = sql`variance0 <= 1e-10 * (mean0 * mean0 + variance0)`;
      return sql`${distance} / sqrt(if(${constant}, ${own} / m.3, variance0 / m.3 + variance0 / size0 + ${days}))`;
    }
    case 'rate': {
      const q = sql`least(1 - 1e-9, greatest(1e-9, m.5))`;
      const p = sql`least(1., greatest(0., m.4))`;
      const part = (share: Sql, reference: Sql): Sql => sql`if(${share} > 0, ${share} * log(${share} / ${reference}), 0.)`;
      const deviance = sql`2 * m.3 * (${part(p, q)} + ${part(sql`(1 - ${p})`, sql`(1 - ${q})`)})`;
      const root = sql`sign(${p} - ${q}) * sqrt(greatest(0., ${deviance}))`;
      const wobble = sql`if(${days} > 0, sqrt((variance0 / m.3) / (variance0 / m.3 + ${days})), 1.)`;
      return plan.condition.kind === 'limit' ? sql`${root} * ${wobble}` : sql`${root} * ${wobble} / sqrt(1 + m.3 / size0)`;
    }
    case 'cost':
      // Squares of the window over (Σw)², which is mean square over Σw; without weights Σw is the size.
      return sql`${distance} / sqrt(m.6 / m.3 + m.7 + ${days})`;
  }
}

/** The strongest window of a direction in an array of at most one: bestWindow of src/core/worse/peak.ts. */
function bestSql(plan: ScanPlan, direction: 'worse' | 'better'): Sql {
  const isUp = (plan.worse === 'higher') === (direction === 'worse');
  const z = isUp ? sql`span.6` : sql`-span.6`;
  const enough = sql`span.3 >= ${number(plan.minSize)} * ${NEARLY} AND isFinite(span.6)`;
  const events =
    plan.law === 'rate'
      ? sql` AND span.3 * ${direction === 'worse' ? sql`span.4` : sql`span.5`} >= ${number(plan.minEvents)} * ${NEARLY}`
      : EMPTY;
  const baseline = plan.condition.kind === 'limit' ? EMPTY : sql` AND n0 > 0`;
  const met = sql`toUInt8(${meetsSql(plan, direction, isUp)})`;
  const order = plan.condition.kind === 'difference' ? sql`(0, -best.7, best.1)` : sql`(-best.8, -best.7, best.1)`;
  const candidates = sql`arrayMap(span -> (span.1, span.2, span.3, span.4, span.5, span.6, ${z}, ${met}), arrayFilter(span -> ${enough}${events}${baseline}, spans))`;
  return sql`arraySlice(arraySort(best -> ${order}, ${candidates}), 1, 1)`;
}

function meetsSql({ condition, worse }: ScanPlan, direction: 'worse' | 'better', isUp: boolean): Sql {
  switch (condition.kind) {
    case 'limit':
      if (direction === 'better') return sql`0`;
      return worse === 'higher' ? sql`span.4 > span.5` : sql`span.4 < span.5`;
    case 'ratio':
      return isUp ? sql`span.4 > ${number(condition.ratio)} * span.5` : sql`span.4 < span.5 / ${number(condition.ratio)}`;
    case 'difference':
      return isUp ? sql`span.4 - span.5 >= ${number(condition.difference)}` : sql`span.5 - span.4 >= ${number(condition.difference)}`;
  }
}
