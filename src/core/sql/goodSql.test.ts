import { goodQuerySchema } from '../query/model';
import { evaluatorsStatement, goodStatements, trafficStatement } from './goodSql';
import { printReadable } from './sql';

/** From 2026-11-25 06:10 to 12:40 UTC; the newest part begins at 11:00. */
const RANGE = { from: 1_795_587_000_000, to: 1_795_610_400_000, recent: 1_795_604_400_000, bucketMs: 6 * 3_600_000 };
const ask = (query: object) => goodQuerySchema.parse({ kind: 'good', ...query });
const printed = (query: object): Record<string, string> => {
  const { scores, traffic, before } = goodStatements(ask(query), RANGE);
  return { scores: printReadable(scores), traffic: printReadable(traffic), before: printReadable(before) };
};

test('an alert reads whole hours of the rollups by their key', () => {
  const filters = [{ field: 'service', operator: '=', values: ['bot'] }];
  expect(printed({ format: 'table', groupBy: ['topic'], dimensions: ['factuality'], evaluator: 'judge', filters })).toEqual({
    scores: `SELECT 0 AS bucket, name, evaluator, evaluator_epoch, topic, sum(n), sum(sw), sum(sw2), sum(swx), sum(swxx), sum(n_failed), sum(n_generated), sumIf(n, hour >= '2026-11-25 11:00:00'), any(scale_min), any(scale_max), any(is_rate), toUnixTimestamp(min(hour)), toUnixTimestamp(max(hour))
FROM quality_hourly
WHERE hour >= '2026-11-25 06:00:00' AND hour < '2026-11-25 13:00:00' AND service IN ['bot'] AND name IN ['factuality'] AND evaluator = 'judge'
GROUP BY bucket, name, evaluator, evaluator_epoch, topic
ORDER BY bucket`,
    traffic: `SELECT 0 AS bucket, sum(n) - sum(n_error), sumIf(n, hour >= '2026-11-25 11:00:00') - sumIf(n_error, hour >= '2026-11-25 11:00:00'), sum(n_generated), topic
FROM traffic_hourly
WHERE hour >= '2026-11-25 06:00:00' AND hour < '2026-11-25 13:00:00' AND service IN ['bot']
GROUP BY bucket, topic
ORDER BY bucket`,
    before: `SELECT DISTINCT name, topic FROM quality_hourly WHERE hour >= '2026-10-26 06:00:00' AND hour < '2026-11-25 06:00:00' AND service IN ['bot'] AND name IN ['factuality'] AND evaluator = 'judge' AND n + n_failed > 0 ORDER BY name, topic LIMIT 10000`,
  });
});

test('what the services have evaluators for is known by service alone', () => {
  const filters = [
    { field: 'service', operator: '=', values: ['bot'] },
    { field: 'topic', operator: '=', values: ['x'] },
  ];
  expect(printReadable(evaluatorsStatement(ask({ dimensions: ['factuality'], filters }), RANGE))).toBe(
    `SELECT DISTINCT name FROM changes WHERE kind = 'evaluator' AND first_seen < fromUnixTimestamp64Milli(1795610400000) AND last_seen >= fromUnixTimestamp64Milli(1792995000000) AND service IN ['bot'] AND name IN ['factuality'] ORDER BY name LIMIT 50`,
  );
});

test('a panel reads buckets of the zone, and its five steps from the totals, however it is grouped', () => {
  const { scores, steps } = goodStatements(ask({ timezone: 'Europe/Berlin', groupBy: ['topic'] }), RANGE);
  expect(printReadable(scores)).toContain(
    "SELECT toUnixTimestamp(toStartOfInterval(hour, toIntervalHour(6), 'Europe/Berlin')) AS bucket, name",
  );
  expect(steps && printReadable(steps)).toBe(
    `SELECT name, evaluator, evaluator_epoch, sum(c1), sum(w1), sum(c2), sum(w2), sum(c3), sum(w3), sum(c4), sum(w4), sum(c5), sum(w5)
FROM quality_totals
WHERE hour >= '2026-11-25 06:00:00' AND hour < '2026-11-25 13:00:00'
GROUP BY name, evaluator, evaluator_epoch`,
  );
  expect(goodStatements(ask({ format: 'table' }), RANGE).steps).toBeNull();
});

test('a filter that the rollups lack reads single scores and requests of the same hours', () => {
  const { scores = '', traffic = '' } = printed({ filters: [{ field: 'status', operator: '=', values: ['error'] }] });
  expect(scores).toContain('FROM scores\n)');
  expect(scores).toContain(
    "WHERE time >= '2026-11-25 06:00:00' AND time < '2026-11-25 13:00:00' AND trace_id GLOBAL IN (SELECT trace_id FROM interaction_metrics WHERE",
  );
  expect(traffic).toContain('FROM interaction_metrics)');
  expect(traffic).toContain("time < '2026-11-25 13:00:00' AND status IN ['error']");
});

const SOURCES: [string, object, string, string][] = [
  ['nothing but the range', {}, 'quality_totals', 'traffic_totals'],
  ['a variable at All', { filters: [{ field: 'topic', operator: '=', values: [] }] }, 'quality_totals', 'traffic_totals'],
  [
    'service and environment',
    { filters: [{ field: 'service', operator: '=', values: ['bot'] }], groupBy: ['environment'] },
    'quality_totals',
    'traffic_totals',
  ],
  ['a segment to group by', { groupBy: ['service', 'topic'] }, 'quality_hourly', 'traffic_hourly'],
  ['a segment to filter by', { filters: [{ field: 'topic', operator: '!=', values: ['x'] }] }, 'quality_hourly', 'traffic_hourly'],
];
test.each(SOURCES)('%s is read from the fewest rows', (_name, query, quality, requests) => {
  const { scores = '', traffic = '' } = printed(query);
  expect(scores).toContain(`FROM ${quality}\nWHERE hour`);
  expect(traffic).toContain(`FROM ${requests}\nWHERE hour`);
});

test('requests since an epoch began', () => {
  const text = printReadable(trafficStatement(ask({ format: 'table' }), { ...RANGE, from: 1_795_600_800_000 }));
  expect(text).toContain("WHERE hour >= '2026-11-25 10:00:00' AND hour < '2026-11-25 13:00:00'");
});

test.each(['user_id', 'nope', 'topic, now()'])('%j cannot be grouped by', (field) =>
  expect(() => printed({ groupBy: [field] })).toThrow(`"${field}" cannot be grouped by`),
);
