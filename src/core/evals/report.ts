/** A run and its verdict as data for reports: what changed most, and in which cases. */
import type { CaseResult, EvalRun } from './evalRun';
import type { DimensionGate, Gate } from './gate';
import type { EvalCase } from './evalCase';

export interface Report {
  readonly run: EvalRun;
  readonly gate: Gate;
  readonly results: readonly CaseResult[];
  readonly cases: ReadonlyMap<string, EvalCase>;
  /** Of the baseline; empty without one. */
  readonly before: readonly CaseResult[];
  /** Share of its scale that a dimension may lose, and the error of the gate. */
  readonly margin: number;
  readonly alpha: number;
}

export interface Loss {
  readonly caseId: string;
  readonly dimension: string;
  readonly before: number;
  readonly after: number;
}

/** Cases that lost most, as shares of their scale. */
export function largestLosses({ gate, results, before }: Report, most: number): Loss[] {
  const earlier = meansOf(before);
  const losses = [...meansOf(results)].flatMap(([key, after]): (Loss & { share: number })[] => {
    const was = earlier.get(key);
    const [caseId = '', dimension = ''] = JSON.parse(key) as string[];
    const scale = gate.dimensions.find((one) => one.dimension === dimension)?.scale;
    if (was === undefined || scale === undefined || after >= was) return [];
    return [{ caseId, dimension, before: was, after, share: (was - after) / (scale[1] - scale[0]) }];
  });
  return losses
    .sort((a, b) => b.share - a.share || (a.caseId < b.caseId ? -1 : 1))
    .slice(0, most)
    .map(({ share: _share, ...loss }) => loss);
}

function meansOf(results: readonly CaseResult[]): Map<string, number> {
  const sums = new Map<string, { sum: number; n: number }>();
  for (const { case_id, scores } of results) {
    for (const { name, value } of scores) {
      if (value === null) continue;
      const key = JSON.stringify([case_id, name]);
      const { sum, n } = sums.get(key) ?? { sum: 0, n: 0 };
      sums.set(key, { sum: sum + value, n: n + 1 });
    }
  }
  return new Map([...sums].map(([key, { sum, n }]) => [key, sum / n]));
}

export interface Totals {
  readonly answers: number;
  readonly unanswered: number;
  /** Median of the answers; null without any. */
  readonly medianMs: number | null;
  /** US dollars; null when no answer has a cost. */
  readonly cost: number | null;
  readonly judgeCost: number | null;
  readonly seconds: number;
}

export function totalsOf({ run, results }: Pick<Report, 'run' | 'results'>): Totals {
  const times = results.flatMap(({ error, latency_ms }) => (error === '' && latency_ms !== null ? [latency_ms] : [])).sort((a, b) => a - b);
  return {
    answers: results.length,
    unanswered: results.filter(({ error }) => error !== '').length,
    medianMs: times[Math.floor(times.length / 2)] ?? null,
    cost: sumOf(results.map(({ cost_usd }) => cost_usd)),
    judgeCost: sumOf(results.map(({ judge_cost_usd }) => judge_cost_usd)),
    seconds: (run.ended_at - run.started_at) / 1000,
  };
}

function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** What the verdict means, as a sentence. */
export function verdictSentence({ gate, margin, alpha, before, results }: Report): string {
  const percent = `${round(margin * 100)} %`;
  const names = (verdict: DimensionGate['verdict']): string =>
    gate.dimensions
      .filter((one) => one.verdict === verdict)
      .map(({ dimension }) => dimension)
      .join(', ');
  switch (gate.verdict) {
    case 'pass':
      return before.length === 0
        ? `Every one of the ${new Set(results.map(({ case_id }) => case_id)).size} cases was answered and met what it expects.`
        : `No dimension lost ${percent} of its scale or more; of changes that do, at most ${round(alpha * 100)} in 100 pass here.`;
    case 'worse':
      return `Worse: ${names('worse')}.`;
    case 'cannot_tell':
      return `The cases do not tell whether ${names('cannot_tell')} lost ${percent} of the scale. ${moreCases(gate)}`;
    case 'failed_cases':
      return 'Cases were not answered, or not as they expect.';
    case 'not_comparable':
      return `Nothing may be compared in ${names('not_comparable') || 'any dimension'}: the baseline has no scores of the same evaluator epoch. Judge it anew with the same evaluator.`;
  }
}

function moreCases({ dimensions }: Gate): string {
  const open = dimensions.filter(({ verdict }) => verdict === 'cannot_tell');
  return open
    .map(({ dimension, lost, moreCases: more }) =>
      lost > 0
        ? `${dimension} has no score of ${lost} cases that had one: find out why.`
        : more === null
          ? `${dimension} lost about as much as may be lost: more cases are not likely to help.`
          : `${dimension}: about ${more} more cases would.`,
    )
    .join(' ');
}

export function round(value: number): string {
  return String(Number(value.toFixed(3)));
}
