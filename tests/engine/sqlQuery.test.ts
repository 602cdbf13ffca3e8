/** SQL of people on the real engine: what it can do, and what it cannot reach. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFileSchema } from '../../src/config/configFile';
import type { QueryAnswer } from '../../src/core/frames/frame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { answerQueries } from '../../src/server/answerQueries';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const FROM = Date.UTC(2026, 2, 28);
const TO = Date.UTC(2026, 2, 31);

forEachDriver('sql', (open) => {
  let store: TestStore;
  let folder: string;
  let web: Server;
  let visits = 0;
  const secret = (): string => join(folder, 'secret.txt');
  const ask = async (rawSql: string, more: object = {}): Promise<QueryAnswer | undefined> => {
    const deps = {
      driver: store.driver,
      settings: { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}) },
      clock: { now: () => TO },
    };
    const { results } = await answerQueries({ from: FROM, to: TO, queries: [{ refId: 'A', kind: 'sql', rawSql, ...more }] }, deps);
    return results.A;
  };
  beforeAll(async () => {
    store = await open();
    folder = mkdtempSync(join(tmpdir(), 'plumbline-sql-'));
    writeFileSync(secret(), 'secret');
    web = createServer((_request, response) => {
      visits++;
      response.end('1\n');
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await store.close();
    await new Promise((resolve) => web.close(resolve));
    rmSync(folder, { recursive: true });
  });

  test('types arrive as fields', async () => {
    const answer = await ask(
      "SELECT toDateTime64('2026-03-29 01:00:00.5', 9, 'UTC') AS a, toDateTime('2026-03-29 12:00:00', 'Europe/Berlin') AS b, 18446744073709551615 AS c, [1, 2] AS d, map('k', 1) AS e, true AS f, NULL AS g, nan AS h, 1.5 AS i",
    );
    expect(answer).toMatchObject({ status: 200 });
    expect(answer?.frames[0]?.data.values).toEqual([
      [Date.UTC(2026, 2, 29, 1, 0, 0, 500)],
      [Date.UTC(2026, 2, 29, 10)],
      ['18446744073709551615'],
      ['[1,2]'],
      ['{"k":1}'],
      [true],
      [null],
      [null],
      [1.5],
    ]);
  });

  test('a time without a zone is UTC, whatever the zone of the server', async () => {
    const answer = await ask("SELECT getSetting('session_timezone') AS zone, toDateTime('2026-03-29 01:00:00') AS t");
    expect(answer?.frames[0]?.data.values).toEqual([['UTC'], [Date.UTC(2026, 2, 29, 1)]]);
  });

  test('macros: days of the zone, through the night with 23 hours', async () => {
    const times = "SELECT toDateTime('2026-03-28 00:00:00', 'UTC') + toIntervalHour(number) AS t FROM numbers(96)";
    const answer = await ask(`SELECT $__timeInterval(t) AS time, count() AS n FROM (${times}) WHERE $__timeFilter(t) GROUP BY time`, {
      intervalMs: 86_400_000,
      timezone: 'Europe/Berlin',
      format: 'time_series',
    });
    expect(answer?.frames[0]?.data.values).toEqual([
      ['2026-03-27T23:00', '2026-03-28T23:00', '2026-03-29T22:00', '2026-03-30T22:00'].map((time) => Date.parse(`${time}Z`)),
      [23, 23, 24, 2],
    ]);
  });

  test('every view can be read', async () => {
    for (const view of [
      'spans',
      'span_content',
      'scores',
      'interactions',
      'interaction_metrics',
      'retrieved_documents',
      'quality_hourly',
      'traffic_hourly',
      'quality_totals',
      'traffic_totals',
      'changes',
    ])
      expect([view, await ask(`SELECT * FROM ${view}`)]).toEqual([view, expect.objectContaining({ status: 200 })]);
  });

  const REFUSED: [string, (context: { file: string; port: number }) => string][] = [
    ['a scalar that reads a file', ({ file }) => `SELECT file('${file}')`],
    ['a table function that reads a file', ({ file }) => `SELECT * FROM file('${file}', 'LineAsString')`],
    ['a file as a table name', ({ file }) => `SELECT * FROM \`${file}\``],
    ['a file by a quoted, escaped name', ({ file }) => `SELECT \`fil\\x65\`('${file}')`],
    ['a file behind a view', ({ file }) => `SELECT * FROM view(SELECT file('${file}'))`],
    ['a file behind a comment', ({ file }) => `SELECT /* ' */ file /**/ ('${file}') --'`],
    ['a file behind a heredoc', ({ file }) => `SELECT $x$'$x$, file('${file}'), $x$'$x$`],
    ['a URL', ({ port }) => `SELECT * FROM url('http://127.0.0.1:${port}/', 'CSV', 'a Int32')`],
    ['another host', ({ port }) => `SELECT * FROM remote('127.0.0.1:${port}', system.one)`],
    ['a bucket', ({ port }) => `SELECT * FROM s3('http://127.0.0.1:${port}/b/k.csv', 'CSV', 'a Int32')`],
    ['a MySQL server', ({ port }) => `SELECT * FROM mysql('127.0.0.1:${port}', 'd', 't', 'u', 'p')`],
    ['a program', () => "SELECT * FROM executable('id', 'TSV', 'a String')"],
    ['a file written', ({ file }) => `SELECT 1 INTO OUTFILE '${file}.out'`],
    ['a table function written to', ({ file }) => `INSERT INTO FUNCTION file('${file}.out') SELECT 1`],
    ['a write', () => 'INSERT INTO changes_local SELECT * FROM changes_local'],
    ['a drop', () => 'DROP TABLE spans_local'],
    ['a drop after a select', () => 'SELECT 1; DROP TABLE spans_local'],
    ['a change of rows', () => 'ALTER TABLE spans_local DELETE WHERE 1'],
    ['a temporary table', () => 'CREATE TEMPORARY TABLE x (a Int8)'],
    ['a setting', () => 'SET readonly = 0'],
    ['a setting in the statement', () => 'SELECT 1 SETTINGS readonly = 0'],
    ['a limit lifted', () => 'SELECT 1 SETTINGS max_execution_time = 0'],
    ['queries of others ended', () => 'KILL QUERY WHERE 1'],
    ['another database for all that follow', () => 'USE system'],
    ['the engine told what to do', () => 'SYSTEM FLUSH LOGS'],
  ];
  test.each(REFUSED)('%s is refused and nothing is reached', async (_name, write) => {
    const port = (web.address() as AddressInfo).port;
    const answer = await ask(write({ file: secret(), port }));
    expect(answer).toMatchObject({ status: 400, frames: [], errorSource: 'plugin' });
    expect(visits).toBe(0);
    expect(existsSync(`${secret()}.out`)).toBe(false);
    expect(await ask('SELECT count() FROM spans')).toMatchObject({ status: 200 });
  });

  test('rows beyond the limit are cut, and it is said', async () => {
    const answer = await ask('SELECT number FROM system.numbers LIMIT 300000');
    expect(answer?.frames[0]?.data.values[0]).toHaveLength(200_000);
    expect(answer?.frames[0]?.schema.meta?.notices).toEqual([{ severity: 'warning', text: expect.stringContaining('200,000 rows') }]);
  });

  test('a mistake is told in the words of the engine', async () => {
    expect(await ask('SELECT nope FROM spans')).toMatchObject({ status: 400, error: expect.stringContaining('nope') });
  });
});
