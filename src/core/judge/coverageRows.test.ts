/** Which state of several workers is that of the evaluator. */
import { coverageRows } from './coverageRows';

type Heartbeat = readonly [state: string, reason: string, ageSeconds: number];

const CASES: readonly (readonly [string, readonly Heartbeat[], string, string])[] = [
  ['none', [], 'silent', 'Nothing was ever heard of this evaluator.'],
  [
    'one that works, one that is blocked and was heard of later',
    [
      ['blocked', 'auth', 1],
      ['running', '', 14],
    ],
    'running',
    '',
  ],
  [
    'the same the other way round',
    [
      ['running', '', 1],
      ['blocked', 'auth', 14],
    ],
    'running',
    '',
  ],
  [
    'one that works and one that has stopped just now',
    [
      ['stopped', '', 0],
      ['running', '', 100],
    ],
    'running',
    '',
  ],
  [
    'one that worked four minutes ago, one that is blocked',
    [
      ['running', '', 240],
      ['blocked', 'auth', 5],
    ],
    'blocked',
    'auth',
  ],
  [
    'one that found the model to be suspect, one that has not looked yet',
    [
      ['running', '', 1],
      ['suspect', 'bad-fees', 9],
    ],
    'suspect',
    'bad-fees',
  ],
  [
    'all silent: the last one heard',
    [
      ['running', '', 181],
      ['running', '', 4000],
    ],
    'silent',
    'Last heard of 181 s ago.',
  ],
];
test.each(CASES)('%s', (_name, heartbeats, state, reason) => {
  const states = heartbeats.map((heartbeat) => ['judge', ...heartbeat]);
  const rows = coverageRows({ work: [], external: [], requests: [[3, 3]], states, configured: ['judge'], width: 0 });
  expect(rows).toMatchObject([{ evaluator: 'judge', stateName: state, reason }]);
});
