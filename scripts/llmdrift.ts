/**
 * Maps the public LLMDrift set (Chen, Zaharia, Zou, arXiv 2307.09009; Apache-2.0) to the format of `plumbline replay`:
 * the same questions to the March and the June 2023 releases of GPT-4 and GPT-3.5.
 *
 * The timeline is ours. The authors asked both releases side by side in July 2023; here the March answers are spread over
 * the first half of four weeks and the June answers over the second, evenly, in an order drawn with a fixed seed. The
 * model that was asked for is the alias on every row, so only the answers change.
 *
 *   node scripts/llmdrift.mjs ../shared/data/llmdrift/generations.jsonl.gz llmdrift.jsonl.gz [last day, YYYY-MM-DD]
 *   npx plumbline replay llmdrift.jsonl.gz
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createRandom } from '../src/demo/random';

/** A row of the set, as its README describes it. */
export interface DriftRow {
  readonly task: string;
  readonly id: string;
  /** Such as gpt-4-0314. */
  readonly model: string;
  /** 2023-03 or 2023-06. */
  readonly release: string;
  readonly query: string;
  readonly answer: string;
  readonly temperature: number;
  readonly latency_s: number;
  readonly completion_tokens: number;
  readonly cost_usd: number;
  readonly [outcome: string]: string | number | null;
}

const DAY_MS = 86_400_000;
const HALF_DAYS = 14;
const SEED = 2023;

/** Columns of the set that say yes (1) or no (0) of an answer, and who says so. */
const OUTCOMES = {
  correct: 'parsing rules of the authors',
  answered: 'labels of the authors',
  directly_usable: 'LeetCode',
  accepted_after_unfencing: 'LeetCode',
  gave_option: 'regular expression of the data set',
} as const;

/**
 * Lines for `plumbline replay`, in the order of time.
 * @param until milliseconds; the June half ends just before
 */
export function mapDrift(rows: readonly DriftRow[], until: number): Record<string, unknown>[] {
  const placed = rows.map((row, place) => ({ row, place }));
  const halves = [...new Set(rows.map(({ release }) => release))].sort();
  const from = until - halves.length * HALF_DAYS * DAY_MS;
  return halves
    .flatMap((release, half) => {
      const answers = shuffle(placed.filter(({ row }) => row.release === release));
      const step = (HALF_DAYS * DAY_MS) / answers.length;
      return answers.map((answer, i) => ({ answer, time: Math.floor(from + half * HALF_DAYS * DAY_MS + i * step) }));
    })
    .map(({ answer, time }) => lineOf(answer, time));
}

interface PlacedRow {
  readonly row: DriftRow;
  readonly place: number;
}

function lineOf({ row, place }: PlacedRow, time: number): Record<string, unknown> {
  return {
    time: new Date(time).toISOString(),
    // The ids of the set repeat within a task, so the place in the file is part of it.
    trace_id: `llmdrift/${row.task}/${row.model}/${row.id}/${place}`,
    service: 'llmdrift',
    environment: 'replay',
    topic: row.task,
    provider: 'openai',
    model: row.model.replace(/-\d{4}$/, ''),
    model_version: row.model,
    latency_ms: Math.round(row.latency_s * 1000),
    output_tokens: row.completion_tokens,
    cost_usd: row.cost_usd,
    user_query: row.query,
    model_response: row.answer,
    temperature: row.temperature,
    scores: Object.entries(OUTCOMES)
      .filter(([name]) => typeof row[name] === 'number')
      .map(([name, evaluator]) => ({
        name,
        value: row[name],
        scale_min: 0,
        scale_max: 1,
        is_rate: true,
        evaluator,
        evaluator_kind: 'CODE',
      })),
  };
}

/** Fisher-Yates with a fixed seed. */
function shuffle<T>(items: readonly T[]): T[] {
  const random = createRandom(SEED);
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random.whole(0, i);
    const [a, b] = [shuffled[i], shuffled[j]];
    if (a !== undefined && b !== undefined) [shuffled[i], shuffled[j]] = [b, a];
  }
  return shuffled;
}

/** Reads the set; gzipped JSON lines. */
export function readDrift(path: string): DriftRow[] {
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): DriftRow => JSON.parse(line));
}

export function main([input, output, lastDay]: readonly string[], now: number): void {
  if (input === undefined || output === undefined)
    throw new Error('Usage: node scripts/llmdrift.mjs INPUT.jsonl.gz OUTPUT.jsonl[.gz] [YYYY-MM-DD]');
  const until = lastDay === undefined ? now : Date.parse(lastDay) + DAY_MS;
  if (Number.isNaN(until)) throw new Error(`Not a day: ${lastDay}`);
  const lines = mapDrift(readDrift(input), until);
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(output, output.endsWith('.gz') ? gzipSync(text) : text);
  console.log(`${lines.length.toLocaleString('en')} lines written to ${output}.`);
}
