/** Rows of the pair statement (src/core/sql/agreementSql.ts) to answers that a judge and people scored. */
import type { Pair } from './pair';

export interface LabelledAnswer extends Pair {
  readonly evaluator: string;
  readonly epoch: string;
  readonly dimension: string;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly isRate: boolean;
  readonly traceId: string;
  readonly topic: string;
  /** Values of the group-by columns. */
  readonly segment: readonly string[];
  /** Start of the request, milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  /** True when the judge failed on it; `judge` says nothing then. */
  readonly isFailed: boolean;
  /** Whether the filters of the query fit it. */
  readonly fits: boolean;
  /** What each person said, on the judge's scale, by name. */
  readonly people: readonly (readonly [labeller: string, value: number])[];
  /** How the review page drew it; null when no label came from there. */
  readonly drawn: { readonly stratum: string; readonly probability: number } | null;
}

type Rows = readonly (readonly unknown[])[];

interface Growing {
  readonly first: LabelledAnswer;
  readonly judgements: Map<string, number | null>;
  readonly people: Map<string, number>;
  labelProbability: number;
  stratum: string;
  readonly judgeProbability: number;
}

/** @param groups number of group-by columns, which stand at the end of a row */
export function labelledAnswers(rows: Rows, groups: number): LabelledAnswer[] {
  const answers = new Map<string, Growing>();
  for (const row of rows) {
    const [
      evaluator,
      epoch,
      dimension,
      traceId,
      scoreId,
      min,
      max,
      isRate,
      topic,
      time,
      value,
      judgeProbability,
      fits,
      labeller,
      label,
      labelMin,
      labelMax,
      labelProbability,
      stratum,
    ] = row;
    const key = JSON.stringify([evaluator, epoch, dimension, traceId]);
    const known = answers.get(key) ?? {
      first: {
        evaluator: String(evaluator),
        epoch: String(epoch),
        dimension: String(dimension),
        scaleMin: Number(min),
        scaleMax: Number(max),
        isRate: Number(isRate) === 1,
        traceId: String(traceId),
        topic: String(topic),
        segment: row.slice(19, 19 + groups).map(String),
        time: Number(time),
        fits: Number(fits) === 1 || fits === true,
        isFailed: false,
        people: [],
        drawn: null,
        judge: 0,
        human: 0,
        weight: 1,
      },
      judgements: new Map<string, number | null>(),
      people: new Map<string, number>(),
      labelProbability: Number(labelProbability),
      stratum: '',
      judgeProbability: Number(judgeProbability),
    };
    answers.set(key, known);
    known.judgements.set(String(scoreId), value === null ? null : Number(value));
    const share = (Number(label) - Number(labelMin)) / (Number(labelMax) - Number(labelMin));
    known.people.set(String(labeller), Number(min) + share * (Number(max) - Number(min)));
    known.labelProbability = Math.min(known.labelProbability, Number(labelProbability));
    known.stratum ||= String(stratum);
  }
  return [...answers.values()].map(answerOf);
}

function answerOf({ first, judgements, people, labelProbability, stratum, judgeProbability }: Growing): LabelledAnswer {
  const values = [...judgements.values()].filter((value) => value !== null);
  return {
    ...first,
    people: [...people].sort(([a], [b]) => (a < b ? -1 : 1)),
    isFailed: values.length === 0,
    judge: values.length === 0 ? 0 : mean(values),
    human: mean([...people.values()]),
    drawn: stratum === '' ? null : { stratum, probability: labelProbability },
    weight: 1 / (labelProbability * judgeProbability),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
