/** The reference incident through the worse query: a person is told Thursday, the topic and the document, in this order. */
import type { FrameJSON, QueryAnswer } from '../../src/core/frames/frame';
import { answerQueries } from '../../src/server/answerQueries';
import { DEMO_NOW, INCIDENT_START, openDemoStore, type DemoStore } from '../testkit/demoStore';
import { records } from '../testkit/records';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let demo: DemoStore;
let answer: QueryAnswer;

beforeAll(async () => {
  demo = await openDemoStore();
  const { store, settings, clock } = demo;
  const { results } = await answerQueries(
    { from: DEMO_NOW - 14 * DAY_MS, to: DEMO_NOW, queries: [{ kind: 'worse', refId: 'A' }] },
    { driver: store.driver, settings, clock },
  );
  if (results.A === undefined || results.A.status !== 200) throw new Error(JSON.stringify(results));
  answer = results.A;
});
afterAll(() => demo?.store.close());

const frameOf = (kind: string): FrameJSON | undefined => answer.frames.find(({ schema }) => schema.name === kind);
const rows = (kind: string) => records(frameOf(kind));

test('the sentence names the topic and the Thursday, although everything together is steady', () => {
  expect(answer.frames[0]?.schema.meta?.custom?.sentence).toMatch(/^Worse: factuality · return policy by 1\.\d\d .* since Thu 19 Nov /);
  expect(rows('worse_summary').map(({ firing }) => firing)).toEqual([0, 0, 0, 0]);
  const [row] = rows('worse_segments').filter(({ metric, topic }) => metric === 'factuality' && topic === 'return policy');
  expect(Number(row?.since)).toBeGreaterThanOrEqual(INCIDENT_START);
  expect(Number(row?.since) - INCIDENT_START).toBeLessThan(DAY_MS);
  // From 4.6 to 3.1, as the incident is told.
  expect(row?.expected).toBeCloseTo(4.6, 1);
  expect(Math.abs(Number(row?.observed) - 3.1)).toBeLessThan(0.15);
});

test('the first cause is the topic, in answers with the stale document at rank 1', () => {
  expect(rows('worse_causes')[0]).toMatchObject({
    role: 'cause',
    field_1: 'topic',
    value_1: 'return policy',
    field_2: '',
    document: 'return-policy-v1.md',
  });
});

test('the first change is the new policy, published on that Thursday', () => {
  const [first] = rows('worse_changes');
  expect(first).toMatchObject({ kind: 'document', name: 'return-policy-v2.md', reach: 1 });
  expect(new Date(Number(first?.time)).toISOString()).toMatch(/^2026-11-19T/);
});

test('the first document is the stale one, which outranks the new one', () => {
  expect(rows('worse_documents')[0]).toMatchObject({
    document_id: 'return-policy-v1.md',
    reason: expect.stringMatching(/^Outranks its newer version return-policy-v2\.md, which stands at rank /),
  });
});

test('the examples show it: wrong answers with the stale document first and the new one third', () => {
  const worst = rows('worse_examples').filter(({ role }) => role === 'worst');
  expect(worst.length).toBe(5);
  for (const { documents, reason } of worst) {
    const [first, , third] = JSON.parse(String(documents)) as string[];
    expect([first, third]).toEqual(['return-policy-v1.md', 'return-policy-v2.md']);
    expect(reason).toContain('return-policy-v2.md');
  }
});

test('of what is not quality, documents that were never there are named; questions and answers are as before', () => {
  const drifted = rows('worse_drift').filter((row) => row.drifted === 1);
  expect(drifted.map(({ measure }) => measure)).toContain('new_documents');
  expect(drifted.map(({ kind }) => kind)).not.toContain('usage');
  expect(drifted.map(({ kind }) => kind)).not.toContain('output');
});
