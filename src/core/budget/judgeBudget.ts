import { BUDGET_STATES, type BudgetNumber } from '../frames/budgetFrame';
import type { BudgetPeriod } from '../query/budget';
import type { Period } from './periodOf';

/**
 * Hours whose mean is the present rate. Of a month a whole day, so that day and night weigh alike; of a day a quarter of it,
 * so that what went wrong this morning is not hidden by yesterday. Our choice.
 */
export const RATE_HOURS: Readonly<Record<BudgetPeriod, number>> = { day: 6, month: 24 };

/** What one segment spent. */
export interface Spending {
  /** US dollars since the period began, and in the hours of the present rate. */
  readonly spent: number;
  readonly lately: number;
  /** Requests since the period began, and those with a known cost. */
  readonly requests: number;
  readonly priced: number;
}

const HOUR_MS = 3_600_000;

/**
 * Is a budget spent, and when will it be at the present rate?
 * @param now milliseconds; within the period
 */
export function judgeBudget(
  { spent, lately, requests, priced }: Spending,
  {
    budget,
    rateHours,
    period,
    now,
  }: { readonly budget: number; readonly rateHours: number; readonly period: Period; readonly now: number },
): Readonly<Record<BudgetNumber, number | null>> {
  const rate = lately / rateHours;
  const projected = spent + (rate * Math.max(0, period.end - now)) / HOUR_MS;
  const isSpent = spent >= budget;
  const willBe = !isSpent && projected >= budget;
  return {
    firing: isSpent || willBe ? 1 : 0,
    state: isSpent ? BUDGET_STATES.spent : willBe ? BUDGET_STATES.will_be_spent : BUDGET_STATES.within,
    spent,
    budget,
    share: spent / budget,
    rate,
    projected,
    spent_at: willBe ? now + ((budget - spent) / rate) * HOUR_MS : null,
    period_start: period.start,
    period_end: period.end,
    unpriced: requests === 0 ? null : 1 - priced / requests,
  };
}
