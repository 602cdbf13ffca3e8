import { encodeTraces } from '../core/otlp/encode/encodeTraces';
import type { OutgoingAttributes, OutgoingSpan, OutgoingValue } from '../core/otlp/encode/outgoing';
import { generateDemo, traceOf, type DemoTrace } from './generateDemo';
import { DAY_MS, HOUR_MS } from './timeline';
import { planTraffic } from './traffic';

/** A Wednesday, 06:48 UTC; the incident is then the Thursday six days before. */
const NOW = Date.UTC(2026, 10, 25, 6, 48);
const START = Date.UTC(2026, 10, 19, 9);

interface Seen {
  readonly trace: DemoTrace;
  readonly time: number;
  readonly topic: string;
  /** Documents that the model got, by rank. */
  readonly documents: readonly string[];
  readonly answer: string;
  readonly events: readonly OutgoingAttributes[];
}

function see(trace: DemoTrace): Seen {
  const answering = trace.spans.findLast((span) => span.name === 'chat gpt-4o');
  return {
    trace,
    time: Number((trace.spans[0]?.start ?? 0n) / 1_000_000n),
    topic: text(trace.spans[0]?.attributes['plumbline.topic']),
    documents: [...text(spanNamed(trace, 'rerank')?.attributes['gen_ai.retrieval.documents']).matchAll(/"id":"([^"]+)"/g)].map(
      ([, id]) => id ?? '',
    ),
    answer: text(answering?.attributes['gen_ai.output.messages']),
    events: (answering?.events ?? []).map(({ attributes }) => attributes),
  };
}

const text = (value: OutgoingValue | undefined): string => (typeof value === 'string' ? value : '');
const spanNamed = (trace: DemoTrace, name: string): OutgoingSpan | undefined => trace.spans.find((span) => span.name === name);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Scores that were given on a dimension; failed judgements have none. */
function scores(seen: readonly Seen[], dimension: string): number[] {
  return seen
    .flatMap(({ events }) => events)
    .filter((event) => event['gen_ai.evaluation.name'] === dimension)
    .flatMap((event) => (typeof event['gen_ai.evaluation.score.value'] === 'number' ? [event['gen_ai.evaluation.score.value']] : []));
}

/** The return-policy requests alone: a fortieth of the work. */
function policyRequests(seed: number, now: number): Seen[] {
  return planTraffic({ seed, now })
    .filter(({ topic }) => topic.name === 'return policy')
    .flatMap((arrival) => traceOf(arrival, { seed, now }) ?? [])
    .map(see);
}

const demo = [...generateDemo({ seed: 1, now: NOW })].map(see);
const policy = demo.filter(({ topic }) => topic === 'return policy');
const before = policy.filter(({ time }) => time < START && time >= START - 28 * DAY_MS);
const after = policy.filter(({ time }) => time >= START);
const isHit = ({ time, documents }: Seen): boolean =>
  time >= START && documents[0] === 'return-policy-v1.md' && documents[2] === 'return-policy-v2.md';

describe('the incident', () => {
  test('47 conversations are hit in the first week, whatever the seed, and spread over its days', () => {
    const weekLater = START + 8 * DAY_MS;
    for (const seed of [1, 2, 3]) {
      const week = policyRequests(seed, weekLater).filter(({ time }) => time < START + 7 * DAY_MS);
      const hits = week.filter(isHit);
      expect(hits).toHaveLength(47);
      const days = new Set(hits.map(({ time }) => Math.floor((time - START) / DAY_MS)));
      expect(days.size).toBe(7);
    }
  });

  test('a hit answer says 60 days, any other one after the start 30, and before it only the old document exists', () => {
    expect(after.filter((seen) => !seen.answer.includes(isHit(seen) ? '60 days' : '30 days'))).toEqual([]);
    const earlier = policy.filter(({ time }) => time < START);
    expect(earlier.filter(({ answer, documents }) => !answer.includes('60 days') || documents[0] !== 'return-policy-v1.md')).toEqual([]);
    expect(demo.filter(({ time, documents }) => time < START && documents.includes('return-policy-v2.md'))).toEqual([]);
  });

  test.each([1, 2, 3, 4, 5])('seed %i: factuality of the topic falls from 4.6 to 3.1', (seed) => {
    const topic = policyRequests(seed, START + 7 * DAY_MS);
    const baseline = scores(
      topic.filter(({ time }) => time < START && time >= START - 28 * DAY_MS),
      'factuality',
    );
    expect(baseline.length).toBeGreaterThanOrEqual(200);
    expect(Math.abs(mean(baseline) - 4.6)).toBeLessThan(0.12);
    const fallen = topic.filter(({ time }) => time >= START);
    expect(Math.abs(mean(scores(fallen, 'factuality')) - 3.1)).toBeLessThan(0.15);
    expect(Math.abs(mean(scores(fallen.filter(isHit), 'factuality')) - 2.37)).toBeLessThan(0.1);
  });

  test('the other dimensions of the topic and the other topics stay', () => {
    for (const dimension of ['relevance', 'completeness', 'safety']) {
      expect(Math.abs(mean(scores(after, dimension)) - mean(scores(before, dimension)))).toBeLessThan(0.25);
    }
    const others = demo.filter(({ topic }) => topic !== 'return policy');
    const factuality = (from: number, to: number): number =>
      mean(
        scores(
          others.filter(({ time }) => time >= from && time < to),
          'factuality',
        ),
      );
    expect(Math.abs(factuality(START, NOW) - factuality(START - 28 * DAY_MS, START))).toBeLessThan(0.12);
  });

  test('latency, errors and throughput stay green', () => {
    const window = (from: number): readonly Seen[] => demo.filter(({ time }) => time >= from && time < from + 5 * DAY_MS);
    const [now, weekBefore] = [window(START), window(START - 7 * DAY_MS)];
    const errors = (seen: readonly Seen[]): number => mean(seen.map(({ trace }) => (trace.spans[0]?.status?.code === 2 ? 1 : 0)));
    const latency = (seen: readonly Seen[]): number =>
      mean(seen.map(({ trace: { spans } }) => Math.min(10_000, Number((spans[0]?.end ?? 0n) - (spans[0]?.start ?? 0n)) / 1e6)));
    expect(errors(now)).toBeLessThan(0.015);
    expect(latency(now) / latency(weekBefore)).toBeCloseTo(1, 1);
    expect(now.length / weekBefore.length).toBeGreaterThan(0.9);
    expect(now.length / weekBefore.length).toBeLessThan(1.1);
  });
});

describe('the traffic', () => {
  test('about 400 requests a day over 42 days, more by day than by night, fewer at the weekend', () => {
    expect(demo.length / 42).toBeGreaterThan(380);
    expect(demo.length / 42).toBeLessThan(420);
    const count = (keep: (time: Date) => boolean): number => demo.filter(({ time }) => keep(new Date(time))).length;
    expect(count((time) => time.getUTCHours() === 15)).toBeGreaterThan(3 * count((time) => time.getUTCHours() === 3));
    expect(count((time) => time.getUTCDay() === 0)).toBeLessThan(0.7 * count((time) => time.getUTCDay() === 2));
  });

  test('lies within 42 days up to now, in order of time, and nothing of it in the future', () => {
    const times = demo.map(({ time }) => time);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(times[0]).toBeGreaterThanOrEqual(NOW - 42 * DAY_MS);
    const end = BigInt(NOW) * 1_000_000n;
    const spans = demo.flatMap(({ trace }) => trace.spans);
    expect(spans.filter(({ end: spanEnd, events }) => spanEnd > end || events?.some(({ time }) => time > end))).toEqual([]);
  });

  test('ten topics, three prompt versions, two model versions of one alias, five releases', () => {
    const spans = demo.flatMap(({ trace }) => trace.spans);
    const distinct = (key: string): unknown[] =>
      [...new Set(spans.map(({ attributes }) => attributes[key]).filter((value) => value !== undefined))].sort();
    expect(distinct('plumbline.topic')).toHaveLength(10);
    expect(distinct('gen_ai.prompt.version')).toEqual(['v1', 'v2', 'v3']);
    expect(distinct('gen_ai.request.model')).toEqual(['gpt-4o']);
    expect(distinct('gen_ai.response.model')).toEqual(['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20']);
    expect(new Set(demo.map(({ trace }) => trace.attributes['service.version'])).size).toBe(5);
  });

  test('ids are well formed and used once, every parent is the root', () => {
    const wrong = demo.filter(({ trace: { spans } }) => {
      const [root, ...rest] = spans;
      if (root === undefined || !/^[0-9a-f]{32}$/.test(root.traceId) || new Set(spans.map(({ spanId }) => spanId)).size < spans.length)
        return true;
      return rest.some(
        (span) => span.parentSpanId !== root.spanId || span.traceId !== root.traceId || span.start < root.start || span.end > root.end,
      );
    });
    expect(wrong).toEqual([]);
    expect(new Set(demo.map(({ trace }) => trace.spans[0]?.traceId)).size).toBe(demo.length);
  });

  test('no slot of a template is left unfilled', () => {
    const words = JSON.stringify(demo.map(({ trace }) => trace.spans.map(({ attributes }) => attributes['gen_ai.input.messages'])));
    expect(words + demo.map(({ answer }) => answer).join('')).not.toMatch(/\{(\w+)\}/);
  });

  test('all of it says that it is generated', () => {
    expect(demo.every(({ trace }) => trace.attributes['plumbline.generated'] === true)).toBe(true);
  });
});

describe('the judge', () => {
  const judged = demo.flatMap(({ topic, events }) => events.map((event) => ({ topic, event })));

  test('draws the small topic whole and a quarter of the others, and writes the chance down', () => {
    const share = (small: boolean): number =>
      mean(demo.filter(({ topic }) => (topic === 'return policy') === small).map(({ events }) => (events.length > 0 ? 1 : 0)));
    expect(share(true)).toBeGreaterThan(0.99);
    expect(Math.abs(share(false) - 0.25)).toBeLessThan(0.015);
    const wrong = judged.filter(
      ({ topic, event }) => event['plumbline.score.inclusion_probability'] !== (topic === 'return policy' ? 1 : 0.25),
    );
    expect(wrong).toEqual([]);
  });

  test('fails now and then: an error and no score', () => {
    const failed = judged.filter(({ event }) => event['error.type'] !== undefined);
    expect(failed.length / judged.length).toBeGreaterThan(0.005);
    expect(failed.length / judged.length).toBeLessThan(0.02);
    expect(failed.every(({ event }) => event['gen_ai.evaluation.score.value'] === undefined)).toBe(true);
  });

  test('gives scores 1 to 5 with a reason, four dimensions an answer', () => {
    const scored = judged.filter(({ event }) => event['error.type'] === undefined);
    expect(new Set(scored.map(({ event }) => event['gen_ai.evaluation.score.value']))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(scored.filter(({ event }) => text(event['gen_ai.evaluation.explanation']) === '')).toEqual([]);
    expect(new Set(judged.map(({ event }) => event['gen_ai.evaluation.name']))).toEqual(
      new Set(['factuality', 'relevance', 'completeness', 'safety']),
    );
  });
});

describe('seed and time', () => {
  test('the same seed gives the same bytes, another one other bytes', () => {
    const bytes = (seed: number): Buffer => {
      const traces = planTraffic({ seed, now: NOW })
        .slice(0, 500)
        .flatMap((arrival) => traceOf(arrival, { seed, now: NOW }) ?? []);
      return Buffer.from(encodeTraces(traces));
    };
    expect(bytes(7).equals(bytes(7))).toBe(true);
    expect(bytes(8).equals(bytes(7))).toBe(false);
  });

  const content = (seen: readonly Seen[], shift: number): string[] => seen.map(({ time, answer }) => `${time - shift} ${answer}`);
  const ids = (seen: readonly Seen[]): (string | undefined)[] => seen.map(({ trace }) => trace.spans[0]?.traceId);

  test('an hour later it is the same demo and an hour more', () => {
    const from = NOW + HOUR_MS - 42 * DAY_MS;
    const later = policyRequests(1, NOW + HOUR_MS);
    const kept = policy.filter(({ time }) => time >= from);
    expect(ids(later).slice(0, kept.length)).toEqual(ids(kept));
    const times = (now: number): number[] => planTraffic({ seed: 1, now }).map(({ time }) => time);
    expect(times(NOW + HOUR_MS).filter((time) => time < NOW)).toEqual(times(NOW).filter((time) => time >= from));
  });

  test('weeks later it is the same demo, moved, under other ids', () => {
    const moved = policyRequests(1, NOW + 14 * DAY_MS);
    expect(content(moved, 14 * DAY_MS)).toEqual(content(policy, 0));
    const known = new Set(ids(policy));
    expect(ids(moved).filter((id) => known.has(id))).toEqual([]);
  });
});
