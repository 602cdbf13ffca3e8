import {
  AGREEMENT_NUMBERS,
  AGREEMENT_STATE_TEXT,
  AGREEMENT_STATES,
  type AgreementNumber,
  type AgreementState,
} from '../frames/agreementNumbers';
import { columns, labelField, numberField, stringField } from '../frames/field';
import type { FieldConfigJSON, FrameJSON } from '../frames/frame';
import type { AgreementQuery } from '../query/agreement';
import { agreement, CALIBRATED, type Agreement, type Shortfall } from './agreement';
import type { Estimate } from './correlations';
import { groupBy } from './groupBy';
import type { LabelledAnswer } from './labelledAnswers';

/** A dimension that an evaluator scores. */
export interface Judging {
  readonly evaluator: string;
  readonly dimension: string;
  /** The newest. */
  readonly epoch: string;
}

export interface AgreementContext {
  /** What is judged; a row each, also where nobody has labelled anything. */
  readonly judging: readonly Judging[];
  /** Milliseconds since 1970: the end of the range. */
  readonly now: number;
  readonly executedQueryString: string;
}

const COLORS: Readonly<Record<AgreementState, string>> = {
  few_labels: 'blue',
  calibrated: 'green',
  not_calibrated: 'orange',
  drifting: 'red',
};

const STATE_CONFIG: FieldConfigJSON = {
  mappings: [
    {
      type: 'value',
      options: Object.fromEntries(
        (Object.keys(AGREEMENT_STATES) as AgreementState[]).map((state, index) => [
          String(AGREEMENT_STATES[state]),
          { text: AGREEMENT_STATE_TEXT[state], color: COLORS[state], index },
        ]),
      ),
    },
  ],
};

const TIMES: ReadonlySet<AgreementNumber> = new Set(['drift_since', 'first', 'last']);
const SHARES = /^(human_)?(exact|within_1)/;

/** A row an evaluator, dimension and (in `panel`) epoch; of an evaluator the newest epoch first. */
export function agreementFrame(query: AgreementQuery, answers: readonly LabelledAnswer[], context: AgreementContext): FrameJSON {
  const isPanel = query.format === 'panel';
  const numbers = query.values.length === 0 || isPanel ? AGREEMENT_NUMBERS : query.values;
  const keyOf = ({ evaluator, dimension }: Pick<Judging, 'evaluator' | 'dimension'>): string => JSON.stringify([evaluator, dimension]);
  const labelled = groupBy(answers, keyOf);
  const unlabelled = new Map(context.judging.filter((one) => !labelled.has(keyOf(one))).map((one) => [keyOf(one), one]));
  const rows = [...labelled.keys(), ...unlabelled.keys()]
    .sort()
    .flatMap((key) => {
      const one = unlabelled.get(key);
      if (one !== undefined) return [[[one.evaluator, one.dimension, one.epoch], agreement([], context.now)] as const];
      return epochsOf(labelled.get(key) ?? [], context.now).slice(0, isPanel ? undefined : 1);
    })
    .map(([labels, found]) => {
      const values = numbersOf(found);
      const texts = isPanel ? [labels[2] ?? '', reasonOf(found)] : [];
      return [...labels.slice(0, 2), ...texts, ...numbers.map((name) => values[name])];
    });
  const fields = [
    labelField('evaluator'),
    labelField('dimension'),
    ...(isPanel ? [labelField('epoch'), stringField('reason', { description: 'Why the judge is not calibrated' })] : []),
    ...numbers.map((name) => numberField(name, configOf(name))),
  ];
  return {
    schema: {
      refId: query.refId,
      name: 'agreement',
      meta: {
        ...(isPanel ? { type: 'table', typeVersion: [0, 0] } : { type: 'numeric-long', typeVersion: [0, 1] }),
        executedQueryString: context.executedQueryString,
        ...(answers.length === 0
          ? {
              notices: [
                { severity: 'info', text: 'No labels of people on judged answers: label some on the review page, or import them.' },
              ],
            }
          : {}),
        custom: { kind: 'agreement' },
      },
      fields,
    },
    data: { values: columns(rows, fields.length) },
  };
}

/** By the newest labelled request, so that the epoch that judges now comes first. */
function epochsOf(answers: readonly LabelledAnswer[], now: number): (readonly [labels: readonly string[], found: Agreement])[] {
  return [...groupBy(answers, ({ epoch }) => epoch)]
    .map(([epoch, own]) => [[own[0]?.evaluator ?? '', own[0]?.dimension ?? '', epoch], agreement(own, now)] as const)
    .sort(([, a], [, b]) => (b.to ?? 0) - (a.to ?? 0));
}

export function agreementState({ shortfalls, drift, n }: Agreement): AgreementState {
  if (drift?.isDrifting === true) return 'drifting';
  if (n < CALIBRATED.labels) return 'few_labels';
  return shortfalls.length === 0 ? 'calibrated' : 'not_calibrated';
}

const REASONS: Readonly<Record<Shortfall, string>> = {
  few_labels: `fewer than ${CALIBRATED.labels} labels`,
  low_agreement: `kappa may be below ${CALIBRATED.kappa}`,
  biased: `off by more than ${CALIBRATED.bias} points on average`,
  topic_off: `off by ${CALIBRATED.topicBias} point or more on a topic`,
};

function reasonOf({ shortfalls, drift }: Agreement): string {
  return [...(drift?.isDrifting === true ? ['further from people lately than before'] : []), ...shortfalls.map((one) => REASONS[one])].join(
    '; ',
  );
}

function configOf(name: AgreementNumber): FieldConfigJSON {
  if (name === 'state') return STATE_CONFIG;
  if (TIMES.has(name)) return { unit: 'dateTimeAsIso' };
  return SHARES.test(name) ? { unit: 'percentunit', min: 0, max: 1 } : {};
}

function numbersOf(found: Agreement): Readonly<Record<AgreementNumber, number | null>> {
  const { people, drift } = found;
  return {
    state: AGREEMENT_STATES[agreementState(found)],
    labels: found.n,
    failed: found.failed,
    labellers: found.labellers,
    ...spread('kappa', found.kappa),
    ...spread('spearman', found.spearman),
    ...spread('pearson', found.pearson),
    cohen_kappa: found.cohen,
    ...spread('exact', found.exact),
    ...spread('within_1', found.withinOne),
    ...spread('bias', found.bias),
    human_pairs: people.n,
    ...spread('human_kappa', people.kappa),
    ...spread('human_spearman', people.spearman),
    ...spread('human_pearson', people.pearson),
    human_cohen_kappa: people.cohen,
    ...spread('human_exact', people.exact),
    ...spread('human_within_1', people.withinOne),
    drift: drift?.rise ?? null,
    drift_z: drift?.z ?? null,
    drift_since: drift?.since ?? null,
    first: found.from,
    last: found.to,
  };
}

type Spread<T extends string> = Readonly<Record<T | `${T}_lower` | `${T}_upper`, number | null>>;

function spread<const T extends string>(name: T, estimate: Estimate | null): Spread<T> {
  // The keys are exactly those of the type; an object literal with computed keys is wider to the compiler.
  return {
    [name]: estimate?.value ?? null,
    [`${name}_lower`]: estimate?.lower ?? null,
    [`${name}_upper`]: estimate?.upper ?? null,
  } as Spread<T>;
}
