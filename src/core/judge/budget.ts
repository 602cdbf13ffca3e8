/** What an evaluator may still spend today, and how it spends less before it has to stop. */

export interface BudgetLimits {
  readonly usd_per_day: number | null;
  readonly tokens_per_day: number | null;
}

export interface Spending {
  readonly usd: number;
  readonly tokens: number;
}

export const NOTHING_SPENT: Spending = { usd: 0, tokens: 0 };

/** From this share on the large part is thinned, so that the money lasts longer than until noon. */
const THIN_FROM = 0.8;
const THINNEST = 0.1;

/** Share of the budget that is gone; 0 without one. Above 1 is possible: an estimate is not the price. */
export function spentShare(spent: Spending, { usd_per_day, tokens_per_day }: BudgetLimits): number {
  return Math.max(usd_per_day === null ? 0 : spent.usd / usd_per_day, tokens_per_day === null ? 0 : spent.tokens / tokens_per_day);
}

/** Factor on the sampling rates of the uniform part and the strata: 1 up to 80 % spent, falling to 0.1 at the end. */
export function thinningAt(share: number): number {
  if (share <= THIN_FROM) return 1;
  return Math.max(THINNEST, 1 - ((share - THIN_FROM) / (1 - THIN_FROM)) * (1 - THINNEST));
}

/** True when a call of this size would go beyond the budget. */
export function isOverBudget(spent: Spending, next: Spending, limits: BudgetLimits): boolean {
  const after = add(spent, next);
  return (
    (limits.usd_per_day !== null && after.usd > limits.usd_per_day) ||
    (limits.tokens_per_day !== null && after.tokens > limits.tokens_per_day)
  );
}

export function add(a: Spending, b: Spending): Spending {
  return { usd: a.usd + b.usd, tokens: a.tokens + b.tokens };
}

export function subtract(a: Spending, b: Spending): Spending {
  return { usd: a.usd - b.usd, tokens: a.tokens - b.tokens };
}
