import { judgeBudget, RATE_HOURS, type Spending } from '../core/budget/judgeBudget';
import { periodOf, type Period } from '../core/budget/periodOf';
import { budgetFrame } from '../core/frames/budgetFrame';
import type { FrameJSON } from '../core/frames/frame';
import type { BudgetQuery } from '../core/query/budget';
import { QueryError } from '../core/query/queryError';
import { knownZone } from '../core/sql/bucket';
import { budgetStatement, type BudgetRange } from '../core/sql/budgetSql';
import { ROLLUP_SETTINGS } from '../core/sql/goodSql';
import { printReadable } from '../core/sql/sql';
import type { QueryContext, TimeRange } from './deps';
import { readRows } from './readRows';

const HOUR_MS = 3_600_000;
const KNOWN_FOR_MS = 35 * 24 * HOUR_MS;
const NOTHING: Spending = { spent: 0, lately: 0, requests: 0, priced: 0 };

/** What is left of a budget in the period in which the time range ends. @throws QueryError, StorageError */
export async function answerBudget(asked: BudgetQuery, context: QueryContext): Promise<FrameJSON[]> {
  const query = prepare(asked, context.isAlert);
  const now = Math.min(context.range.to, context.deps.clock.now());
  const period = periodOf(now, query.period, query.timezone);
  const rows = await readRows(budgetStatement(query, rangeOf(query, period, now)), context, ROLLUP_SETTINGS);
  const spendings = new Map(
    rows.map(([spent, lately, requests, priced, ...segment]) => [
      JSON.stringify(segment.map(String)),
      { spent: Number(spent), lately: Number(lately), requests: Number(requests), priced: Number(priced) },
    ]),
  );
  const own = new Map(query.budgets.map(({ segment, budget }) => [JSON.stringify(segment), budget]));
  const keys = query.groupBy.length === 0 ? ['[]'] : [...new Set([...spendings.keys(), ...own.keys()])].sort();
  const rule = { rateHours: RATE_HOURS[query.period], period, now };
  return [
    budgetFrame(
      query,
      keys.map((key) => ({
        segment: JSON.parse(key) as string[],
        numbers: judgeBudget(spendings.get(key) ?? NOTHING, { ...rule, budget: own.get(key) ?? query.budget }),
      })),
    ),
  ];
}

/** SQL of the query for people, without running it. @throws QueryError */
export function budgetSqlText(asked: BudgetQuery, { to }: TimeRange): string {
  const query = prepare(asked, false);
  return printReadable(budgetStatement(query, rangeOf(query, periodOf(to, query.period, query.timezone), to)));
}

function rangeOf({ period: name }: BudgetQuery, period: Period, now: number): BudgetRange {
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  return {
    from: Math.min(period.start, hour - KNOWN_FOR_MS),
    periodStart: period.start,
    // The hour that is running is not over: its cost would make the rate too low.
    rateFrom: hour - RATE_HOURS[name] * HOUR_MS,
    rateTo: hour,
    to: hour + HOUR_MS,
  };
}

function prepare(query: BudgetQuery, isAlert: boolean): BudgetQuery {
  const groupBy = [...new Set(query.groupBy)];
  const odd = query.budgets.find(({ segment }) => segment.length !== groupBy.length);
  if (odd !== undefined)
    throw new QueryError(
      `The budget of "${odd.segment.join(', ')}" names ${odd.segment.length} values, but the query groups by ${groupBy.length} fields.`,
    );
  const values = isAlert && query.values.length === 0 ? (['firing'] as const) : query.values;
  return { ...query, groupBy, values: [...values], timezone: knownZone(query.timezone) };
}
