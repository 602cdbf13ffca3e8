/**
 * Agreement of judges with people, through labels and scores over real sockets and the engine: the figures that the public
 * data sets publish. Reads ../shared/data, which is not part of the project; without it the cases are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import type { FastifyInstance } from 'fastify';
import { loadSettings } from '../../src/config/settings';
import { scores as scoreTable } from '../../src/core/model/tables';
import { createApp } from '../../src/server/app';
import { traceId } from '../testkit/settleBench';
import { scoreRow } from '../testkit/rows';
import { openTestStore, type TestStore } from '../testkit/store';

const DATA = join(__dirname, '../../../shared/data');
const withData = existsSync(DATA) ? describe : describe.skip;
const NOW = Date.UTC(2026, 10, 25, 12);

const lines = <T>(path: string): T[] =>
  gunzipSync(readFileSync(join(DATA, path)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

let store: TestStore;
let app: FastifyInstance;
let base: string;

beforeAll(async () => {
  store = await openTestStore();
  const settings = { ...loadSettings({}), database: store.database };
  app = createApp({ driver: store.driver, settings, clock: { now: () => NOW }, log: pino({ level: 'silent' }) });
  base = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await store.close();
});

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  expect([response.status, response.status === 200 ? '' : answer]).toEqual([200, '']);
  return answer;
}

/** The row of a dimension, by column. */
async function agreementOf(query: object): Promise<Readonly<Record<string, number>>> {
  const body = { from: NOW - 86_400_000, to: NOW, queries: [{ refId: 'A', kind: 'agreement', format: 'table', ...query }] };
  const answer = (await post('/api/v1/query', body)) as {
    results: { A: { frames: { schema: { fields: { name: string }[] }; data: { values: unknown[][] } }[] } };
  };
  const [frame] = answer.results.A.frames;
  return Object.fromEntries((frame?.schema.fields ?? []).map(({ name }, index) => [name, Number(frame?.data.values[index]?.[0])]));
}

const judgement = (n: number, name: string, value: number | null, more: object = {}) =>
  scoreRow({
    trace_id: traceId(n + 1),
    score_id: `${name}-${n}`,
    name,
    evaluator: 'judge',
    evaluator_epoch: 'e',
    service: 'shop',
    topic: 'all',
    time: BigInt(NOW - 3_600_000) * 1_000_000n,
    value,
    error_type: value === null ? 'parse_error' : '',
    ...more,
  });

withData('pandalm-judge: two answers held against each other', () => {
  interface Row {
    readonly humans: readonly [number, number, number];
    readonly gpt35_raw: string;
  }
  /** Which answer is better: the first is -1, a tie 0, the second 1. */
  const SIDE: Readonly<Record<string, number>> = { '1': -1, '2': 1, '0': 0 };
  const scale = [-1, 1] as const;

  beforeAll(async () => {
    const rows = lines<Row>('pandalm-judge/judgements.jsonl.gz');
    expect(rows).toHaveLength(999);
    const labels: object[] = [];
    const scores = rows.flatMap(({ humans, gpt35_raw: raw }, n) => {
      const sides = humans.map((one) => SIDE[String(one)] ?? 0);
      const majority = [-1, 0, 1].find((side) => sides.filter((one) => one === side).length >= 2);
      const label = (name: string, labeller: string, value: number, rate = false) =>
        labels.push({ trace_id: traceId(n + 1), name, labeller, value, scale, rate });
      label('two people', 'a', sides[0] ?? 0);
      label('two people', 'b', sides[1] ?? 0);
      // Whatever is neither side and not garbage is one of 38 spellings of a tie.
      const said = raw === 'garbage' ? null : (SIDE[raw] ?? 0);
      if (majority !== undefined) label('majority', 'majority', majority);
      if (majority !== undefined && majority !== 0) label('decided', 'majority', majority, true);
      const ends = { scale_min: -1, scale_max: 1 };
      return [
        judgement(n, 'two people', said, ends),
        judgement(n, 'majority', said, ends),
        ...(said === 0 ? [] : [judgement(n, 'decided', said, { ...ends, is_rate: 1 })]),
      ];
    });
    await store.driver.insert(scoreTable, scores);
    for (let at = 0; at < labels.length; at += 5000) await post('/api/v1/labels', { labels: labels.slice(at, at + 5000) });
  });

  test('81.5 % where both chose a side: 692 of 849', async () => {
    const found = await agreementOf({ dimensions: ['decided'] });
    expect(found.labels).toBe(849);
    expect((found.exact ?? 0) * 849).toBeCloseTo(692, 6);
    expect([found.exact_lower, found.exact_upper]).toEqual([expect.closeTo(0.7876, 3), expect.closeTo(0.8397, 3)]);
  });

  test('two people: the same on 91.3 %, kappa 0.852; a failed judge is a failure and no score', async () => {
    const found = await agreementOf({ dimensions: ['two people'] });
    expect(found.human_pairs).toBe(999);
    expect(found.human_exact).toBeCloseTo(0.913, 3);
    expect(found.human_cohen_kappa).toBeCloseTo(0.852, 3);
    expect([found.failed, found.labels]).toEqual([25, 974]);
  });

  test('69.8 % with failures counted as wrong', async () => {
    const found = await agreementOf({ dimensions: ['majority'] });
    const right = (found.exact ?? 0) * (found.labels ?? 0);
    expect(right / ((found.labels ?? 0) + (found.failed ?? 0))).toBeCloseTo(0.698, 3);
  });
});

withData('ragchecker-human: a score beside two graders', () => {
  interface Row {
    readonly human: readonly [{ readonly overall: number }, { readonly overall: number }];
    readonly ragchecker: readonly [{ readonly overall_label: number }, { readonly overall_label: number }];
  }

  test('Pearson 0.672 and Spearman 0.661 with the mean of two people, who have 0.701 and 0.689 with each other', async () => {
    const rows = lines<Row>('ragchecker-human/pairs.jsonl.gz');
    const ends = { scale_min: -1, scale_max: 1 };
    await store.driver.insert(
      scoreTable,
      rows.map(({ ragchecker: [first, second] }, n) => judgement(n, 'better', second.overall_label - first.overall_label, ends)),
    );
    const labels = rows.flatMap(({ human }, n) =>
      human.map(({ overall }, who) => ({
        trace_id: traceId(n + 1),
        name: 'better',
        labeller: `grader ${who}`,
        value: overall,
        scale: [-2, 2],
      })),
    );
    await post('/api/v1/labels', labels);
    const found = await agreementOf({ dimensions: ['better'] });
    expect(found.labels).toBe(280);
    expect(found.pearson).toBeCloseTo(0.672, 3);
    expect(found.spearman).toBeCloseTo(0.661, 3);
    expect(found.human_pearson).toBeCloseTo(0.701, 3);
    expect(found.human_spearman).toBeCloseTo(0.689, 3);
  });
});

describe('labels of the review page', () => {
  test('weigh judged / labelled of their stratum, also when no low score is left', async () => {
    // 20 of 100 answers have a low score, where the judge is a point too strict.
    const isLow = (n: number): boolean => n % 5 === 0;
    const scored = Array.from({ length: 100 }, (_, n) => judgement(5000 + n, 'depth', isLow(n) ? 1 : 5));
    await store.driver.insert(scoreTable, scored);
    const label = (n: number) => ({
      trace_id: traceId(5001 + n),
      name: 'depth',
      labeller: 'anna',
      value: isLow(n) ? 2 : 5,
      scale: [1, 5],
      inclusion_probability: isLow(n) ? 1 : 0.25,
      stratum: isLow(n) ? 'low' : 'other',
      source: 'review',
    });
    const all = Array.from({ length: 100 }, (_, n) => label(n));
    // Half of the low ones and an eighth of the others, as stated; then all. The bias over all answers is -0.2.
    const early = all.filter((_, n) => (isLow(n) ? n % 10 === 0 : n % 8 === 1));
    expect(early.filter(({ stratum }) => stratum === 'low')).toHaveLength(10);
    for (const labels of [early, all]) {
      await post('/api/v1/resources/labels', { labels });
      const found = await agreementOf({ dimensions: ['depth'] });
      expect(found.labels).toBe(labels.length);
      expect(found.bias).toBeCloseTo(-0.2, 9);
    }
  });
});

describe('the good answer', () => {
  const good = async (more: object = {}): Promise<Readonly<Record<string, number>>> => {
    const query = { refId: 'A', kind: 'good', format: 'table', dimensions: ['tone'], ...more };
    const answer = (await post('/api/v1/query', { from: NOW - 86_400_000, to: NOW, queries: [query] })) as {
      results: { A: { error?: string; frames: { schema: { fields: { name: string }[] }; data: { values: unknown[][] } }[] } };
    };
    expect(answer.results.A.error).toBeUndefined();
    const [frame] = answer.results.A.frames;
    return Object.fromEntries((frame?.schema.fields ?? []).map(({ name }, index) => [name, Number(frame?.data.values[index]?.[0])]));
  };
  const FILTER = [{ field: 'session_id', operator: '=', values: ['kept'] }];

  test('shows what people would have said, by labels of these answers or of the epoch', async () => {
    // 200 answers, half of them a day earlier; the judge says 5 to all but every fourth, which has 4; people say one less.
    const all = Array.from({ length: 200 }, (_, n) =>
      judgement(n, 'tone', n % 4 === 0 ? 4 : 5, {
        time: BigInt(NOW - (n < 100 ? 3_600_000 : 7 * 86_400_000)) * 1_000_000n,
        session_id: 'kept',
      }),
    );
    await store.driver.insert(scoreTable, all);
    const label = (n: number) => ({
      trace_id: traceId(n + 1),
      name: 'tone',
      labeller: 'anna',
      value: (n % 4 === 0 ? 4 : 5) - 1,
      scale: [1, 5],
    });
    await post(
      '/api/v1/labels',
      Array.from({ length: 40 }, (_, n) => label(100 + n)),
    );
    // The single scores are read for a filter that the hours do not keep: nothing has summed these up.
    const shifted = await good({ filters: FILTER });
    expect(shifted).toMatchObject({ n: 100, mean: 4.75, human_labels: 40, calibrated: 0, corrected_labels: 40, corrected_by_range: 0 });
    expect(shifted.corrected_mean).toBeCloseTo(3.75, 9);
    expect(shifted.bias).toBeCloseTo(1, 9);
    await post(
      '/api/v1/labels',
      Array.from({ length: 60 }, (_, n) => label(n)),
    );
    const own = await good({ filters: FILTER });
    expect(own).toMatchObject({ human_labels: 100, corrected_labels: 60, corrected_by_range: 1 });
    expect(own.corrected_mean).toBeCloseTo(3.75, 9);
  });
});
