/** What a `budget` query answers: numeric-long, a row a segment. docs/contracts/budget.md describes it for people. */
import { columns, labelField, numberField } from './field';
import type { FieldConfigJSON, FrameJSON } from './frame';

/** Number fields after the group-by columns, in order. */
export const BUDGET_NUMBERS = [
  /** 1 when the budget is spent or will be before the period ends, else 0; never null. */
  'firing',
  /** Code of BUDGET_STATES. */
  'state',
  /** US dollars since the period began, and the budget. */
  'spent',
  'budget',
  /** spent / budget. */
  'share',
  /** US dollars an hour at the present rate, and what will have been spent at the end of the period if it stays so. */
  'rate',
  'projected',
  /** When the budget will be spent at the present rate, milliseconds; null when it is already, or not within the period. */
  'spent_at',
  /** Ends of the period, milliseconds. */
  'period_start',
  'period_end',
  /** Share of the period's requests whose cost is not known: they are missing in `spent`. Null without requests. */
  'unpriced',
] as const;
export type BudgetNumber = (typeof BUDGET_NUMBERS)[number];

/** Codes are part of the contract with saved alert rules: add, never renumber. */
export const BUDGET_STATES = { within: 0, will_be_spent: 1, spent: 2 } as const;

/** Values of the group-by columns, then the numbers. */
export interface BudgetRow {
  readonly segment: readonly string[];
  readonly numbers: Readonly<Record<BudgetNumber, number | null>>;
}

const USD: FieldConfigJSON = { unit: 'currencyUSD' };
const SHARE: FieldConfigJSON = { unit: 'percentunit' };
const TIME: FieldConfigJSON = { unit: 'dateTimeAsIso' };
const STATE: FieldConfigJSON = {
  mappings: [
    {
      type: 'value',
      options: {
        '0': { text: 'Within', color: 'green', index: 0 },
        '1': { text: 'Will be spent', color: 'orange', index: 1 },
        '2': { text: 'Spent', color: 'red', index: 2 },
      },
    },
  ],
};
const CONFIG: Partial<Readonly<Record<BudgetNumber, FieldConfigJSON>>> = {
  state: STATE,
  spent: USD,
  budget: USD,
  rate: USD,
  projected: USD,
  share: SHARE,
  unpriced: SHARE,
  spent_at: TIME,
  period_start: TIME,
  period_end: TIME,
};

/** @param values number columns to return; all when empty */
export function budgetFrame(
  { refId, groupBy, values }: { readonly refId: string; readonly groupBy: readonly string[]; readonly values: readonly BudgetNumber[] },
  rows: readonly BudgetRow[],
): FrameJSON {
  const numbers = values.length === 0 ? BUDGET_NUMBERS : values;
  const fields = [...groupBy.map((name) => labelField(name)), ...numbers.map((name) => numberField(name, CONFIG[name]))];
  return {
    schema: {
      refId,
      name: 'budget',
      meta: { type: 'numeric-long', typeVersion: [0, 1], custom: { kind: 'budget', groupBy } },
      fields,
    },
    data: {
      values: columns(
        rows.map(({ segment, numbers: own }) => [...segment, ...numbers.map((name) => own[name])]),
        fields.length,
      ),
    },
  };
}
