/** Filters attacked on the real engine: whatever the values are, exactly the rows that hold them come back. */
import fc from 'fast-check';
import { interactions, spans } from '../../src/core/model/tables';
import type { Filter } from '../../src/core/query/model';
import { compileFilters } from '../../src/core/sql/compileFilter';
import { print, sql } from '../../src/core/sql/sql';
import { interactionRow, spanRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const TIME = BigInt(Date.UTC(2026, 10, 25, 6)) * 1_000_000n;
const RANGE = { from: Date.UTC(2026, 10, 25), to: Date.UTC(2026, 10, 26) };

const NASTY = [
  "'",
  "''",
  '"',
  '`',
  '\\',
  "\\'",
  "' OR 1 = 1 --",
  "'); DROP TABLE interactions_local; --",
  '{p0:String}',
  '${x}',
  '%27',
  'null',
  '\\N',
  '',
  ' ',
  '\n',
  '\t',
  '\r\n',
  '\0',
  '🙂',
  'Größe',
  '[]',
  "['a']",
  '/* x */',
  'a;b',
  '?',
  ':p0',
  '\u2028',
];

forEachDriver('filters', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    await store.driver.insert(
      interactions,
      NASTY.map((topic, index) =>
        interactionRow({
          trace_id: String(index),
          time: TIME + BigInt(index),
          service: 'bot',
          topic,
          latency_ms: index,
          ttft_ms: index < 5 ? index : null,
          tool_calls: [topic, 'x'],
          row_version: 1n,
        }),
      ),
    );
    await store.driver.insert(
      spans,
      NASTY.map((value, index) =>
        spanRow({
          trace_id: String(index),
          start_time: TIME,
          attributes: new Map([[`key ${value}`, value]]),
          resource_attributes: new Map([['tenant', index < 3 ? 'a' : 'b']]),
          ingest_ts: TIME,
        }),
      ),
    );
  });
  afterAll(() => store.close());

  const found = async (...filters: Filter[]): Promise<string[]> => {
    const where = compileFilters(filters, { target: 'interactions', ...RANGE });
    const { rows } = await store.driver.query(print(sql`SELECT trace_id FROM interaction_metrics WHERE ${where} ORDER BY time`));
    return rows.map(([id]) => String(id));
  };
  const all = NASTY.map((_value, index) => String(index));

  test('each nasty value finds itself, in a column, a list and an attribute', async () => {
    await Promise.all(
      NASTY.map(async (value, index) => {
        const fields = ['topic', 'tool_calls', `attributes.key ${value}`];
        const filters = fields.map((field): Filter => ({ field, operator: '=', values: [value] }));
        expect([value, await found(...filters)]).toEqual([value, [String(index)]]);
      }),
    );
  });

  const CASES: [string, Filter[], string[]][] = [
    ['all of them', [{ field: 'topic', operator: 'in', values: NASTY }], all],
    ['none of them', [{ field: 'topic', operator: 'not in', values: NASTY }], []],
    ['a pattern with flags, as RE2 has them', [{ field: 'topic', operator: '=~', values: ['(?i)^GRÖSSE$', '(?i)drop table'] }], ['7']],
    ['not a pattern', [{ field: 'topic', operator: '!~', values: ['^$', '.', '\\s', '\\x00'] }], []],
    ['a number above', [{ field: 'latency_ms', operator: '>=', values: ['26'] }], ['26', '27']],
    ['an unknown number is not below', [{ field: 'ttft_ms', operator: '<', values: ['2'] }], ['0', '1']],
    ['an unknown number is not equal', [{ field: 'ttft_ms', operator: '!=', values: ['0', '1', '2', '3'] }], all.slice(4)],
    ['an attribute of the resource', [{ field: 'attributes.tenant', operator: '=', values: ['a'] }], ['0', '1', '2']],
    ['not that attribute', [{ field: 'attributes.tenant', operator: '!=', values: ['a'] }], all.slice(3)],
    ['an attribute that nobody has', [{ field: 'attributes.nope', operator: '=', values: [''] }], []],
    ['not one that nobody has', [{ field: 'attributes.nope', operator: '!=', values: ['x'] }], all],
    [
      'two filters',
      [
        { field: 'latency_ms', operator: '<', values: ['2'] },
        { field: 'topic', operator: '!=', values: ["'"] },
      ],
      ['1'],
    ],
  ];
  test.each(CASES)('%s', async (_name, filters, expected) => expect(await found(...filters)).toEqual(expected));

  test('random values find nothing but what equals them', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (values) => {
        const expected = NASTY.flatMap((topic, index) => (values.includes(topic) ? [String(index)] : []));
        expect(await found({ field: 'topic', operator: 'in', values })).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  test('a broken pattern is refused by the engine with its code, whatever the rows', async () => {
    await expect(found({ field: 'topic', operator: '=~', values: ['('] })).rejects.toMatchObject({ name: 'StorageError', code: 427 });
  });
});
