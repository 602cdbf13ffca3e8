import { peopleView } from './peopleView';

test('nobody has labelled', () => expect(peopleView({ human_labels: 0 })).toBeNull());

test.each([
  [
    {
      human_labels: 120,
      calibrated: 1,
      kappa: 0.71,
      kappa_lower: 0.6,
      bias: 0.3,
      corrected_mean: 4.1,
      corrected_lower: 3.9,
      corrected_upper: 4.3,
      corrected_labels: 60,
      corrected_by_range: 1,
    },
    {
      title: 'Judge calibrated',
      detail: 'agreement 0.71 (at least 0.60), judge kinder by 0.30, 120 labels',
      corrected: 'People: 4.10 (3.90 to 4.30), by 60 labels of these answers',
    },
  ],
  [
    {
      human_labels: 30,
      calibrated: 0,
      kappa: null,
      bias: -0.2,
      corrected_mean: 4.1,
      corrected_lower: 3.9,
      corrected_upper: 4.3,
      corrected_labels: 30,
      corrected_by_range: 0,
    },
    {
      title: 'Judge not calibrated',
      detail: 'judge stricter by 0.20, 30 labels',
      corrected: 'People: 4.10 (3.90 to 4.30), by 30 labels of the evaluator',
    },
  ],
  [{ human_labels: 3 }, { title: 'Judge not calibrated', detail: '3 labels', corrected: '' }],
])('%j', (numbers, expected) => expect(peopleView(numbers)).toMatchObject(expected));
