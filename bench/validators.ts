/**
 * What the validators find and what they flag wrongly, on labelled data that lies beside the project (../shared/data), and what
 * they cost. Faults are injected with a fixed seed; the weights come from a part of the data that is not measured here.
 */
import { createValidate, type Validate } from '../src/core/validators/createValidate';
import { WEIGHTS } from '../src/core/validators/groundedness/weights';
import { AnalysedText } from '../src/core/validators/text/analysedText';
import { answerKind } from '../src/core/validators/text/answerKind';
import type { CheckedInteraction } from '../src/core/validators/subject';
import { loadLanguageOf } from '../src/settle/loadLanguageOf';
import { percentile, rounded, type BenchContext, type Benchmark, type BenchReport } from './benchmark';
import { interactionOf } from './validators/interactionOf';
import { measureDisagreement } from './validators/disagreement';
import { areaUnderCurve, detection, share } from './validators/figures';
import { measurePersonalData } from './validators/personalData';
import { sharedRows } from './validators/sharedRows';
import { scoreOf, type GroundednessRow } from './validators/trainGroundedness';
import { measureUnsupported } from './validators/unsupported';

/** One figure with what it has to be and what another way gives on the same data (judging.md §3.2, §5). */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly target: string;
  readonly baseline?: string;
}

export const validators: Benchmark = {
  name: 'validators',
  title: 'Validators: found and wrongly flagged on labelled data, and microseconds an interaction',
  sizes: [],
  async run({ say }: BenchContext): Promise<BenchReport> {
    const begin = sharedRows<GroundednessRow>('begin-grounding/wow.jsonl.gz');
    if (begin === null) {
      say('skipped: the labelled data (../shared/data) is not here');
      return { rows: [], conclusions: { skipped: 'no labelled data' }, raw: {} };
    }
    const languageOf = await loadLanguageOf();
    const onBroken = (name: string, error: unknown): never => {
      throw new Error(`validator ${name} broke`, { cause: error });
    };
    const validate = createValidate({ defaults: true, rules: [] }, { languageOf, onBroken });
    const parts: readonly (readonly [string, () => readonly Figure[]])[] = [
      ['groundedness', () => measureGroundedness(begin)],
      ['unsupported', () => measureUnsupported(begin, validate)],
      ['disagreement', () => measureDisagreement(begin, validate)],
      ['personal data', measurePersonalData],
      ['refusal', measureRefusal],
      ['language', () => measureLanguage(languageOf)],
    ];
    const figures = parts.flatMap(([name, measure]) => {
      say(name);
      return measure();
    });
    say('speed');
    const known = measureSpeed(begin, validate, false);
    const fresh = measureSpeed(begin, validate, true);
    const speed = [
      ...speedFigures('documents known from earlier requests', known, '<= 1000'),
      ...speedFigures('four documents never seen before', fresh, ''),
    ];
    const rows = [...figures, ...speed].map(({ figure, value, target, baseline = '' }) => ({
      figure,
      value: Number(value.toFixed(4)),
      target,
      baseline,
    }));
    return { rows, conclusions: {}, raw: { 'known documents, milliseconds': known, 'new documents, milliseconds': fresh } };
  },
};

function measureGroundedness(rows: readonly GroundednessRow[]): Figure[] {
  const test = rows.filter(({ split, label }) => split === 'test' && label !== 'Generic');
  const isBad = test.map(({ label }) => label !== 'Fully attributable');
  const scores = test.map((row) => scoreOf(row, WEIGHTS));
  const coverage = test.map(({ response, knowledge }) => {
    const known = new AnalysedText(knowledge).contentSet();
    return share([...new AnalysedText(response).content(), ''].map((word) => word === '' || known.has(word)));
  });
  const { precision, recall, f1 } = detection(
    scores.map((score) => score < WEIGHTS.threshold),
    isBad,
  );
  const auc = (of: readonly number[]): number =>
    areaUnderCurve(
      of.map((score) => -score),
      isBad,
    );
  return [
    { figure: 'groundedness AUC', value: auc(scores), target: '>= 0.94', baseline: `word coverage ${auc(coverage).toFixed(3)}` },
    { figure: 'groundedness F1', value: f1, target: '>= 0.885', baseline: 'word coverage 0.882' },
    { figure: 'groundedness precision', value: precision, target: '' },
    { figure: 'groundedness recall', value: recall, target: '' },
  ];
}

interface SensitiveRow {
  readonly task: string;
  readonly release: string;
  readonly answer: string;
  readonly answered?: 0 | 1;
}

/** The patterns were written on the March rows; the June rows were not looked at. */
function measureRefusal(): Figure[] {
  const rows = (sharedRows<SensitiveRow>('llmdrift/generations.jsonl.gz') ?? []).filter(({ task }) => task === 'sensitive');
  return ['2023-03', '2023-06'].map((release) => {
    const own = rows.filter((row) => row.release === release);
    const { f1 } = detection(
      own.map(({ answer }) => answerKind(answer).kind === 'refusal'),
      own.map(({ answered }) => answered === 0),
    );
    return { figure: `refusal F1, ${release}`, value: f1, target: '>= 0.95', baseline: release === '2023-06' ? 'reference 0.958' : '' };
  });
}

const MOST_QUESTIONS = 2_000;

function measureLanguage(languageOf: (text: string) => string): Figure[] {
  const rows = sharedRows<{ readonly query: string }>('halueval-general/general.jsonl.gz') ?? [];
  // Prose alone: the set asks for translations and code as well, which are in several languages at once.
  const questions = rows
    .map(({ query }) => query)
    .filter((query) => query.length >= 20 && query.length <= 120 && /^[\u0000-\u007f]+$/.test(query))
    .slice(0, MOST_QUESTIONS);
  const right = questions.map((question) => languageOf(question) === 'en');
  return [
    {
      figure: `language of ${questions.length} short English questions`,
      value: share(right),
      target: '>= 0.99',
      baseline: 'tinyld 0.89, franc 0.66',
    },
  ];
}

const TIMED = 2_000;
const DOCUMENTS = 4;

function speedFigures(what: string, times: readonly number[], target: string): Figure[] {
  return [
    { figure: `all validators, microseconds an interaction, ${what}, median`, value: rounded(percentile(times, 0.5) * 1000), target },
    { figure: `the same, 95 %`, value: rounded(percentile(times, 0.95) * 1000), target: '' },
  ];
}

/**
 * Answers with four documents each, as a knowledge base gives them again and again, or with a mark that makes each new.
 * Processor time and not time on the wall, so that other work on the machine counts less.
 */
function measureSpeed(rows: readonly GroundednessRow[], validate: Validate, isFresh: boolean): number[] {
  const passages = [...new Set(rows.map(({ knowledge }) => knowledge))];
  const of = (row: number): CheckedInteraction => {
    const { message = '', response = '', knowledge = '' } = rows[row] ?? {};
    const others = Array.from({ length: DOCUMENTS - 1 }, (_, place) => passages[(row * 7 + place) % passages.length] ?? '');
    const texts = [knowledge, ...others].map((text, place) => (isFresh ? `${text} (${row}, ${place})` : text));
    return interactionOf(message, `${response} It is known since ${1900 + (row % 100)}.`, texts);
  };
  const interactions = Array.from({ length: Math.min(TIMED, rows.length) }, (_, row) => of(row));
  const run = (interaction: CheckedInteraction): number => {
    const before = process.cpuUsage();
    validate(interaction, { service: 'bench', topic: 'other' });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  if (!isFresh) interactions.forEach(run);
  return interactions.map(run);
}
