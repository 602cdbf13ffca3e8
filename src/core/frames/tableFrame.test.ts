import { tableFrame } from './tableFrame';

const base = { refId: 'A', executedQueryString: 'SELECT …', notices: [], format: 'table' } as const;

const TYPES: [type: string, value: unknown, fieldType: string, expected: unknown][] = [
  ['UInt8', 7, 'number', 7],
  ['Nullable(Int32)', null, 'number', null],
  ['UInt64', '9007199254740991', 'number', 9007199254740991],
  ['UInt64', '9007199254740993', 'string', '9007199254740993'],
  ['Int256', '-170141183460469231731687303715884105728', 'string', '-170141183460469231731687303715884105728'],
  ['LowCardinality(Nullable(Float64))', 1.5, 'number', 1.5],
  ['Decimal(9, 2)', 1.25, 'number', 1.25],
  ['SimpleAggregateFunction(max, UInt8)', 1, 'number', 1],
  ["SimpleAggregateFunction(min, DateTime64(9, 'UTC'))", '1970-01-01 00:00:01.000000000', 'time', 1000],
  ['Bool', true, 'boolean', true],
  ['LowCardinality(String)', 'a', 'string', 'a'],
  ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', 'string', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
  ["Enum8('a' = 1)", 'a', 'string', 'a'],
  ['Array(UInt8)', [1, 2], 'string', '[1,2]'],
  ['Map(String, String)', { a: 'b' }, 'string', '{"a":"b"}'],
  ['Tuple(UInt8, String)', [1, 'x'], 'string', '[1,"x"]'],
  ['IntervalSecond', '5', 'string', '5'],
  ['Nullable(Nothing)', null, 'string', null],
];
test.each(TYPES)('%s %j', (type, value, fieldType, expected) => {
  const [frame] = tableFrame({ ...base, columns: [{ name: 'x', type }], rows: [[value]] });
  expect(frame?.schema.fields[0]?.type).toBe(fieldType);
  expect(frame?.data.values).toEqual([[expected]]);
});

test('one integer beyond 2^53 makes the column text', () => {
  const [frame] = tableFrame({ ...base, columns: [{ name: 'x', type: 'UInt64' }], rows: [['1'], ['18446744073709551615']] });
  expect(frame?.data.values).toEqual([['1', '18446744073709551615']]);
});

test('a time series is a frame a label set and number, by time, without nulls', () => {
  const frames = tableFrame({
    ...base,
    format: 'time_series',
    columns: [
      { name: 't', type: 'DateTime' },
      { name: 'topic', type: 'String' },
      { name: 'n', type: 'UInt64' },
      { name: 'mean', type: 'Nullable(Float64)' },
    ],
    rows: [
      ['1970-01-01 00:00:02', 'a', '1', 4],
      ['1970-01-01 00:00:01', 'a', '2', null],
      ['1970-01-01 00:00:01', 'b', '3', 5],
      [null, 'b', '4', 5],
    ],
  });
  expect(frames.map(({ schema }) => schema.fields[1]?.labels)).toEqual([
    { topic: 'a', value: 'n' },
    { topic: 'a', value: 'mean' },
    { topic: 'b', value: 'n' },
    { topic: 'b', value: 'mean' },
  ]);
  expect(frames.map(({ data }) => data.values)).toEqual([
    [
      [1000, 2000],
      [2, 1],
    ],
    [[2000], [4]],
    [[1000], [3]],
    [[1000], [5]],
  ]);
  expect(frames[0]?.schema.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
});

test('a time series without rows is one frame without fields, which Grafana reads as no data', () => {
  const columns = [
    { name: 't', type: 'DateTime' },
    { name: 'n', type: 'UInt8' },
  ];
  expect(tableFrame({ ...base, format: 'time_series', columns, rows: [] })[0]?.schema.fields).toEqual([]);
});

test.each([
  ['without a time', [{ name: 'n', type: 'UInt8' }], /needs a time column/],
  ['without a number', [{ name: 't', type: 'DateTime' }], /needs a number/],
])('a time series %s is refused', (_name, columns, message) =>
  expect(() => tableFrame({ ...base, format: 'time_series', columns, rows: [] })).toThrow(message),
);
