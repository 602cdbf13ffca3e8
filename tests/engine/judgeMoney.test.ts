/** What the judge pays, loses, overwrites and says of itself when things go wrong in the middle: on the real engine, with a stub model. */
import { compilePrices } from '../../src/core/cost/compilePrices';
import { judgeClaims } from '../../src/core/model/judgeTables';
import { scoreEvents, scores } from '../../src/core/model/tables';
import type { Driver } from '../../src/storage/driver';
import {
  addRequests,
  all,
  emptyJudge,
  evaluatorConfig,
  JUDGE_NOW,
  JudgeClock,
  judgeOn,
  type BenchJudgeOptions,
} from '../testkit/judgeBench';
import type { TestStore } from '../testkit/store';
import { FINE, grades, startStubJudge, type StubAnswer, type StubJudge } from '../testkit/stubJudge';
import { forEachDriver } from './drivers';

/** 100 tokens in at 1 dollar a million, 20 out at 10: 0.0003 dollars a call. */
const CALL_USD = 0.0003;
const LATER: StubAnswer = { status: 429, headers: { 'retry-after': '90' } };

forEachDriver('the judge and its money', (open) => {
  let store: TestStore;
  let stub: StubJudge;
  beforeAll(async () => {
    store = await open();
    stub = await startStubJudge(FINE);
  });
  afterEach(async () => {
    stub.calls.length = 0;
    stub.answer = FINE;
    await emptyJudge(store);
  });
  afterAll(async () => {
    await stub.close();
    await store.close();
  });

  const judgeOnce = async (change: object = {}, options: BenchJudgeOptions = {}) => {
    const judge = judgeOn(store, [evaluatorConfig(stub.url, change)], options);
    await judge.judgeAll();
    return judge;
  };

  test('weights that could not be written are written the next time, and stand for the same chance as the decision', async () => {
    const sampling = { rate: 0.5, triggers: { signals: [{ name: 'thumbs_down', rate: 1 }] } };
    await addRequests(store, 12);
    await judgeOnce({ sampling });
    const clock = new JudgeClock(JUDGE_NOW + 5000);
    await addRequests(store, 12, { at: clock.now(), row: () => ({ signals: ['thumbs_down'] }) });
    let commands = 0;
    const driver = new Proxy(store.driver, {
      get(target, name) {
        if (name === 'command')
          return async (...given: Parameters<Driver['command']>) => {
            if (++commands === 2) throw new Error('the store is away');
            return target.command(...given);
          };
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const judge = judgeOn(store, [evaluatorConfig(stub.url, { sampling })], { clock, driver });
    await expect(judge.judgeAll()).rejects.toThrow('the store is away');
    await judge.judgeAll();
    expect(await all(store.driver, 'SELECT inclusion_probability, stratum, count() FROM score_events GROUP BY ALL')).toEqual([
      [1, 'signal:thumbs_down', 24],
    ]);
  });

  test('giving up leaves alone what another worker has scored or is about to', async () => {
    stub.answer = () => ({ status: 401 });
    await addRequests(store, 2);
    const clock = new JudgeClock();
    const hours = { give_up_after_hours: 1 };
    const blocked = judgeOn(store, [evaluatorConfig(stub.url, hours)], { clock, worker: 'blocked' });
    await blocked.runs[0]?.open();
    await blocked.runs[0]?.look();
    await eventually(async () => blocked.status()[0]?.state === 'blocked' && blocked.runs[0]?.waiting === 2);
    stub.answer = FINE;
    clock.ms += 400_000;
    await judgeOnce(hours, { clock, worker: 'other' });
    expect(await all(store.driver, 'SELECT state, count() FROM judge_work GROUP BY state')).toEqual([['scored', 2]]);
    stub.answer = () => ({ status: 401 });
    clock.ms += 3_700_000;
    await blocked.runs[0]?.look();
    await blocked.close();
    expect(await all(store.driver, 'SELECT state, count() FROM judge_work GROUP BY state')).toEqual([['scored', 2]]);
    expect(await all(store.driver, 'SELECT count() FROM score_events WHERE value IS NULL')).toEqual([[0]]);
  });

  const spent = () =>
    all(
      store.driver,
      "SELECT attributes['plumbline.judge.purpose'] AS purpose, count(), sum(input_tokens + output_tokens), round(sum(cost_usd), 6) FROM spans GROUP BY purpose ORDER BY purpose",
    );
  const claimedByOther = (clock: JudgeClock) =>
    store.driver.insert(judgeClaims, [
      {
        evaluator: 'answer-judge',
        trace_id: 'canaries and bridge',
        worker: 'other',
        claimed_at: BigInt(clock.ms - 1000) * 1_000_000n,
        lease_until: BigInt(clock.ms + 60_000) * 1_000_000n,
      },
    ]);

  test('what was paid before the endpoint said "later" is booked, and ends with the budget', async () => {
    stub.answer = (call) => (call.n % 2 === 0 ? { text: 'Four of five, I would say.' } : LATER);
    await addRequests(store, 1);
    await judgeOnce({ budget: { tokens_per_day: 1000 } });
    // Each try is estimated at something over 500 tokens: after 480 there is no room for one.
    expect(stub.calls.length).toBeLessThanOrEqual(10);
    expect(await all(store.driver, 'SELECT state, error_type FROM judge_work')).toEqual([['failed', 'budget_exhausted']]);
    const paid = stub.calls.length / 2;
    expect(await spent()).toEqual([['put_off', paid, paid * 120, Number((paid * CALL_USD).toFixed(6))]]);
  });

  test('a price for the provider holds behind a gateway, for the budget and for the cost alike', async () => {
    await addRequests(store, 1);
    const priceOf = compilePrices([[{ model: 'stub*', provider: 'openai', input: 1, output: 10 }]]);
    await judgeOnce({ budget: { usd_per_day: 1 } }, { deps: { priceOf } });
    expect(await all(store.driver, 'SELECT state, cost_usd FROM judge_work')).toEqual([['scored', CALL_USD]]);
  });

  test('fixed items: paid once, by one worker, and gone on with where the endpoint failed', async () => {
    stub.answer = (call) => (call.n === 11 ? LATER : { text: grades({ factuality: 5 }, call) });
    const change = { canaries: true, dimensions: ['factuality'] };
    const clock = new JudgeClock();
    await claimedByOther(clock);
    await judgeOnce(change, { clock });
    expect(stub.calls).toHaveLength(0);
    clock.ms += 120_000;
    await judgeOnce(change, { clock });
    expect(stub.calls).toHaveLength(12);
    expect(await all(store.driver, 'SELECT count() FROM judge_canaries')).toEqual([[11]]);
    clock.ms += 120_000;
    const judge = await judgeOnce(change, { clock });
    expect(stub.calls).toHaveLength(13);
    expect(judge.status()[0]).toMatchObject({ state: 'suspect' });
    expect(await all(store.driver, 'SELECT state FROM judge_state')).toEqual([['suspect']]);
    const other = await judgeOnce(change, { clock, worker: 'w2' });
    expect(other.status()[0]).toMatchObject({ state: 'suspect' });
    expect(stub.calls).toHaveLength(13);
    expect(await spent()).toEqual([['canary', 12, 1440, Number((12 * CALL_USD).toFixed(6))]]);
    // A day later they are due again.
    clock.ms += 86_400_000;
    await judge.judgeAll();
    expect(stub.calls).toHaveLength(25);
  });

  test('the bridge keeps to the budget of the day, is seen in the cost, and goes on the next day', async () => {
    const bridge = { items: 6 };
    await addRequests(store, 6);
    await judgeOnce();
    const same = Object.keys(scores.columns).filter((name) => name in scoreEvents.columns);
    await store.driver.command({
      sql: `INSERT INTO scores_local (${same.join(', ')}, time, service, row_version) SELECT ${same.join(', ')}, scored_at, 'shop', 1 FROM score_events_local`,
    });
    stub.answer = (call) => ({ ...FINE(call), model: 'stub-b' });
    const clock = new JudgeClock(JUDGE_NOW + 20_000);
    await addRequests(store, 1, { first: 100, at: clock.now() });
    // 720 tokens are spent; one more judgement makes 840, and four of the bridge 1320.
    const budget = { tokens_per_day: 1400 };
    await judgeOnce({ bridge, budget }, { clock });
    const bridged = () => all(store.driver, 'SELECT uniqExact(trace_id), count(), uniqExact(new_epoch) FROM judge_bridge');
    expect(await bridged()).toEqual([[4, 8, 1]]);
    expect(await spent()).toEqual([
      ['bridge', 4, 480, 0.0012],
      ['score', 7, 840, 0.0021],
    ]);
    clock.ms += 86_400_000;
    await claimedByOther(clock);
    await judgeOnce({ bridge, budget }, { clock });
    expect(await bridged()).toEqual([[4, 8, 1]]);
    clock.ms += 120_000;
    await judgeOnce({ bridge, budget }, { clock });
    expect(await bridged()).toEqual([[6, 12, 1]]);
    expect(stub.calls).toHaveLength(13);
  });

  test('a judgement that takes longer than a lease stays with its worker', async () => {
    stub.answer = () => ({ fault: 'hang' });
    await addRequests(store, 1);
    const clock = new JudgeClock();
    const slow = judgeOn(store, [evaluatorConfig(stub.url)], { clock, worker: 'slow' });
    await slow.runs[0]?.open();
    await slow.runs[0]?.look();
    await eventually(async () => stub.calls.length === 1);
    for (let step = 0; step < 3; step++) {
      clock.ms += 200_000;
      await slow.runs[0]?.renew();
    }
    await judgeOnce({}, { clock, worker: 'other' });
    expect(stub.calls).toHaveLength(1);
    // Silent for longer than its lease: then it is the other's.
    clock.ms += 400_000;
    stub.answer = FINE;
    await judgeOnce({}, { clock, worker: 'other' });
    expect(stub.calls).toHaveLength(2);
    await slow.close();
  });

  test('a worker says that it lives while the model takes its time with the fixed items', async () => {
    stub.answer = () => ({ fault: 'hang' });
    const judge = judgeOn(store, [evaluatorConfig(stub.url, { canaries: true })], {
      timing: { pollMs: 20, heartbeatMs: 20 },
      deps: { clock: { now: () => JUDGE_NOW + performance.now() }, sleep: realSleep },
    });
    await judge.start();
    await eventually(async () => stub.calls.length === 1);
    const heard = async () => (await all(store.driver, 'SELECT max(updated_at) FROM judge_state'))[0]?.[0];
    const before = await heard();
    await eventually(async () => (await heard()) !== before);
    await judge.close();
    expect(await all(store.driver, 'SELECT state FROM judge_state')).toEqual([['stopped']]);
  });
});

const realSleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Asks again and again, as there is nothing else to wait for; fails after ten seconds. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error('It did not come to that.');
    await realSleep(20);
  }
}
