/**
 * The figures of the validators on labelled data, as floors. The data lies beside the project (../shared/data); without it the
 * tests are skipped. `npm run bench -- validators` prints all of them.
 */
import { createValidate } from '../../src/core/validators/createValidate';
import { WEIGHTS } from '../../src/core/validators/groundedness/weights';
import { answerKind } from '../../src/core/validators/text/answerKind';
import { measureDisagreement } from '../../bench/validators/disagreement';
import { areaUnderCurve, detection } from '../../bench/validators/figures';
import { measurePersonalData } from '../../bench/validators/personalData';
import { sharedRows } from '../../bench/validators/sharedRows';
import { scoreOf, trainGroundedness, type GroundednessRow } from '../../bench/validators/trainGroundedness';
import { measureUnsupported } from '../../bench/validators/unsupported';

const BEGIN = sharedRows<GroundednessRow>('begin-grounding/wow.jsonl.gz');
const rows = BEGIN ?? [];
const validate = createValidate(
  { defaults: true, rules: [] },
  {
    languageOf: () => 'en',
    onBroken: (_name, error) => {
      throw error;
    },
  },
);

(BEGIN === null ? describe.skip : describe)('labelled data (needs ../shared)', () => {
  test('groundedness on the part that the weights have not seen', () => {
    const unseen = rows.filter(({ split, label }) => split === 'test' && label !== 'Generic');
    const isBad = unseen.map(({ label }) => label !== 'Fully attributable');
    const scores = unseen.map((row) => scoreOf(row, WEIGHTS));
    const auc = areaUnderCurve(
      scores.map((score) => -score),
      isBad,
    );
    const { f1 } = detection(
      scores.map((score) => score < WEIGHTS.threshold),
      isBad,
    );
    expect(unseen).toHaveLength(3601);
    expect(auc).toBeGreaterThanOrEqual(0.94);
    expect(f1).toBeGreaterThanOrEqual(0.885);
  });

  test('the shipped weights are what training gives', () => {
    expect(trainGroundedness(rows)).toEqual(WEIGHTS);
  });

  test('faults found and clean answers left alone', () => {
    for (const { figure, value, target } of [
      ...measureUnsupported(rows, validate),
      ...measureDisagreement(rows, validate),
      ...measurePersonalData(),
    ]) {
      const [, sign = '', bound = ''] = /^(>=|<=)? ?([\d.]+)$/.exec(target) ?? [];
      const met = sign === '<=' ? value <= Number(bound) : value >= Number(bound);
      expect([figure, met]).toEqual([figure, true]);
    }
  });

  test('refusals of the June rows; the patterns were written on the March rows', () => {
    const all = sharedRows<{ task: string; release: string; answer: string; answered?: number }>('llmdrift/generations.jsonl.gz') ?? [];
    const june = all.filter(({ task, release }) => task === 'sensitive' && release === '2023-06');
    const { f1 } = detection(
      june.map(({ answer }) => answerKind(answer).kind === 'refusal'),
      june.map(({ answered }) => answered === 0),
    );
    expect(june).toHaveLength(200);
    expect(f1).toBeGreaterThanOrEqual(0.95);
  });
});
