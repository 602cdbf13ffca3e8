/** What a slower or dearer system is blamed on, on the real engine, against figures that are computed by hand. */
import { configFileSchema } from '../../src/config/configFile';
import type { FrameJSON } from '../../src/core/frames/frame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { interactions, type InteractionRow } from '../../src/core/model/tables';
import { answerQueries } from '../../src/server/answerQueries';
import { records } from '../testkit/records';
import { interactionRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const HOUR_MS = 3_600_000;
const END = Date.UTC(2026, 10, 25, 12);
const HOURS = 35 * 24;
const AN_HOUR = 4;

interface Late {
  readonly value: number;
  readonly traceId: string;
  /** Hours from its own to the end. */
  readonly left: number;
}

/**
 * Two topics with four requests an hour that take 100 ms and cost 0.8 or 1.2 cents in turn. In topic a they take a second and more for
 * the last 48 hours, and cost three cents and more for the last 20.
 */
function makeRequests(): { readonly rows: InteractionRow[]; readonly slow: Late[]; readonly dear: Late[] } {
  const rows: InteractionRow[] = [];
  const [slow, dear]: [Late[], Late[]] = [[], []];
  for (let i = 0; i < HOURS * AN_HOUR; i++) {
    const left = HOURS - Math.floor(i / AN_HOUR);
    for (const topic of ['a', 'b']) {
      const trace_id = `${topic}${i.toString(16)}`.padStart(32, '0');
      const isSlow = topic === 'a' && left <= 48;
      const isDear = topic === 'a' && left <= 20;
      // 7 shares no factor with 192 and none with 80, so each request has a value of its own, in no order of time.
      const latency_ms = isSlow ? 1000 + 10 * ((i * 7) % 192) : 100;
      const cost_usd = isDear ? 0.03 + ((i * 7) % 80) / 100_000 : i % 2 === 0 ? 0.008 : 0.012;
      if (isSlow) slow.push({ value: latency_ms, traceId: trace_id, left });
      if (isDear) dear.push({ value: cost_usd, traceId: trace_id, left });
      const time = BigInt(END - left * HOUR_MS + (i % AN_HOUR) * 600_000) * 1_000_000n;
      rows.push(
        interactionRow({
          trace_id,
          time,
          service: 'bot',
          topic,
          prompt_version: 'v1',
          model: 'm',
          model_version: 'm-1',
          status: 'ok',
          latency_ms,
          cost_usd,
          row_version: 1n,
        }),
      );
    }
  }
  return { rows, slow, dear };
}

const { rows, slow, dear } = makeRequests();
/** The five largest of the last hours. */
const largest = (late: readonly Late[], hours: number): object[] =>
  late
    .filter(({ left }) => left <= hours)
    .sort((a, b) => b.value - a.value)
    .slice(0, 5)
    .map(({ value, traceId }) => ({ value, traceId }));

forEachDriver('what made requests slower and dearer', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    await store.driver.insert(interactions, rows);
  });
  afterAll(() => store.close());

  /** The filter makes the service read single requests, of which no hours have been computed here. */
  async function ask(metric: object): Promise<(kind: string) => Record<string, unknown>[]> {
    const settings = { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}), clickhouse: undefined };
    const filters = [{ field: 'status', operator: '=', values: ['ok'] }];
    const { results } = await answerQueries(
      { from: END - 7 * 24 * HOUR_MS, to: END, queries: [{ kind: 'worse', refId: 'A', metrics: [metric], filters }] },
      { driver: store.driver, settings, clock: { now: () => END } },
    );
    expect(results.A?.error).toBeUndefined();
    const frames: readonly FrameJSON[] = results.A?.frames ?? [];
    return (kind) => records(frames.find(({ schema }) => schema.name === kind));
  }

  test('slower: the share above the limit is blamed on its topic, with the slowest requests', async () => {
    const frame = await ask({ kind: 'latency', of: 'latency' });
    const [row] = frame('worse_segments').filter(({ topic }) => topic === 'a');
    expect(row?.firing).toBe(1);
    // Windows of a rate grow by half each time, so the start is known to within that.
    const hours = (END - Number(row?.since)) / HOUR_MS;
    expect(hours).toBeGreaterThan(48 / 1.5);
    expect(hours).toBeLessThan(48 * 1.5);
    const late = Math.min(48, hours) * AN_HOUR;
    const [cause] = frame('worse_causes');
    // The baseline of both topics has 28 · 24 · 8 requests without a slow one; its rate is (0 + 0.5) / (N + 1).
    const rate = 0.5 / (28 * 24 * 8 + 1);
    const n = hours * AN_HOUR;
    const variance = n * rate * (1 - rate) * (1 + n / (28 * 24 * 4 + 20));
    expect(cause).toMatchObject({ role: 'cause', slice: 'a', field_1: 'topic', n });
    expect(cause?.shortfall).toBeCloseTo(late, 9);
    expect(cause?.observed).toBeCloseTo(late / n, 9);
    expect(cause?.expected).toBeCloseTo(0, 9);
    expect(cause?.z).toBeCloseTo(late / Math.sqrt(variance), 5);
    const examples = frame('worse_examples');
    const worst = examples.filter(({ role }) => role === 'worst');
    expect(worst.map(({ trace_id, value }) => ({ traceId: trace_id, value }))).toEqual(largest(slow, hours));
    expect(examples.filter(({ role }) => role === 'before').map(({ value, topic }) => [value, topic])).toEqual(Array(5).fill([100, 'a']));
  });

  test('dearer: R and V of the cost of the topic, with the dearest requests', async () => {
    const frame = await ask({ kind: 'cost' });
    const [row] = frame('worse_segments').filter(({ topic }) => topic === 'a');
    expect(row).toMatchObject({ firing: 1, since: END - 20 * HOUR_MS, n: 80 });
    const spent = dear.reduce((sum, { value }) => sum + value, 0);
    expect(row?.observed).toBeCloseTo(spent / 80, 12);
    const [cause] = frame('worse_causes');
    // 27 days before the day before yesterday, of 0.8 and 1.2 cents in turn: mean 1 cent, variance 0.2 cents squared.
    const variance = 80 * 0.002 ** 2 * (1 + 80 / (27 * 24 * 4 + 20));
    expect(cause).toMatchObject({ role: 'cause', slice: 'a', field_1: 'topic', n: 80 });
    expect(cause?.expected).toBeCloseTo(0.01, 12);
    expect(cause?.shortfall).toBeCloseTo(spent - 0.8, 9);
    expect(cause?.z).toBeCloseTo((spent - 0.8) / Math.sqrt(variance), 4);
    expect(cause?.gain).toBeCloseTo((spent - 0.8) ** 2 / (2 * variance) - 1.5, 2);
    const examples = frame('worse_examples');
    const worst = examples.filter(({ role }) => role === 'worst');
    expect(worst.map(({ trace_id, value }) => ({ traceId: trace_id, value }))).toEqual(largest(dear, 20));
    expect(examples.filter(({ role }) => role === 'before').map(({ value }) => value)).toEqual(Array(5).fill(0.008));
  });
});
