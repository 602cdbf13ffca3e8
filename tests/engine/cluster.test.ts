/** The layout of a cluster, on the engine's own distributed tables. */
import { interactions, interactionText, spans, TABLES } from '../../src/core/model/tables';
import { emptyRow, interactionRow, spanRow } from '../testkit/rows';
import { openTestStore, type TestStore } from '../testkit/store';

const VIEWS = [
  'spans',
  'span_content',
  'score_events',
  'scores',
  'interaction_metrics',
  'interactions',
  'retrieved_documents',
  'quality_hourly',
  'traffic_hourly',
  'quality_totals',
  'traffic_totals',
  'changes',
];

describe('several shards', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore('server', 'two');
  });
  afterAll(() => store.close());

  test.each(VIEWS)('the view %s can be read', async (view) => {
    await store.driver.query({ sql: `SELECT * FROM ${view} ORDER BY ALL LIMIT 1` });
    await store.driver.query({ sql: `SELECT count() FROM ${view}` });
  });
});

describe('one shard', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore('server', 'one');
  });
  afterAll(() => store.close());

  test.each(TABLES.map((table) => [table.name, table] as const))('what was written to %s can be read at once', async (name, table) => {
    await store.driver.insert(table, [emptyRow(table)]);
    const { rows } = await store.driver.query({ sql: `SELECT count() FROM ${name}_all` });
    expect(rows).toEqual([['1']]);
  });

  test('the newest row of a span wins', async () => {
    for (const ingest_ts of [2n, 3n, 1n]) await store.driver.insert(spans, [spanRow({ span_id: 'x', name: `${ingest_ts}`, ingest_ts })]);
    const { rows } = await store.driver.query({ sql: "SELECT name FROM spans WHERE span_id = 'x'" });
    expect(rows).toEqual([['3']]);
  });

  test('a request has its question and answer', async () => {
    await store.driver.insert(interactions, [interactionRow({ trace_id: 't', service: 's' })]);
    await store.driver.insert(interactionText, [{ ...emptyRow(interactionText), trace_id: 't', user_query: 'why?', model_response: 'so' }]);
    const { rows } = await store.driver.query({ sql: "SELECT service, user_query, model_response FROM interactions WHERE trace_id = 't'" });
    expect(rows).toEqual([['s', 'why?', 'so']]);
  });
});
