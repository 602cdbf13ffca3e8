import { RateLimit } from './rateLimit';

const limitAt = (requestsPerSecond: number, bytesPerSecond = Infinity) => {
  const clock = { ms: 0, now: () => clock.ms };
  return { clock, limit: new RateLimit(clock, { requestsPerSecond, bytesPerSecond }) };
};

test('one second of requests at once, then as many as the time gives', () => {
  const { clock, limit } = limitAt(4);
  expect([1, 2, 3, 4, 5].map(() => limit.take())).toEqual([0, 0, 0, 0, 1]);
  clock.ms = 250;
  expect([limit.take(), limit.take()]).toEqual([0, 1]);
  clock.ms = 100_000;
  expect([1, 2, 3, 4, 5].map(() => limit.take())).toEqual([0, 0, 0, 0, 1]);
});

test('less than one a second: one at once, and whole seconds to wait', () => {
  const { clock, limit } = limitAt(0.1);
  expect([limit.take(), limit.take()]).toEqual([0, 10]);
  clock.ms = 7_000;
  expect(limit.take()).toBe(3);
  clock.ms = 10_000;
  expect(limit.take()).toBe(0);
});

test('a body makes debts that the next request waits for', () => {
  const { clock, limit } = limitAt(Infinity, 1000);
  expect(limit.take()).toBe(0);
  limit.spend(4500);
  expect(limit.take()).toBe(4);
  clock.ms = 3_500;
  expect(limit.take()).toBe(0);
});

test('without a limit nobody waits, also when the clock stands still or goes back', () => {
  const { clock, limit } = limitAt(Infinity);
  limit.spend(1e12);
  clock.ms = -5;
  expect(Array.from({ length: 1000 }, () => limit.take()).every((seconds) => seconds === 0)).toBe(true);
});
