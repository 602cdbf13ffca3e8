/** "Does the money last?": what was spent of a budget, and whether the rest lasts until its period ends. */
import { z } from 'zod';
import { BUDGET_NUMBERS } from '../frames/budgetFrame';
import { commonFields } from './commonFields';

export const BUDGET_PERIODS = ['day', 'month'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

const usd = z.number().positive();

export const budgetQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('budget'),
  /** US dollars a period that each segment may spend; the whole selection when the query does not group. */
  budget: usd,
  /** Budgets of single segments: values of the group-by columns, in their order. They have a row also without any request. */
  budgets: z
    .array(z.object({ segment: z.array(z.string().max(1024)).max(3), budget: usd }))
    .max(200)
    .default([]),
  /** The calendar day or month, by the clock of `timezone`, in which the time range ends. */
  period: z.enum(BUDGET_PERIODS).default('month'),
  groupBy: z.array(z.string().max(64)).max(3).default([]),
  format: z.enum(['table']).default('table'),
  /** Number columns; all when empty. An alert rule names exactly one, usually `firing`. */
  values: z.array(z.enum(BUDGET_NUMBERS)).max(BUDGET_NUMBERS.length).default([]),
});
export type BudgetQuery = z.infer<typeof budgetQuerySchema>;
