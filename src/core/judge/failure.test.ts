import { afterFailure, afterSuccess, CLOSED, isOpen } from './breaker';
import { add, isOverBudget, spentShare, thinningAt } from './budget';
import { capabilityText, EVERYTHING, without } from './capability';
import { backoffMs, failureOf } from './failure';
import { faster, slower, startPace } from './pace';

const NOW = Date.UTC(2026, 10, 25, 12);
const fail = (status: number, body = '', headers: Readonly<Record<string, string>> = {}) =>
  failureOf({ status, body, header: (name) => headers[name], now: NOW });

test.each([
  ['a pace', fail(429), 'rate_limited', 'retry', undefined],
  ['a pace in seconds', fail(429, '', { 'retry-after': '7' }), 'rate_limited', 'retry', 7000],
  [
    'a pace in milliseconds, which comes first',
    fail(429, '', { 'retry-after-ms': '250', 'retry-after': '7' }),
    'rate_limited',
    'retry',
    250,
  ],
  ['a pace as a date', fail(503, '', { 'retry-after': 'Wed, 25 Nov 2026 12:00:30 GMT' }), 'provider_5xx', 'retry', 30_000],
  ['a date that is over', fail(503, '', { 'retry-after': 'Wed, 25 Nov 2026 11:00:30 GMT' }), 'provider_5xx', 'retry', 0],
  ['nonsense for a wait', fail(429, '', { 'retry-after': 'soon' }), 'rate_limited', 'retry', undefined],
  [
    'no money',
    fail(429, '{"error":{"code":"insufficient_quota","message":"You exceeded your current quota"}}'),
    'billing',
    'block',
    undefined,
  ],
  ['a spend limit', fail(429, '{"error":{"details":{"error_code":"enforced_spend_limit_reached"}}}'), 'billing', 'block', undefined],
  ['no money by status', fail(402), 'billing', 'block', undefined],
  ['a credit balance', fail(400, '{"error":{"message":"Your credit balance is too low"}}'), 'billing', 'block', undefined],
  ['a wrong key', fail(401), 'auth', 'block', undefined],
  ['no such model', fail(404), 'model_unavailable', 'block', undefined],
  ['overloaded', fail(529), 'provider_5xx', 'retry', undefined],
  ['the provider says no use', fail(500, '', { 'x-should-retry': 'false' }), 'provider_5xx', 'item', undefined],
  [
    'too long',
    fail(400, '{"error":{"message":"This model has a maximum context length of 8192 tokens"}}'),
    'context_too_long',
    'item',
    undefined,
  ],
  ['filtered', fail(400, '{"error":{"code":"content_filter"}}'), 'content_filter', 'item', undefined],
  ['too long in other words', fail(400, '{"error":{"message":"Input text exceeds 32768 tokens"}}'), 'context_too_long', 'item', undefined],
  [
    'words of money in what was sent',
    fail(400, '{"error":{"message":"Bad input: How do I see my balance and billing, and change a payment?"}}'),
    'bad_request',
    'item',
    undefined,
  ],
  ['something else', fail(400, '{"error":{"message":"no"}}'), 'bad_request', 'item', undefined],
])('%s', (_name, failure, error, then, waitMs) => {
  expect([failure.error, failure.then, failure.waitMs]).toEqual([error, then, waitMs]);
});

test.each([
  ['by field', '{"error":{"message":"bad","param":"temperature"}}', 'temperature'],
  ['by a path', '{"error":{"message":"bad","param":"response_format.json_schema"}}', 'response_format'],
  ['in words', '{"error":{"message":"Unsupported parameter: \'max_completion_tokens\' is not supported"}}', 'max_completion_tokens'],
  ['none', '{"error":{"message":"no"}}', undefined],
  ['in escaped quotes', '{"error":{"message":"Unknown name \\"response_format\\": no such field"}}', 'response_format'],
  ['as a path with a colon', '{"error":{"message":"output_config.format: Extra inputs are not permitted"}}', 'output_config'],
  ['after a colon', '{"error":{"message":"Unrecognized request argument supplied: reasoning_effort"}}', 'reasoning_effort'],
  ['that is only a word', '{"error":{"message":"The text has a format that this store cannot take; reasoning failed"}}', undefined],
  ['that is only a key of the body', '{"error":{"message":"no"},"echo":{"text":"x","format":"y"}}', undefined],
  ['of another name', '{"error":{"message":"bad \'text\'","param":"messages"}}', undefined],
  ['one that is needed', '{"error":{"message":"bad","param":"messages"}}', undefined],
])('a refused parameter %s', (_name, body, parameter) => {
  expect(fail(400, body).parameter).toBe(parameter);
});

test('capabilities step down and end', () => {
  const steps = ['response_format', 'temperature', 'response_format'].reduce(
    (capability, name) => without(capability, name) ?? capability,
    EVERYTHING,
  );
  expect(capabilityText(steps)).toBe('text -temperature');
  expect(without(steps, 'response_format')).toBeUndefined();
  expect(without(steps, 'temperature')).toBeUndefined();
});

test('waits double up to a minute, vary, and never fall below what was asked for', () => {
  expect([1, 2, 3, 20].map((n) => backoffMs(n, undefined, 1))).toEqual([500, 1000, 2000, 60_000]);
  expect(backoffMs(1, undefined, 0)).toBe(250);
  expect(backoffMs(1, 10_000, 0)).toBe(10_000);
  expect(backoffMs(1, 10_000, 0.999)).toBeLessThan(12_500);
});

test('five failures in a row open the breaker, longer each time; a success closes it; one item does not count', () => {
  const down = fail(500);
  const four = [1, 2, 3, 4].reduce((breaker) => afterFailure(breaker, down, NOW), CLOSED);
  expect(isOpen(four, NOW)).toBe(false);
  expect(isOpen(afterFailure(four, fail(400), NOW), NOW)).toBe(false);
  const open = afterFailure(four, down, NOW);
  expect([isOpen(open, NOW), isOpen(open, NOW + 29_999), isOpen(open, NOW + 30_000)]).toEqual([true, true, false]);
  expect(afterFailure(open, down, NOW).openUntil).toBe(NOW + 60_000);
  expect(open.reason).toMatch(/^provider_5xx/);
  expect(afterSuccess()).toEqual(CLOSED);
});

test('a wrong key blocks at once for ten minutes, a pace never does', () => {
  expect(afterFailure(CLOSED, fail(401), NOW).openUntil).toBe(NOW + 600_000);
  const limited = Array.from({ length: 20 }).reduce<typeof CLOSED>((breaker) => afterFailure(breaker, fail(429), NOW), CLOSED);
  expect(isOpen(limited, NOW)).toBe(false);
});

test('half the calls after a 429, once for those told together, and one more a minute', () => {
  const slow = slower(startPace(32, NOW - 5000), 2000, NOW);
  expect(slow).toEqual({ limit: 16, changedAt: NOW, pausedUntil: NOW + 2000 });
  expect(slower(slow, 3000, NOW + 10)).toEqual({ limit: 16, changedAt: NOW, pausedUntil: NOW + 3010 });
  expect(slower(slow, undefined, NOW + 2000).limit).toBe(8);
  expect(faster(slow, 32, NOW + 59_999).limit).toBe(16);
  expect(faster(slow, 32, NOW + 180_000).limit).toBe(19);
  expect(faster(slow, 17, NOW + 1_800_000).limit).toBe(17);
  expect(slower(startPace(1, 0), undefined, NOW).limit).toBe(1);
});

test('budgets', () => {
  const limits = { usd_per_day: 10, tokens_per_day: 1000 };
  expect(spentShare({ usd: 5, tokens: 900 }, limits)).toBe(0.9);
  expect(spentShare({ usd: 5, tokens: 900 }, { usd_per_day: null, tokens_per_day: null })).toBe(0);
  expect([0, 0.8, 0.9, 1, 3].map((share) => Number(thinningAt(share).toFixed(3)))).toEqual([1, 1, 0.55, 0.1, 0.1]);
  expect(isOverBudget({ usd: 9.9, tokens: 0 }, { usd: 0.2, tokens: 1 }, limits)).toBe(true);
  expect(isOverBudget({ usd: 9.9, tokens: 0 }, { usd: 0.1, tokens: 1 }, limits)).toBe(false);
  expect(add({ usd: 1, tokens: 2 }, { usd: 1, tokens: 2 })).toEqual({ usd: 2, tokens: 4 });
});
