/**
 * Row 16: the public LLMDrift answers (Chen, Zaharia, Zou 2023) as a timeline. The answers of March fill the four weeks of
 * the baseline and those of June come one an hour after it, in an order drawn anew in every run: so hours since the change are
 * answers since the change. Both were collected side by side in July 2023; the timeline is ours.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { finishScan } from '../../src/core/worse/finishScan';
import { judgeSegment } from '../../src/core/worse/judgeSegment';
import { planOf } from '../../src/core/worse/planOf';
import { ruleOf } from '../../src/core/worse/rules';
import { HOUR_SECONDS } from '../../src/core/worse/scanPlan';
import { WORSE_STATES } from '../../src/core/verdict/worseState';
import type { Metric, RuleChange } from '../../src/core/query/worse';
import { readDrift, type DriftRow } from '../../scripts/llmdrift';
import type { Part, PartContext } from './part';
import { randomFrom, type Random } from './random';
import { noHours, rollingSums, type Hourly } from './rollingSums';
import { medianDelay, percent, share, shareInterval, targetRow, type Row } from './targetRow';
import { FIRST_HOUR } from './watch';

const DATA = join(process.cwd(), '..', 'shared', 'data', 'llmdrift', 'generations.jsonl.gz');
const BASELINE_HOURS = 28 * 24;
/** Answers of the new release that are looked at, one an hour: with more, the first of them would leave the week of the scan. */
const LOOKED_AT = 160;
const CORRECT: Metric = { kind: 'score', dimension: 'correct' };
const FORMAT: Metric = { kind: 'rate', rate: 'format_failure' };
const SCALE = { min: 0, max: 1, isRate: true };
const QUERY = { season: 'day', timezone: 'UTC', baseline: { kind: 'rolling' } } as const;

interface DriftCase {
  readonly name: string;
  readonly task: string;
  readonly outcome: string;
  readonly model: string;
  readonly metric: Metric;
  /** Change of the default rule, as a query would ask for it. */
  readonly rule?: RuleChange;
  /** The release that is held against March; March itself for a replay in which nothing changes. */
  readonly now: '2023-03' | '2023-06';
  readonly expect: 'worse' | 'better' | 'silent';
  /** Median answers until then. */
  readonly answers?: number;
}

const CASES: readonly DriftCase[] = [
  {
    name: 'GPT-4 primes',
    task: 'prime',
    outcome: 'correct',
    model: 'gpt-4',
    metric: CORRECT,
    now: '2023-06',
    expect: 'worse',
    answers: 45,
  },
  {
    name: 'GPT-4 LeetCode, code fenced: format',
    task: 'leetcode',
    outcome: 'directly_usable',
    model: 'gpt-4',
    metric: FORMAT,
    // Half of the answers of March failed already: twice as many is more than all.
    rule: { minFall: 0.02 },
    now: '2023-06',
    expect: 'worse',
    answers: 45,
  },
  {
    name: 'GPT-4 LeetCode, code unfenced: knowledge',
    task: 'leetcode',
    outcome: 'accepted_after_unfencing',
    model: 'gpt-4',
    metric: CORRECT,
    now: '2023-06',
    expect: 'silent',
  },
  {
    name: 'GPT-3.5 primes, better',
    task: 'prime',
    outcome: 'correct',
    model: 'gpt-3.5',
    metric: CORRECT,
    now: '2023-06',
    expect: 'better',
  },
  {
    name: 'GPT-4 primes, March against March',
    task: 'prime',
    outcome: 'correct',
    model: 'gpt-4',
    metric: CORRECT,
    now: '2023-03',
    expect: 'silent',
  },
];

export const llmDrift: Part = { rows: [16], measure: driftRows };

function driftRows({ streams, seed, raw, say }: PartContext): Row[] {
  if (!existsSync(DATA)) {
    say(`row 16 is left out: ${DATA} is not there`);
    return [];
  }
  const rows = readDrift(DATA);
  const runs = 4 * streams;
  return CASES.map((one, place) => {
    say(`LLMDrift, ${one.name}`);
    const found = Array.from({ length: runs }, (_, run) => replay(one, rows, randomFrom(seed(16) + place * 10_000 + run)));
    const worse = found.map((answer) => answer.worse);
    const better = found.map((answer) => answer.better);
    const [isWorse, isBetter] = [share(worse, (at) => at !== null), share(better, (at) => at !== null)];
    raw[`answers until "${one.expect === 'better' ? 'better' : 'worse'}" (-1: never), ${one.name}`] = (
      one.expect === 'better' ? better : worse
    ).map((at) => at ?? -1);
    const median = medianDelay(one.expect === 'better' ? better : worse);
    const early = share(found, (answer) => answer.early);
    return targetRow({
      row: 16,
      scenario: `LLMDrift: ${one.name}`,
      perDay: 24,
      measured: `worse ${percent(isWorse)}, better ${percent(isBetter)}${Number.isFinite(median) ? `, median ${median} answers` : ''}`,
      interval: shareInterval(one.expect === 'better' ? isBetter : isWorse, runs),
      target: { worse: `worse, median <= ${one.answers} answers`, better: 'never worse, better', silent: 'worse <= 5 %' }[one.expect],
      met: {
        worse: isWorse >= 0.95 && median <= (one.answers ?? 0),
        better: isWorse === 0 && isBetter >= 0.95,
        silent: isWorse <= 0.05,
      }[one.expect],
      usual: `10 % rule fires before the change: ${percent(early)}`,
    });
  });
}

interface Replay {
  /** Answers of the new release until the state is first said; null when it never is. */
  readonly worse: number | null;
  readonly better: number | null;
  /** True when "10 % below the 24 answers before" fires within the old release. */
  readonly early: boolean;
}

function replay(one: DriftCase, rows: readonly DriftRow[], random: Random): Replay {
  const good = (release: string): number[] =>
    rows
      .filter((row) => row.task === one.task && row.model.startsWith(one.model) && row.release === release)
      .map((row) => Number(row[one.outcome]));
  const all = shuffled(good('2023-03'), random);
  const half = Math.floor(all.length / 2);
  const before = one.now === '2023-03' ? all.slice(0, half) : all;
  const now = (one.now === '2023-03' ? all.slice(half) : shuffled(good(one.now), random)).slice(0, LOOKED_AT);
  const data = noHours(BASELINE_HOURS + 2 * LOOKED_AT);
  // Sets below the 200 answers that a baseline needs are repeated: what was usual is known from more than one pass.
  const answers = Array.from({ length: Math.max(before.length, 400) }, (_, index) => before[index % before.length] ?? 0);
  answers.forEach((value, index) => put(data, Math.floor((index * BASELINE_HOURS) / answers.length), value));
  now.forEach((value, index) => put(data, BASELINE_HOURS + index, value));
  const rule = ruleOf(one.metric, SCALE, one.rule ?? {});
  const seen: { worse: number | null; better: number | null } = { worse: null, better: null };
  for (let count = 1; count <= now.length && (seen.worse === null || seen.better === null); count++) {
    const end = BASELINE_HOURS + count;
    const plan = { ...planOf(rule, QUERY, (FIRST_HOUR + end * HOUR_SECONDS) * 1000), ...around(end) };
    const facts = { coverage: null, scale: SCALE, epochSince: null, limitMs: null, generated: 0 };
    const { state } = judgeSegment(finishScan(rollingSums(data, plan, FIRST_HOUR), plan), facts, rule, plan, rule.zStar);
    if (state === WORSE_STATES.worse) seen.worse ??= count;
    if (state === WORSE_STATES.better) seen.better ??= count;
  }
  return { ...seen, early: firesWithin(before) };
}

/** The baseline stays where it is while the answers of June come in: it is the four weeks before the change. */
function around(end: number): { readonly baseFrom: number; readonly baseTo: number; readonly recentFrom: number } {
  const change = FIRST_HOUR + BASELINE_HOURS * HOUR_SECONDS;
  return { baseFrom: FIRST_HOUR, baseTo: change, recentFrom: Math.max(change, FIRST_HOUR + (end - 168) * HOUR_SECONDS) };
}

/** Of each answer the bad half is counted, as of every rate. */
function put(data: Hourly, hour: number, good: number): void {
  data.n[hour] = (data.n[hour] ?? 0) + 1;
  data.x[hour] = (data.x[hour] ?? 0) + 1 - good;
  data.xx[hour] = (data.xx[hour] ?? 0) + 1 - good;
}

function firesWithin(answers: readonly number[]): boolean {
  const mean = (from: number, to: number): number => answers.slice(from, to).reduce((sum, value) => sum + value, 0) / 24;
  for (let at = 48; at <= answers.length; at++) if (mean(at - 24, at) < 0.9 * mean(at - 48, at - 24)) return true;
  return false;
}

function shuffled(values: readonly number[], random: Random): number[] {
  const list = [...values];
  for (let at = list.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [list[at], list[other]] = [list[other] ?? 0, list[at] ?? 0];
  }
  return list;
}
