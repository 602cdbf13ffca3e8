import { migrateQuery } from './migrateQuery';
import { QUERY_VERSION, querySchema } from './model';
import { QueryError } from './queryError';

const ROWS: [string, unknown, Readonly<Record<string, unknown>>][] = [
  ['one without a version is of this one', { kind: 'good' }, { kind: 'good', version: QUERY_VERSION }],
  ['one of this version stays as it is', { kind: 'sql', version: 1, rawSql: 'SELECT 1' }, { kind: 'sql', version: 1, rawSql: 'SELECT 1' }],
  [
    'what the model does not know is left to who wrote it',
    { kind: 'good', version: 1, builder: { a: 1 } },
    { kind: 'good', version: 1, builder: { a: 1 } },
  ],
];
test.each(ROWS)('%s', (_name, saved, expected) => expect(migrateQuery(saved)).toEqual(expected));

test.each([[QUERY_VERSION + 1], [99]])('version %d is refused: its fields could be misread', (version) => {
  expect(() => migrateQuery({ kind: 'good', version })).toThrow(QueryError);
  expect(() => migrateQuery({ kind: 'good', version })).toThrow(`version ${version} of the query model`);
});

test.each([[null], ['SELECT 1'], [[{ kind: 'good' }]], [7]])('%j is no query', (saved) =>
  expect(() => migrateQuery(saved)).toThrow('The query is not an object.'),
);

test('every kind is complete with its defaults after being lifted', () => {
  const needs: Readonly<Record<string, object>> = { trace: { traceId: 'a' }, budget: { budget: 100 } };
  for (const { shape } of querySchema.options) {
    const kind = shape.kind.value;
    const lifted = querySchema.parse({ ...migrateQuery({ refId: 'A', kind, ...needs[kind] }) });
    expect(lifted).toMatchObject({ refId: 'A', kind, version: QUERY_VERSION, filters: [] });
  }
});
