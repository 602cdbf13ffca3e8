import type { Expectation } from './evalCase';
import type { CaseResult } from './evalRun';

export interface Judgement {
  readonly met: boolean;
  /** What is missing, in the words of the case. */
  readonly missing: readonly string[];
}

export interface Means {
  /** Linear time: a case from outside must not hold up a run. @throws for an expression that cannot be used */
  matches(pattern: string, text: string): boolean;
  /** Names of the validators that the answer failed; null where validators are not run. */
  readonly failedValidators: readonly string[] | null;
}

/** @returns null when the case expects nothing */
export function meetsExpectations(expect: Expectation, result: CaseResult, means: Means): Judgement | null {
  const { contains, not_contains, matches, scores, validators, max_latency_ms } = expect;
  const isEmpty =
    contains.length + not_contains.length + validators.length + Object.keys(scores).length === 0 &&
    matches === undefined &&
    max_latency_ms === undefined;
  if (isEmpty) return null;
  if (result.error !== '') return { met: false, missing: [`there is no answer: ${result.error}`] };
  const answer = result.answer.toLowerCase();
  const missing = [
    ...contains.filter((phrase) => !answer.includes(phrase.toLowerCase())).map((phrase) => `"${phrase}" does not stand in the answer`),
    ...not_contains.filter((phrase) => answer.includes(phrase.toLowerCase())).map((phrase) => `"${phrase}" stands in the answer`),
    ...(matches === undefined || means.matches(matches, result.answer) ? [] : [`the answer does not match ${matches}`]),
    ...Object.entries(scores).flatMap(([name, least]) => scoreProblem(result, name, least)),
    ...validators.flatMap((name) => validatorProblem(means.failedValidators, name)),
    ...(max_latency_ms === undefined || (result.latency_ms ?? 0) <= max_latency_ms
      ? []
      : [`it took ${Math.round(result.latency_ms ?? 0)} ms instead of at most ${max_latency_ms}`]),
  ];
  return { met: missing.length === 0, missing };
}

function scoreProblem({ scores }: CaseResult, name: string, least: number): string[] {
  const score = scores.find((one) => one.name === name);
  if (score === undefined) return [`${name} was not judged`];
  if (score.value === null) return [`${name} has no score: ${score.error_type}`];
  return score.value >= least ? [] : [`${name} is ${score.value}, below ${least}`];
}

function validatorProblem(failed: readonly string[] | null, name: string): string[] {
  if (failed === null) return [`the validator ${name} was not run`];
  return failed.includes(name) ? [`the validator ${name} failed`] : [];
}
