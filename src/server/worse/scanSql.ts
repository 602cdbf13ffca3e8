/**
 * The standardised scan of statistics §2.4 as a statement: a row a segment, however many segments. It says what
 * src/core/worse/scanCells.ts says, which tests hold it to; each step below names the file that it follows.
 *
 * The hours are read once and without a join: the expectation of a cell stands on all of its days, so each cell of a topic
 * and hour of the day carries along what is still needed of its hours, as arrays of plain numbers: sums by day of the baseline,
 * and the hours of the scan.
 */
import { PRIOR_ANSWERS, WEEK_ANSWERS } from '../../core/worse/baseline';
import { MIN_DAYS, MIN_DAY_SIZE } from '../../core/worse/dayVariance';
import { HOUR_SECONDS, type ScanPlan } from '../../core/worse/scanPlan';
import { bucketStart } from '../../core/sql/bucket';
import { EMPTY, integer, join, param, sql, type Sql } from '../../core/sql/sql';
import { groupName } from './cellSource';

const number = (value: number): Sql => param(value, 'Float64');
const time = (seconds: number): Sql => param(seconds, 'Int64');
const DAY_SECONDS = 24 * HOUR_SECONDS;
const PRIOR = number(PRIOR_ANSWERS);
/** Rounding of sums must not decide; see `reaches` in src/core/worse/cell.ts. */
const NEARLY = sql`0.999999999`;

/**
 * Steps 1 to 3, and the rest by finishScan: what the product asks. The engine's analyzer takes as long for the windows of
 * the whole scan as the engine for a month of cells.
 * @param source cells as cellSource makes them
 * @param groups number of group-by columns; without any there is one row, also over no data
 * @returns statement whose rows are read by readSums
 */
export function sumsStatement(source: Sql, plan: ScanPlan, groups: number): Sql {
  const g = groupParts(groups);
  return sql`WITH
cells AS (${cellsSql(source, plan, g, scannedSql(plan))}),
levels AS (${levelsSql(plan, g)}),
segments AS (${segmentsSql(plan, g)})
SELECT ${g.columns}n0, size0, mean0, variance0, day_r, day_w, day_ww, by_hour
FROM segments`;
}

/**
 * The whole scan as one statement, for people who want it in SQL, and for the engine alone to be held against the reference.
 * @returns statement whose rows are read by readScan
 */
export function scanStatement(source: Sql, plan: ScanPlan, groups: number): Sql {
  const g = groupParts(groups);
  return sql`WITH
cells AS (${cellsSql(source, plan, g, scannedSql(plan))}),
levels AS (${levelsSql(plan, g)}),
segments AS (${segmentsSql(plan, g)}),
sums AS (${sumsSql(plan, g)}),
windows AS (${windowsSql(plan, g)}),
measures AS (${measuresSql(plan)})
SELECT ${g.columns}any((${SCALARS})), ${bestSql(plan, 'worse')}, ${bestSql(plan, 'better')}
FROM measures${g.groupBy}`;
}

function scannedSql({ recentFrom, end }: ScanPlan): Sql {
  return betweenSql(recentFrom, end);
}

/** 1 for an hour within, else 0. The analyzer takes ten milliseconds for an AND under so deep a query, and none for a product. */
function betweenSql(from: number, to: number): Sql {
  return sql`(h >= ${time(from)}) * (h < ${time(to)}) > 0`;
}

/** What a segment has one of: the baseline, and (n, w, ww, x, expected) of all hours that are scanned. */
const SCALARS = sql`n0, size0, mean0, variance0, days0, tau2, recent`;

/** What a series shows: buckets of the viewer's clock from a time on. */
export interface SeriesRange {
  /** Seconds since 1970-01-01 UTC at a whole hour. */
  readonly from: number;
  readonly bucketMs: number;
  /** True to show only what is no baseline: of two versions side by side the new one. */
  readonly withoutBase?: boolean;
}

/**
 * Observed and expected sums by bucket, over all segments: [bucket (seconds), n, w, ww, x, xx, expected]. Hours outside of
 * baseline and scan are held against the same baseline.
 */
export function seriesStatement(source: Sql, plan: ScanPlan, { from, bucketMs, withoutBase = false }: SeriesRange): Sql {
  const g = groupParts(0);
  const shown = withoutBase ? sql`(1 - base) * ${betweenSql(from, plan.end)}` : betweenSql(from, plan.end);
  return sql`WITH
cells AS (${cellsSql(source, plan, g, shown)}),
levels AS (${levelsSql(plan, g)})
SELECT ${bucketStart(bucketMs, plan.timezone)} AS bucket, sum(one.2), sum(one.3), sum(one.4), sum(one.5), sum(one.6), sum(one.3 * expected)
FROM (SELECT expected, one, toDateTime(one.1, 'UTC') AS hour FROM levels ARRAY JOIN r AS one)
GROUP BY bucket ORDER BY bucket`;
}

/** The group-by columns where they stand in a statement; a list of none is left out with its words. */
interface GroupParts {
  /** `g0, g1, ` */
  readonly columns: Sql;
  readonly groupBy: Sql;
  readonly partition: Sql;
}

function groupParts(groups: number): GroupParts {
  const names = Array.from({ length: groups }, (_, index) => groupName(index));
  const all = join(names, ', ');
  if (groups === 0) return { columns: EMPTY, groupBy: EMPTY, partition: EMPTY };
  return { columns: sql`${all}, `, groupBy: sql` GROUP BY ${all}`, partition: sql`PARTITION BY ${all}` };
}

/**
 * Sums of the baseline a topic and hour of the day (or week): src/core/worse/baseline.ts. They are kept by day (dw, dww,
 * dx), of which the sums over all days follow; beside them the hours that are `shown` (r: h, n, w, ww, x, xx).
 */
function cellsSql(source: Sql, plan: ScanPlan, { columns: g }: GroupParts, shown: Sql): Sql {
  const zone = param(plan.timezone, 'String');
  const season =
    plan.season === 'week'
      ? sql`toUInt16((toDayOfWeek(toDateTime(h, 'UTC'), 0, ${zone}) - 1) * 24 + toHour(toDateTime(h, 'UTC'), ${zone}))`
      : sql`toUInt16(toHour(toDateTime(h, 'UTC'), ${zone}))`;
  const inBase = sql`base * ${betweenSql(plan.baseFrom, plan.baseTo)}`;
  // The variance of a cost's expectation grows with the square of a cell, so finer cells of an hour are added up first.
  const merged =
    plan.law === 'cost'
      ? sql`(SELECT ${g}t, h, base, sum(n) AS n, sum(w) AS w, sum(ww) AS ww, sum(x) AS x, sum(xx) AS xx FROM ${source} GROUP BY ${g}t, h, base)`
      : source;
  const days = Math.max(1, Math.ceil((plan.baseTo - plan.baseFrom) / DAY_SECONDS));
  const byDay = (column: Sql): Sql => sql`sumIfResample(0, ${integer(days)}, 1)(${column}, in_base, day)`;
  return sql`
  SELECT ${g}t, season, sumIf(n, in_base) AS bn, sumIf(xx, in_base) AS bxx, ${byDay(sql`w`)} AS dw, ${byDay(sql`ww`)} AS dww, ${byDay(sql`x`)} AS dx,
    groupArrayIf((h, n, w, ww, x, xx), is_shown) AS r
  FROM (
    SELECT ${g}t, h, n, w, ww, x, xx, ${inBase} AS in_base, ${shown} AS is_shown, ${season} AS season,
      toUInt32(greatest(0, intDiv(h - ${time(plan.baseFrom)}, ${integer(DAY_SECONDS)}))) AS day
    FROM ${merged}
  )
  WHERE w > 0
  GROUP BY ${g}t, season
`;
}

/** Expected mean of each cell: indirect standardisation, src/core/worse/baseline.ts. */
function levelsSql(plan: ScanPlan, { columns: g, partition }: GroupParts): Sql {
  const isRate = plan.law === 'rate';
  const isWeek = plan.season === 'week';
  const drawn = (w: Sql, ww: Sql, x: Sql, above: Sql): Sql =>
    sql`if(${w} > 0, (${w} * ${x} / ${ww} + ${PRIOR} * ${above}) / (${w} * ${w} / ${ww} + ${PRIOR}), ${above})`;
  // Hours of the week are told apart where the baseline is large enough, else those of the day.
  const cell = (own: Sql, day: Sql): Sql => (isWeek ? sql`if(n0 > ${number(WEEK_ANSWERS)}, ${own}, ${day})` : own);
  const days = isWeek ? sql`, sum(bw) OVER d AS hw, sum(bww) OVER d AS hww, sum(bx) OVER d AS hx` : EMPTY;
  const window = isWeek ? sql`, d AS (PARTITION BY ${g}t, season % 24)` : EMPTY;
  return sql`
  SELECT ${g}dw, dww, dx, r, n0, if(w0 > 0, w0 * w0 / ww0, 0.) AS size0, if(w0 > 0, x0 / w0, 0.) AS plain0, if(w0 > 0, xx0 / w0, 0.) AS second0,
    ${isRate ? sql`(size0 * plain0 + 0.5) / (size0 + 1)` : sql`plain0`} AS mean0,
    ${isRate ? sql`mean0 * (1 - mean0)` : sql`greatest(0, second0 - plain0 * plain0)`} AS variance0,
    ${cell(sql`bw`, sql`hw`)} AS cw, ${cell(sql`bww`, sql`hww`)} AS cww, ${cell(sql`bx`, sql`hx`)} AS cx,
    ${drawn(sql`tw`, sql`tww`, sql`tx`, sql`mean0`)} AS topic_mean, ${drawn(sql`cw`, sql`cww`, sql`cx`, sql`topic_mean`)} AS expected${
      plan.law === 'cost' ? sql`, second0 / (if(cw > 0, cw * cw / cww, 0.) + ${PRIOR}) AS expected_variance` : EMPTY
    }
  FROM (
    SELECT ${g}dw, dww, dx, r, bw, bww, bx, sum(bn) OVER s AS n0, sum(bw) OVER s AS w0, sum(bww) OVER s AS ww0, sum(bx) OVER s AS x0,
      sum(bxx) OVER s AS xx0, sum(bw) OVER p AS tw, sum(bww) OVER p AS tww, sum(bx) OVER p AS tx${days}
    FROM (SELECT *, arraySum(dw) AS bw, arraySum(dww) AS bww, arraySum(dx) AS bx FROM cells)
    WINDOW s AS (${partition}), p AS (PARTITION BY ${g}t)${window}
  )
`;
}

/**
 * Sums of a segment over all topics, beside what was to be expected: by day of the baseline, and by hour of the scan
 * (src/core/worse/hourSums.ts), ascending.
 */
function segmentsSql(plan: ScanPlan, { columns, groupBy }: GroupParts): Sql {
  const variance = plan.law === 'cost' ? sql`arrayMap(w -> w * w * expected_variance, r.3)` : sql`r.6`;
  return sql`
  SELECT ${columns}any(n0) AS n0, any(size0) AS size0, any(mean0) AS mean0, any(variance0) AS variance0,
    sumForEach(arrayMap((w, x) -> w * expected - x, dw, dx)) AS day_r, sumForEach(dw) AS day_w, sumForEach(dww) AS day_ww,
    sumMap(r.1, r.2, r.3, r.4, r.5, r.6, arrayMap(w -> w * expected, r.3), ${variance}) AS by_hour
  FROM levels${groupBy}
`;
}

/** What sums of hours are made of; the last two are of use for costs alone, and for equal scores. */
const SUMS = [sql`n`, sql`w`, sql`ww`, sql`x`, sql`xx`, sql`e`, sql`ve`];

/**
 * Day-to-day variance (src/core/worse/dayVariance.ts), the hours cumulated from now backwards, and the whole of them, which
 * may be longer than the longest window.
 */
function sumsSql(plan: ScanPlan, { columns }: GroupParts): Sql {
  // Also false for a day without answers.
  const enough = sql`w * w >= ${number(MIN_DAY_SIZE)} * ${NEARLY} * greatest(ww, 1e-300)`;
  return sql`
  SELECT ${columns}n0, size0, mean0, variance0, arrayCount(w -> w > 0, day_w) AS days0,
    arrayCount((w, ww) -> ${enough}, day_w, day_ww) AS counted,
    arraySum((r, w, ww) -> if(${enough}, r * r / (w * w), 0.), day_r, day_w, day_ww) AS squares,
    arraySum((w, ww) -> if(${enough}, ww / (w * w), 0.), day_w, day_ww) AS shares,
    if(counted < ${number(MIN_DAYS)}, 0., greatest(0., squares / (counted - 1) - variance0 * shares / counted)) AS tau2,
    arrayMap(h -> (${time(plan.end)} - h) / ${time(HOUR_SECONDS)}, arrayReverse(by_hour.1)) AS all_hours,
    ${join(
      SUMS.map((name, index) => sql`arrayCumSum(arrayReverse(by_hour.${integer(index + 2)})) AS all_${name}`),
      ', ',
    )},
    (all_n[-1], all_w[-1], all_ww[-1], all_x[-1], all_e[-1]) AS recent
  FROM segments
`;
}

/**
 * A row a window (src/core/worse/windows.ts): at every hour with answers, or at the last one within each length of the
 * plan. A segment without any has a row of zeros.
 */
function windowsSql({ windows }: ScanPlan, { columns }: GroupParts): Sql {
  const scalars = sql`${columns}${SCALARS}`;
  if (windows === null)
    return sql`
  SELECT ${scalars}, hours, ${join(SUMS, ', ')}
  FROM sums LEFT ARRAY JOIN all_hours AS hours, ${join(
    SUMS.map((name) => sql`all_${name} AS ${name}`),
    ', ',
  )}
`;
  return sql`
  SELECT ${scalars}, length AS hours, arrayCount(age -> age <= length, all_hours) AS place, ${join(
    SUMS.map((name) => sql`all_${name}[place] AS ${name}`),
    ', ',
  )}
  FROM sums ARRAY JOIN ${param(windows, 'Array(Float64)')} AS length
`;
}

/**
 * Evidence of each window (src/core/worse/peak.ts): z is positive when the observed value is above the expected one. The
 * days' part of the spread is tau2 (1 / max(1, hours / 24) + 1 / days0), a limit having no baseline in it (spread.ts).
 */
function measuresSql(plan: ScanPlan): Sql {
  const { condition } = plan;
  const baseline = condition.kind === 'limit' ? EMPTY : sql` + if(days0 > 0, 1. / days0, 0.)`;
  return sql`
  SELECT *, ${zSql(plan)} AS z
  FROM (
    SELECT *, w * w / ww AS size, x / w AS observed, ${condition.kind === 'limit' ? number(condition.limit) : sql`e / w`} AS expected,
      tau2 * (1. / greatest(1., hours / 24)${baseline}) AS days
    FROM windows
  )
`;
}

function zSql(plan: ScanPlan): Sql {
  const distance = sql`(observed - expected)`;
  switch (plan.law) {
    case 'mean': {
      const square = sql`(xx / w - 2 * expected * observed + expected * expected)`;
      const own = sql`if(${square} <= 1e-10 * xx / w, 0., ${square})`;
      const constant = sql`variance0 <= 1e-10 * (mean0 * mean0 + variance0)`;
      return sql`${distance} / sqrt(if(${constant}, ${own} / size, variance0 / size + variance0 / size0 + days))`;
    }
    case 'rate': {
      const q = sql`least(1 - 1e-9, greatest(1e-9, expected))`;
      const p = sql`least(1., greatest(0., observed))`;
      const part = (share: Sql, reference: Sql): Sql => sql`if(${share} > 0, ${share} * log(${share} / ${reference}), 0.)`;
      const deviance = sql`2 * size * (${part(p, q)} + ${part(sql`(1 - ${p})`, sql`(1 - ${q})`)})`;
      const root = sql`sign(${p} - ${q}) * sqrt(greatest(0., ${deviance}))`;
      const wobble = sql`if(days > 0, sqrt((variance0 / size) / (variance0 / size + days)), 1.)`;
      return plan.condition.kind === 'limit' ? sql`${root} * ${wobble}` : sql`${root} * ${wobble} / sqrt(1 + size / size0)`;
    }
    case 'cost':
      // Squares of the window over (Σw)², which is mean square over Σw; without weights Σw is the size.
      return sql`${distance} / sqrt(xx / w / size + ve / (w * w) + days)`;
  }
}

/**
 * The strongest window of a direction (src/core/worse/peak.ts): (hours, n, size, observed, expected, z, meets), the
 * shortest among equals; zeros when there is none.
 */
function bestSql(plan: ScanPlan, direction: 'worse' | 'better'): Sql {
  const isUp = (plan.worse === 'higher') === (direction === 'worse');
  const z = isUp ? sql`z` : sql`-z`;
  const events = direction === 'worse' ? sql`observed` : sql`expected`;
  const enough = [
    sql`size >= ${number(plan.minSize)} * ${NEARLY}`,
    ...(plan.law === 'rate' ? [sql`size * ${events} >= ${number(plan.minEvents)} * ${NEARLY}`] : []),
    ...(plan.condition.kind === 'limit' ? [] : [sql`n0 > 0`]),
  ];
  // The analyzer takes ten milliseconds for each AND over so deep a query, and none for this.
  const fits = enough.reduceRight((rest, condition) => sql`if(${condition}, ${rest}, 0)`, sql`isFinite(z)`);
  const meets = sql`toUInt8(${meetsSql(plan, direction, isUp)})`;
  const order = plan.condition.kind === 'difference' ? sql`(${z}, -hours)` : sql`(${meets}, ${z}, -hours)`;
  return sql`argMaxIf((hours, n, size, observed, expected, ${z}, ${meets}), ${order}, ${fits})`;
}

function meetsSql({ condition, worse }: ScanPlan, direction: 'worse' | 'better', isUp: boolean): Sql {
  switch (condition.kind) {
    case 'limit':
      if (direction === 'better') return sql`0`;
      return worse === 'higher' ? sql`observed > expected` : sql`observed < expected`;
    case 'ratio':
      return isUp ? sql`observed > ${number(condition.ratio)} * expected` : sql`observed < expected / ${number(condition.ratio)}`;
    case 'difference':
      return isUp
        ? sql`observed - expected >= ${number(condition.difference)}`
        : sql`expected - observed >= ${number(condition.difference)}`;
  }
}
