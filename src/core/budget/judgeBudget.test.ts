import { BUDGET_STATES } from '../frames/budgetFrame';
import { judgeBudget } from './judgeBudget';
import { periodOf } from './periodOf';

const HOUR = 3_600_000;
const period = { start: 0, end: 30 * 24 * HOUR };
/** Ten days in. */
const now = 240 * HOUR;

describe('a budget of 300 dollars a month, ten days in', () => {
  test.each([
    // 0.3 dollars an hour for 480 hours are 144.
    { name: 'lasts', spent: 100, lately: 7.2, state: 'within', projected: 244, spentAt: null },
    // 0.5 an hour: 240 more. The 200 that are left last 400 hours.
    { name: 'does not last', spent: 100, lately: 12, state: 'will_be_spent', projected: 340, spentAt: now + 400 * HOUR },
    { name: 'is spent', spent: 300, lately: 0, state: 'spent', projected: 300, spentAt: null },
    { name: 'is not touched', spent: 0, lately: 0, state: 'within', projected: 0, spentAt: null },
  ] as const)('$name', ({ spent, lately, state, projected, spentAt }) => {
    const found = judgeBudget({ spent, lately, requests: 10, priced: 8 }, { budget: 300, rateHours: 24, period, now });
    expect(found).toMatchObject({ state: BUDGET_STATES[state], firing: state === 'within' ? 0 : 1, share: spent / 300, spent_at: spentAt });
    expect(found.projected).toBeCloseTo(projected, 9);
    expect(found.unpriced).toBeCloseTo(0.2, 9);
  });

  test('without a request nothing is said of prices', () => {
    const rule = { budget: 1, rateHours: 6, period, now };
    expect(judgeBudget({ spent: 0, lately: 0, requests: 0, priced: 0 }, rule).unpriced).toBeNull();
  });
});

const at = (text: string): number => Date.parse(text);

// Berlin's clocks go forward on 29 March and back on 25 October 2026; New York's on 8 March and 1 November.
test.each([
  ['day', 'UTC', '2026-11-25T12:30:00Z', '2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z'],
  ['day', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['day', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ['day', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
  ['day', 'America/New_York', '2026-03-09T03:59:59Z', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
  ['month', 'America/New_York', '2026-11-20T00:00:00Z', '2026-11-01T04:00:00Z', '2026-12-01T05:00:00Z'],
  ['month', 'Europe/Berlin', '2026-12-31T23:30:00Z', '2026-12-31T23:00:00Z', '2027-01-31T23:00:00Z'],
  ['day', 'Asia/Kathmandu', '2026-06-10T12:00:00Z', '2026-06-09T18:00:00Z', '2026-06-10T18:00:00Z'],
  ['day', 'Pacific/Kiritimati', '2026-06-10T12:00:00Z', '2026-06-10T10:00:00Z', '2026-06-11T10:00:00Z'],
  ['day', 'Pacific/Pago_Pago', '2026-06-10T12:00:00Z', '2026-06-10T11:00:00Z', '2026-06-11T11:00:00Z'],
] as const)('the %s in %s around %s', (period_, zone, moment, start, end) => {
  expect(periodOf(at(moment), period_, zone)).toEqual({ start: at(start), end: at(end) });
});
