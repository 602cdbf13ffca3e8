/** Documents, changes and examples: what a fall is blamed on besides its slices. */
import { changeReach, type VersionUse } from './changeReach';
import { matchExamples, type Candidate } from './matchExamples';
import { newerVersion, suspectDocuments, type DocumentFacts } from './suspectDocuments';

describe('newer versions of a document', () => {
  const ids = ['policy-v1.md', 'policy-v2.md', 'policy-v10.md', 'faq', 'terms_v3.pdf', 'terms_v3.md', 'guide v1.2', 'guide v1.10', 'v2.md'];
  const all = ids.map((documentId) => ({ documentId })) as unknown as Parameters<typeof newerVersion>[1];
  test.each([
    ['policy-v1.md', 'policy-v10.md'],
    ['policy-v2.md', 'policy-v10.md'],
    ['policy-v10.md', undefined],
    ['faq', undefined],
    // Another type of file is another document.
    ['terms_v3.pdf', undefined],
    ['guide v1.2', undefined],
  ])('%s', (documentId, newer) => expect(newerVersion({ documentId }, all)?.documentId).toBe(newer));
});

const sums = (n: number, mean: number, spread: number) => ({ n, w: n, w2: n, x: n * mean, xx: n * (mean * mean + spread * spread) });
const use = (documentId: string, before: readonly [number, number], now: readonly [number, number]) => ({
  documentId,
  before: { n: before[0], first: before[1], ranks: before[0] },
  now: { n: now[0], first: now[1], ranks: 2 * now[0] },
});
const FACTS: DocumentFacts = {
  uses: [
    use('fine.md', [100, 50], [50, 20]),
    use('wrong.md', [100, 50], [50, 25]),
    use('spread.md', [0, 0], [40, 0]),
    use('rare.md', [2, 1], [2, 1]),
  ],
  requests: { before: 100, now: 50 },
  tops: [
    { documentId: 'fine.md', now: sums(20, 4.5, 0.5) },
    { documentId: 'wrong.md', now: sums(25, 2.5, 0.5) },
    { documentId: 'rare.md', now: sums(1, 1, 0) },
  ],
  firstSeen: new Map([['spread.md', { time: 7, version: 'v1' }]]),
  worse: 'lower',
};

test('suspects: who leads the worse answers, then who spread; one answer says nothing', () => {
  const found = suspectDocuments(FACTS);
  expect(found.map(({ documentId, suspicion }) => [documentId, Number(suspicion.toFixed(2))])).toEqual([
    ['wrong.md', 1],
    ['spread.md', 0.4],
    ['rare.md', 0.01],
    ['fine.md', 0],
  ]);
  expect(found[0]).toMatchObject({
    valueTop: 2.5,
    topNow: 0.5,
    topBefore: 0.5,
    rankNow: 2,
    reason: 'Answers that it leads are worse than the others',
  });
  // 20 answers of 4.5 and one of 1.
  expect(found[0]?.valueOther).toBeCloseTo(91 / 21, 12);
  expect(found[1]).toMatchObject({ firstSeen: 7, version: 'v1', reason: 'Never retrieved here before' });
});

test('where more is worse, the document of the higher values is suspect', () => {
  expect(suspectDocuments({ ...FACTS, worse: 'higher' })[0]?.documentId).toBe('fine.md');
});

const version = (rest: Partial<VersionUse>): VersionUse => ({
  promptName: 'p',
  promptVersion: 'v1',
  model: 'm',
  modelVersion: 'm-1',
  service: 's',
  release: 'r1',
  before: 0,
  now: 0,
  ...rest,
});
const USES = [
  version({ before: 90, now: 10 }),
  version({ promptVersion: 'v2', before: 10, now: 20 }),
  version({ modelVersion: 'm-2', release: 'r2', now: 10 }),
];

test.each([
  ['prompt', { kind: 'prompt', service: 's', name: 'p', version: 'v2' }, 20 / 40 - 10 / 100],
  ['model', { kind: 'model', service: 's', name: 'm', version: 'm-2' }, 10 / 40],
  ['release', { kind: 'release', service: 's', name: 's', version: 'r2' }, 10 / 40],
  ['release of another service', { kind: 'release', service: 't', name: 't', version: 'r2' }, 0],
  ['document', { kind: 'document', service: 's', name: 'd', version: '' }, 0.7],
  ['document that the slice never had', { kind: 'document', service: 's', name: 'e', version: '' }, 0],
  ['evaluator', { kind: 'evaluator', service: 's', name: 'factuality', version: 'x' }, null],
] as const)('reach of a %s', (_name, change, expected) => {
  const reach = changeReach(change, USES, new Map([['d', { before: 0.2, now: 0.9 }]]));
  if (expected === null) expect(reach).toBeNull();
  else expect(reach).toBeCloseTo(expected, 12);
});

test('reach is not known without answers since the start', () => {
  expect(changeReach({ kind: 'prompt', service: 's', name: 'p', version: 'v1' }, [version({ before: 5 })], new Map())).toBeNull();
});

const request = (traceId: string, question: string, rest: Partial<Candidate> = {}): Candidate => ({
  traceId,
  question,
  time: 0,
  topic: 'a',
  promptVersion: 'v1',
  modelVersion: 'm',
  value: 1,
  answer: '',
  reason: '',
  documents: [],
  ...rest,
});

test('examples: the question counts most, then topic and versions; a good one is used once', () => {
  const worst = [request('w1', 'How long can I return it?'), request('w2', 'How long can I return it?'), request('w3', 'Anything')];
  const good = [
    request('g1', 'Where is it?'),
    request('g2', 'How long can I return it?', { topic: 'b' }),
    request('g3', 'can I return it'),
  ];
  expect(matchExamples(worst, good).map(({ role, pair, traceId }) => [role, pair, traceId])).toEqual([
    ['worst', 1, 'w1'],
    ['before', 1, 'g3'],
    ['worst', 2, 'w2'],
    ['before', 2, 'g2'],
    ['worst', 3, 'w3'],
    ['before', 3, 'g1'],
  ]);
});

test('examples without a good one stand alone', () => {
  expect(matchExamples([request('w1', '')], []).map(({ role }) => role)).toEqual(['worst']);
});
