import { chooseEpochs, type ChosenEpoch } from './chooseEpochs';
import { scoreCell } from '../../../tests/testkit/scoreCell';

const H = 3600;
const cell = (evaluator: string, epoch: string, n: number, firstHour: number, lastHour: number) =>
  scoreCell({ evaluator, epoch, n, firstHour: firstHour * H, lastHour: lastHour * H });

const CASES: [string, ReturnType<typeof cell>[], Partial<ChosenEpoch>][] = [
  ['one epoch', [cell('judge', 'a', 5, 0, 9)], { epoch: 'a', since: null, otherEvaluators: [] }],
  ['the newest of two', [cell('judge', 'a', 500, 0, 5), cell('judge', 'b', 5, 6, 9)], { epoch: 'b', since: 6 * H }],
  ['both in the hour of the change', [cell('judge', 'a', 500, 0, 6), cell('judge', 'b', 5, 6, 6)], { epoch: 'b', since: 6 * H }],
  [
    'an epoch in several segments',
    [cell('judge', 'b', 5, 7, 9), cell('judge', 'a', 5, 0, 5), cell('judge', 'b', 5, 6, 8)],
    { epoch: 'b', since: 6 * H },
  ],
  [
    'back to the one before: it has been there all the time',
    [cell('judge', 'a', 9, 0, 9), cell('judge', 'b', 5, 4, 5)],
    { epoch: 'a', since: null },
  ],
  [
    'the evaluator with the most scores',
    [cell('human', 'h', 9, 0, 9), cell('judge', 'a', 90, 0, 5)],
    { evaluator: 'judge', epoch: 'a', since: null, otherEvaluators: ['human'] },
  ],
];
test.each(CASES)('%s', (_name, cells, expected) => expect(chooseEpochs(cells)).toMatchObject([expected]));

test('dimensions are chosen for apart, by name', () => {
  const cells = [scoreCell({ dimension: 'b' }), scoreCell({ dimension: 'a' })];
  expect(chooseEpochs(cells).map(({ dimension }) => dimension)).toEqual(['a', 'b']);
});
