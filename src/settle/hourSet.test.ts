import { HourSet } from './hourSet';

const HOUR_NS = 3_600_000_000_000n;

test.each<[string, bigint, number]>([
  ['start of an hour', 5n * HOUR_NS, 18_000],
  ['last nanosecond of an hour', 6n * HOUR_NS - 1n, 18_000],
  ['1970', 0n, 0],
  ['before 1970', -1n, -3600],
  ['a full hour before 1970', -HOUR_NS, -3600],
])('%s', (_name, time, hour) => {
  const hours = new HourSet();
  hours.add('a', time);
  expect(hours.sorted()).toEqual([{ service: 'a', hour }]);
});

test('each pair once, by hour and service', () => {
  const hours = new HourSet();
  for (const [service, hour] of [
    ['b', 2n],
    ['a', 2n],
    ['a', 1n],
    ['a', 2n],
  ] as const)
    hours.add(service, hour * HOUR_NS);
  expect([hours.size, hours.sorted().map(({ service, hour }) => `${service}${hour / 3600}`)]).toEqual([3, ['a1', 'a2', 'b2']]);
});
