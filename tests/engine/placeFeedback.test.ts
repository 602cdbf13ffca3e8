/** Feedback that names a session or a response alone, and feedback that is taken out again: where it ends up. Both drivers. */
import { feedbackEvents, type FeedbackEventRow } from '../../src/core/model/tables';
import { applyRetention } from '../../src/storage/retention';
import { Bench, empty, HOUR, MINUTE, request, T0, traceId } from '../testkit/settleBench';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const SECOND = 1_000_000_000n;
const CHAT = { session_id: 'chat' };

forEachDriver('placing feedback', (open) => {
  let store: TestStore;
  let bench: Bench;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());
  beforeEach(() => {
    bench = new Bench(store, { nowMs: Number(T0 / 1_000_000n) + 2000 });
  });
  afterEach(() => empty(store.driver));

  const rows = async (sql: string) => (await store.driver.query({ sql })).rows;
  const now = (): bigint => BigInt(bench.nowMs) * 1_000_000n;
  const thumb = (more: Partial<FeedbackEventRow>): FeedbackEventRow => ({
    feedback_id: 'f',
    trace_id: '',
    session_id: '',
    response_id: '',
    kind: 'thumbs',
    name: '',
    value: -1,
    comment: '',
    reason: '',
    rule: '',
    source: 'api',
    user_id: '',
    occurred_at: now(),
    attributes: new Map(),
    only_services: [],
    ingest_ts: now(),
    is_deleted: 0,
    ...more,
  });
  const later = async (seconds: number): Promise<void> => {
    bench.nowMs += seconds * 1000;
    await bench.settler.settleDue();
  };
  const placed = () => rows("SELECT trace_id, feedback_id FROM feedback_events WHERE trace_id != '' AND source = 'api' ORDER BY ALL");

  test('a thumb of a session that comes before its turn has settled is that turn’s', async () => {
    await bench.settle({ spans: request(1, T0, CHAT) });
    bench.nowMs = Number(T0 / 1_000_000n) + 63_000;
    await bench.arrive({ spans: request(2, T0 + MINUTE, CHAT) });
    bench.nowMs += 3000;
    await store.driver.insert(feedbackEvents, [thumb({ session_id: 'chat' })]);
    await later(1);
    await later(9);
    expect(await placed()).toEqual([]);
    await later(61);
    await later(11);
    expect(await placed()).toEqual([[traceId(2), 'f']]);
    expect(await rows('SELECT trace_id, signals FROM interaction_metrics ORDER BY trace_id')).toEqual([
      [traceId(1), []],
      [traceId(2), ['thumbs_down']],
    ]);
  });

  test('feedback of sessions that never come keeps nothing younger waiting', async () => {
    await bench.settle({ spans: request(1, T0, CHAT) });
    const lost = Array.from({ length: 10_000 }, (_, n) => thumb({ feedback_id: `lost-${n}`, session_id: `none-${n}` }));
    await store.driver.insert(feedbackEvents, lost);
    bench.nowMs += 1;
    await store.driver.insert(feedbackEvents, [thumb({ session_id: 'chat' }), thumb({ feedback_id: 'g', response_id: 'resp-1' })]);
    await later(80);
    await later(6);
    expect(await placed()).toEqual([
      [traceId(1), 'f'],
      [traceId(1), 'g'],
    ]);
    // From the beginning again.
    await store.driver.insert(feedbackEvents, [thumb({ feedback_id: 'h', response_id: 'resp-1', ingest_ts: now() - HOUR / 2n })]);
    await later(6);
    await later(6);
    expect(await placed()).toHaveLength(3);
  });

  test.each([
    ['the smaller', 1, 2],
    ['the greater', 2, 1],
  ])('what another replica placed on %s trace at the same time is on one of them', async (_name, other, own) => {
    await bench.settle({ spans: [...request(1, T0), ...request(2, T0)] });
    const waiting = thumb({ response_id: `resp-${own}` });
    await store.driver.insert(feedbackEvents, [{ ...waiting, trace_id: traceId(other) }]);
    bench.settler.touch(new Map([[traceId(other), { receivedAt: now() }]]));
    await bench.settler.settleAll();
    expect(await rows('SELECT trace_id FROM feedback')).toEqual([[traceId(other)]]);
    await store.driver.insert(feedbackEvents, [waiting]);
    await later(11);
    await later(11);
    expect(await placed()).toEqual([[traceId(1), 'f']]);
    expect(await rows('SELECT trace_id FROM feedback')).toEqual([[traceId(1)]]);
    expect(await rows('SELECT trace_id, signals FROM interaction_metrics ORDER BY trace_id')).toEqual([
      [traceId(1), ['thumbs_down']],
      [traceId(2), []],
    ]);
  });

  test('a signal that was taken out stays out when old rows are deleted', async () => {
    const layout = { database: store.database, cluster: '' };
    const today = ((BigInt(Date.now()) * 1_000_000n) / SECOND) * SECOND;
    bench.nowMs = Number(today / 1_000_000n);
    const failed = { ...CHAT, status: 'error' as const };
    await bench.settle({ spans: request(1, today - HOUR, failed) });
    await bench.settler.settleAll();
    expect(await rows('SELECT trace_id, kind FROM feedback')).toEqual([[traceId(1), 'abandonment']]);
    // The user went on after all.
    await bench.settle({ spans: request(2, today - MINUTE, CHAT) });
    await bench.settler.settleAll();
    expect(await rows('SELECT trace_id, kind FROM feedback')).toEqual([]);
    // Times of a row and its grave are the same, so that one TTL takes both.
    for (const table of ['feedback_local', 'feedback_events_local'])
      expect(await rows(`SELECT toUInt32(uniqExact(occurred_at)), toUInt32(max(is_deleted)) FROM ${table}`)).toEqual([[1, 1]]);
    expect(await rows('SELECT toUInt32(uniqExact(time)) FROM feedback_local')).toEqual([[1]]);
    await applyRetention(store.driver, layout, { textDays: null, metricsDays: 90 });
    for (const table of ['feedback', 'feedback_events']) {
      await store.driver.command({ sql: `OPTIMIZE TABLE ${table}_local FINAL` });
      expect(await rows(`SELECT trace_id FROM ${table}`)).toEqual([]);
    }
    await applyRetention(store.driver, layout, { textDays: null, metricsDays: null });
  });
});
