/** Is it getting worse? Scans of one segment and of many, and what a set of alert rules costs. */
import { join } from 'node:path';
import { loadSettings } from '../src/config/settings';
import type { FrameJSON } from '../src/core/frames/frame';
import type { WorseNumber } from '../src/core/frames/worseFrames';
import { answerQueries } from '../src/server/answerQueries';
import type { Driver } from '../src/storage/driver';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import { percentile, rounded, type Benchmark, type BenchReport } from './benchmark';
import { countingDriver } from './countingDriver';
import { engineVersion } from './machine';
import { DAYS, FALLEN, loadCells, SEGMENTS, serviceName, TOPICS } from './worseCells';

const HOUR_MS = 3_600_000;
const settings = loadSettings({});

interface Question {
  readonly name: string;
  readonly target: string;
  readonly runs: number;
  /** Queries of one request, as an alert rule sends them. */
  readonly queries: (run: number) => readonly Readonly<Record<string, unknown>>[];
  /** Rows of the first frame, and how many of them fire: an answer with others was not measured. */
  readonly rows: (run: number) => { readonly rows: number; readonly firing: number | null };
}

const SCORE = [{ kind: 'score', dimension: 'factuality' }];
const of = (segment: number) => [{ field: 'service', operator: '=', values: [serviceName(segment)] }];

/** What the rules of provisioning/alerting ask, each for one service: the number that fires and those of the message. */
const ASKED: readonly WorseNumber[] = ['firing', 'fall', 'since', 'observed', 'expected', 'n', 'z', 'severity'];
const RULES: readonly Readonly<Record<string, unknown>>[] = [
  { metrics: SCORE },
  { metrics: SCORE, groupBy: ['topic'] },
  { metrics: [{ kind: 'hallucination' }] },
  { metrics: [{ kind: 'rate', rate: 'error' }] },
  { metrics: [{ kind: 'latency', of: 'ttft' }] },
  { metrics: [{ kind: 'cost' }] },
];

const table = { kind: 'worse', format: 'table', values: ['firing'] };

const QUESTIONS: readonly Question[] = [
  {
    name: 'one segment',
    target: 'p95 <= 50 ms',
    runs: 100,
    queries: (run) => [{ ...table, refId: 'A', metrics: SCORE, filters: of(run % SEGMENTS) }],
    rows: (run) => ({ rows: 1, firing: run % SEGMENTS === FALLEN ? null : 0 }),
  },
  {
    name: `${SEGMENTS} segments x ${TOPICS} topics x ${DAYS} days`,
    target: 'p95 <= 500 ms',
    runs: 25,
    queries: () => [{ ...table, refId: 'A', metrics: SCORE, groupBy: ['service'] }],
    rows: () => ({ rows: SEGMENTS, firing: null }),
  },
  {
    name: `${SEGMENTS * TOPICS} segments of service and topic`,
    target: '-',
    runs: 10,
    queries: () => [{ ...table, refId: 'A', metrics: SCORE, groupBy: ['service', 'topic'] }],
    rows: () => ({ rows: SEGMENTS * TOPICS, firing: 1 }),
  },
  {
    name: 'an alert rule, 8 queries',
    target: '100 in 60 s of one core',
    runs: 100,
    queries: (run) =>
      ASKED.map((value) => ({ ...table, ...RULES[run % RULES.length], refId: value, filters: of(run % SEGMENTS), values: [value] })),
    rows: (run) => ({ rows: run % RULES.length === 1 ? TOPICS : 1, firing: null }),
  },
  {
    name: 'the panel of one service',
    target: '<= 1,000 ms',
    runs: 15,
    queries: () => [{ kind: 'worse', refId: 'A', metrics: SCORE, filters: of(FALLEN) }],
    rows: () => ({ rows: 1, firing: null }),
  },
];

export const worse: Benchmark = {
  name: 'worse',
  title: `Is it getting worse? ${SEGMENTS} segments x ${TOPICS} topics x ${DAYS} days of hourly cells, through the query service`,
  sizes: [],
  async run({ folder, say }): Promise<BenchReport> {
    const until = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    const inner = await openDriver({ dataDir: join(folder, 'worse'), database: 'plumbline' });
    try {
      await migrate(inner, { database: 'plumbline', cluster: '' });
      say(`loading ${(SEGMENTS * TOPICS * DAYS * 24).toLocaleString('en')} cells`);
      await loadCells(inner, until / 1000);
      const rows: BenchReport['rows'][number][] = [];
      const raw: Record<string, readonly number[]> = {};
      for (const question of QUESTIONS) {
        say(question.name);
        const { walls, cpus, rowsRead } = await measure(question, inner, until);
        raw[question.name] = walls;
        raw[`${question.name}, CPU`] = cpus;
        rows.push({
          question: question.name,
          target: question.target,
          'p50 ms': rounded(percentile(walls, 0.5)),
          'p95 ms': rounded(percentile(walls, 0.95)),
          'CPU p50 ms': rounded(percentile(cpus, 0.5)),
          'CPU s of 100': rounded(cpus.reduce((sum, cpu) => sum + cpu, 0) / cpus.length / 10),
          'rows read': rowsRead,
          runs: walls.length,
        });
      }
      return { rows, raw, conclusions: { engine: await engineVersion(inner) } };
    } finally {
      await inner.close();
    }
  },
};

/** Milliseconds waited, and of processor time of the whole process, engine included, by run. */
async function measure(question: Question, inner: Driver, until: number) {
  const { driver, takeRowsRead } = countingDriver(inner);
  const walls: number[] = [];
  const cpus: number[] = [];
  let rowsRead = 0;
  for (let run = -3; run < question.runs; run++) {
    const asked = Math.max(0, run);
    // Every run but the first looks at an hour of its own, so no cache has the answer.
    const to = until - (asked % 20) * HOUR_MS;
    takeRowsRead();
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    const { results } = await answerQueries(
      { from: to - 7 * 24 * HOUR_MS, to, queries: question.queries(asked) },
      { driver, settings, clock: { now: () => to } },
      { isAlert: true },
    );
    const { user, system } = process.cpuUsage(cpu);
    const waited = performance.now() - wall;
    check(question, asked, results);
    if (run < 0) continue;
    walls.push(waited);
    cpus.push((user + system) / 1000);
    rowsRead = Math.max(rowsRead, takeRowsRead());
  }
  return { walls, cpus, rowsRead };
}

type Results = Awaited<ReturnType<typeof answerQueries>>['results'];

/** @throws Error when the answer is not that of the data: a time for it would mean nothing */
function check({ name, rows: expected }: Question, run: number, results: Results): void {
  for (const { error, frames } of Object.values(results)) {
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    const [frame] = frames;
    const wanted = expected(run);
    const found = { rows: frame?.data.values[0]?.length ?? 0, firing: firingIn(frame) };
    if (found.rows !== wanted.rows || (wanted.firing !== null && found.firing !== null && found.firing !== wanted.firing))
      throw new Error(`${name}, run ${run}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  }
}

function firingIn(frame: FrameJSON | undefined): number | null {
  const place = frame?.schema.fields.findIndex(({ name }) => name === 'firing') ?? -1;
  if (place < 0) return null;
  return (frame?.data.values[place] ?? []).filter((value) => value === 1).length;
}
