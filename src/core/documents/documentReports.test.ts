import type { Moments } from '../stats/moments';
import { documentReports, type DocumentCell } from './documentReports';

const moments = (n: number, mean: number): Moments => ({ n, sw: n, sw2: n, swx: n * mean, swxx: n * (mean * mean + 0.25) });
const cell = (id: string, more: Partial<DocumentCell> = {}): DocumentCell => ({
  ...{ id, version: '', topic: 't', requests: 10, ranks: [10, 0, 0, 0], used: 0, usedKnown: 0, first: 1, last: 2 },
  ...{ scores: moments(0, 0), led: moments(0, 0), ...more },
});
const ids = (
  cells: readonly DocumentCell[],
  suspects: readonly string[] = [],
  all = moments(100, 4),
): readonly (readonly [string, boolean])[] =>
  documentReports({
    cells,
    topics: new Map([['t', all]]),
    pairs: [],
    firstSeen: new Map(),
    suspects: suspects.map((id) => ({ id, since: 5, suspicion: 0.5, reason: 'r' })),
  }).map(({ id, suspicion }) => [id, suspicion !== null] as const);

test.each<[string, readonly DocumentCell[], readonly string[], readonly (readonly [string, boolean])[]]>([
  [
    'the suspect first, however rarely it is retrieved',
    [cell('a', { requests: 99 }), cell('b')],
    ['b'],
    [
      ['b', true],
      ['a', false],
    ],
  ],
  [
    'then clear harm',
    [cell('a', { requests: 99 }), cell('b', { scores: moments(40, 2) })],
    [],
    [
      ['b', false],
      ['a', false],
    ],
  ],
  [
    'a suspect that makes answers better where it leads is the cure',
    [cell('a', { led: moments(50, 5) }), cell('b')],
    ['a'],
    [
      ['a', false],
      ['b', false],
    ],
  ],
  [
    'then the most retrieved',
    [cell('a'), cell('b', { requests: 11 })],
    [],
    [
      ['b', false],
      ['a', false],
    ],
  ],
])('%s', (_name, cells, suspects, expected) => expect(ids(cells, suspects)).toEqual(expected));

test('cells of several topics add up; versions of one title know each other', () => {
  const [first] = documentReports({
    cells: [
      cell('p-v1.md', { topic: 't', used: 3, usedKnown: 4 }),
      cell('p-v1.md', { topic: 'u', ranks: [0, 10, 0, 0], used: 1, usedKnown: 4 }),
      cell('p-v2.md'),
    ],
    topics: new Map(),
    pairs: [['p-v1.md', '', 'p-v2.md', '', 7]],
    firstSeen: new Map([[JSON.stringify(['p-v1.md', '']), -5]]),
    suspects: [],
  });
  expect(first).toMatchObject({ id: 'p-v1.md', requests: 20, ranks: [10, 10, 0, 0], usedShare: 0.5, first: -5 });
  expect(first?.versions).toEqual([{ id: 'p-v2.md', version: '', together: 7, relation: 'newer' }]);
});
