/** Hourly cells made inside the engine, for questions of "is it getting worse?": segments × topics × 35 days of hours. */
import type { Driver } from '../src/storage/driver';

export const SEGMENTS = 65;
export const TOPICS = 8;
export const DAYS = 35;
/** The service that fell: by one point on topic 3, for 30 hours. */
export const FALLEN = 7;

const HOURS = DAYS * 24;

export const serviceName = (segment: number): string => `service ${segment}`;

/**
 * Two judged answers of twenty requests an hour, segment and topic, on average: about 400 judged answers a segment and day.
 * The weeks are one part, as old hours are in use; the newest week is there twice more, in parts that are not merged.
 * @param until seconds since 1970-01-01 UTC at a whole hour; the data ends there
 */
export async function loadCells(driver: Driver, until: number): Promise<void> {
  await insert(driver, until, HOURS, 1);
  for (const table of TABLES) {
    await driver.command({ sql: `OPTIMIZE TABLE ${table} FINAL` });
    await driver.command({ sql: `SYSTEM STOP MERGES ${table}` });
  }
  for (const version of [2, 3]) await insert(driver, until, 7 * 24, version);
}

const TABLES = ['quality_hourly_local', 'quality_totals_local', 'traffic_hourly_local', 'traffic_totals_local'] as const;

async function insert(driver: Driver, until: number, hours: number, version: number): Promise<void> {
  const cells = `(SELECT intDiv(number, ${SEGMENTS * TOPICS}) AS ago, number % ${SEGMENTS} AS segment, intDiv(number, ${SEGMENTS}) % ${TOPICS} AS place,
    toDateTime(${until} - (ago + 1) * 3600, 'UTC') AS hour, concat('service ', toString(segment)) AS service, concat('topic ', toString(place)) AS topic
    FROM numbers(${hours * SEGMENTS * TOPICS}))`;
  const key = `hour, service, 'production' AS environment`;
  const segments = `'1.0' AS release, topic, 'answer' AS prompt_name, if(ago > 400, 'v1', 'v2') AS prompt_version, 'openai' AS provider, 'm' AS model, 'm-1' AS model_version`;
  // Sums of 1 to 3 scores about 4.2, of which each stands for ten requests.
  const figures = `1 + cityHash64(segment, place, ago) % 3 AS n, 3.2 + cityHash64(ago, segment, place, 1) % 2000 / 1000 - (segment = ${FALLEN} AND place = 3 AND ago < 30) AS mean,
    n * mean AS sx, n * (mean * mean + 0.3) AS sxx, 10. * n AS sw, 100. * n AS sw2, 10 * sx AS swx, 10 * sxx AS swxx, if(mean < 3.3, sw / 2, 0) AS w1, 0. AS w2`;
  const quality = 'n, sx, sxx, sw, sw2, swx, swxx, w1, w2';
  await driver.command({
    sql: `INSERT INTO quality_hourly_local (name, evaluator, evaluator_epoch, scale_min, scale_max, is_rate, hour, service, environment,
      release, topic, prompt_name, prompt_version, provider, model, model_version, ${quality}, row_version)
      SELECT 'factuality', 'judge', 'e1', 1, 5, 0, hour, service, environment, release, topic, prompt_name, prompt_version, provider, model, model_version,
        ${quality}, ${version} FROM (SELECT ${key}, ${segments}, ${figures} FROM ${cells})`,
    settings: { max_partitions_per_insert_block: 0 },
  });
  const slow = `cityHash64(ago, place, segment, 3) % 2`;
  const traffic = `20 AS n, cityHash64(ago, place, segment, 2) % 50 = 0 AS n_error, 20 AS n_cost, 0.02 + cityHash64(ago, place) % 100 / 10000 AS cost, cost * cost / 15 AS cost2,
    mapFromArrays([toUInt16(70), toUInt16(76), toUInt16(84)], [toUInt64(12), toUInt64(8 - ${slow}), toUInt64(${slow})]) AS ttft`;
  await driver.command({
    sql: `INSERT INTO traffic_hourly_local (hour, service, environment, release, topic, prompt_name, prompt_version, provider, model, model_version,
      n, n_error, n_cost, cost, cost2, ttft, row_version)
      SELECT hour, service, environment, release, topic, prompt_name, prompt_version, provider, model, model_version,
        n, n_error, n_cost, cost, cost2, ttft, ${version} FROM (SELECT ${key}, ${segments}, ${traffic} FROM ${cells})`,
    settings: { max_partitions_per_insert_block: 0 },
  });
  await totals(driver, until - hours * 3600, version);
}

async function totals(driver: Driver, from: number, version: number): Promise<void> {
  const since = `row_version = ${version} AND hour >= toDateTime(${from}, 'UTC')`;
  const sums = ['n', 'sx', 'sxx', 'sw', 'sw2', 'swx', 'swxx', 'w1', 'w2'];
  const keys = 'hour, name, evaluator, evaluator_epoch, service, environment, scale_min, scale_max, is_rate';
  await driver.command({
    sql: `INSERT INTO quality_totals_local (${keys}, ${sums.join(', ')}, row_version)
      SELECT ${keys}, ${sums.map((sum) => `sum(${sum})`).join(', ')}, ${version} FROM quality_hourly_local WHERE ${since} GROUP BY ${keys}`,
  });
  await driver.command({
    sql: `INSERT INTO traffic_totals_local (hour, service, environment, n, n_error, row_version)
      SELECT hour, service, environment, sum(n), sum(n_error), ${version} FROM traffic_hourly_local WHERE ${since} GROUP BY hour, service, environment`,
  });
}
