/** What a fall is blamed on, on the real engine, against figures that are computed by hand from a small incident. */
import { configFileSchema } from '../../src/config/configFile';
import type { FrameJSON } from '../../src/core/frames/frame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import {
  changes,
  interactions,
  interactionText,
  retrievedDocuments,
  scoreEvents,
  scores,
  type InteractionRow,
  type InteractionTextRow,
  type RetrievedDocumentRow,
  type ScoreEventRow,
  type ScoreRow,
} from '../../src/core/model/tables';
import { answerQueries } from '../../src/server/answerQueries';
import { records } from '../testkit/records';
import { rollUpScores, rollUpTraffic } from '../testkit/rollUp';
import { emptyRow, interactionRow, scoreEventRow, scoreRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const HOUR_MS = 3_600_000;
const END = Date.UTC(2026, 10, 25, 12);
const HOURS = 35 * 24;
/** The fall began 48 hours before the end. */
const START = END - 48 * HOUR_MS;
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

/**
 * Two topics with a request an hour, scored 4 or 5 in turn, so that the mean is 4.5 and the variance 0.25 at every hour of the
 * day. Since the start topic a is scored 1 where doc-v1.md is first and 4 where the new doc-v2.md is, in turn: 2.5.
 */
interface Incident {
  readonly requests: InteractionRow[];
  readonly texts: InteractionTextRow[];
  readonly judged: ScoreRow[];
  readonly events: ScoreEventRow[];
  readonly documents: RetrievedDocumentRow[];
}

function makeIncident(): Incident {
  const incident: Incident = { requests: [], texts: [], judged: [], events: [], documents: [] };
  for (let i = 0; i < HOURS; i++) {
    const ms = END - HOURS * HOUR_MS + i * HOUR_MS + 60_000;
    const late = ms >= START;
    const even = (i + Math.floor(i / 24)) % 2 === 0;
    // The first hour of the fall is one of the ones.
    const first = (i - (HOURS - 48)) % 2 === 0;
    for (const topic of ['a', 'b']) {
      const fallen = late && topic === 'a';
      const trace_id = `${topic}${i.toString(16)}`.padStart(32, '0');
      const place = { service: 'bot', topic, prompt_name: 'answer', prompt_version: 'v1', model: 'm', model_version: late ? 'm-2' : 'm-1' };
      const ids =
        topic === 'b'
          ? ['faq.md']
          : !late
            ? ['doc-v1.md', 'faq.md']
            : first
              ? ['doc-v1.md', 'faq.md', 'doc-v2.md']
              : ['doc-v2.md', 'doc-v1.md'];
      const row = { trace_id, time: ns(ms), ...place, row_version: 1n };
      incident.requests.push(interactionRow({ ...row, retrieved_context_ids: ids, output_tokens: 100, status: 'ok' }));
      const question = `${late ? 'How long' : 'Until when'} can I return the lamp?`;
      incident.texts.push({
        ...emptyRow(interactionText),
        trace_id,
        time: ns(ms),
        service: 'bot',
        user_query: question,
        model_response: 'Yes.',
        row_version: 1n,
      });
      const value = fallen ? (first ? 1 : 4) : even ? 4 : 5;
      const scored = { score_id: trace_id, trace_id, name: 'factuality', evaluator: 'judge', evaluator_epoch: 'e1', value };
      incident.judged.push(scoreRow({ ...row, ...scored }));
      incident.events.push(scoreEventRow({ ...scored, explanation: value === 1 ? 'The newer document says otherwise.' : 'Fine.' }));
      incident.documents.push({
        ...emptyRow(retrievedDocuments),
        ...row,
        span_id: '1',
        stage: 'retrieval',
        rank: 1,
        document_id: ids[0] ?? '',
        score: late ? 0.5 : 0.8 + (even ? 0.01 : 0),
      });
    }
  }
  return incident;
}

forEachDriver('what caused a fall', (open) => {
  let store: TestStore;
  let frames: readonly FrameJSON[] = [];
  const frame = (kind: string) => records(frames.find(({ schema }) => schema.name === kind));

  beforeAll(async () => {
    store = await open();
    const { driver } = store;
    const { requests, texts, judged, events, documents } = makeIncident();
    await driver.insert(interactions, requests);
    await driver.insert(interactionText, texts);
    await driver.insert(scores, judged);
    await driver.insert(scoreEvents, events);
    await driver.insert(retrievedDocuments, documents);
    await rollUpScores(driver, judged);
    await rollUpTraffic(driver, requests);
    const sight = { ...emptyRow(changes), service: 'bot', trace_id: 'a' };
    await driver.insert(changes, [
      { ...sight, kind: 'document', name: 'doc-v2.md', version: 'v2', first_seen: ns(START), last_seen: ns(END) },
      { ...sight, kind: 'document', name: 'other.md', version: '', first_seen: ns(START), last_seen: ns(END) },
      { ...sight, kind: 'prompt', name: 'answer', version: 'v0', first_seen: ns(END - 60 * 24 * HOUR_MS), last_seen: ns(END) },
      { ...sight, kind: 'prompt', name: 'answer', version: 'v1', first_seen: ns(START - 24 * HOUR_MS), last_seen: ns(END) },
    ]);
    const settings = { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}), clickhouse: undefined };
    const response = await answerQueries(
      { from: END - 14 * 24 * HOUR_MS, to: END, queries: [{ kind: 'worse', refId: 'A' }] },
      { driver, settings, clock: { now: () => END } },
    );
    expect(response.results.A?.error).toBeUndefined();
    frames = response.results.A?.frames ?? [];
  });
  afterAll(() => store.close());

  test('the segment that fell most clearly is explained, from its start', () => {
    expect(frames[0]?.schema.meta?.custom).toMatchObject({ explained: 'factuality', explainedSegment: ['a'] });
    const [row] = frame('worse_segments').filter(({ topic }) => topic === 'a');
    expect(row).toMatchObject({ firing: 1, since: START, n: 48, observed: 2.5 });
    const points = frame('worse_segment_series');
    // 48 answers in two days: a bucket of 12 hours holds at least ten of them.
    expect(points.filter(({ time }) => Number(time) >= START).every(({ observed, n }) => observed === 2.5 && n === 12)).toBe(true);
  });

  test('causes: R = 48 · 2, V = 48 · 0.25 · (1 + 48 / (672 + 20)), gain = R² / 2V less 1.5 a field', () => {
    const variance = 48 * 0.25 * (1 + 48 / 692);
    const [first, ...others] = frame('worse_causes');
    expect(first).toMatchObject({
      rank: 1,
      role: 'cause',
      metric: 'factuality',
      slice: 'a',
      field_1: 'topic',
      value_1: 'a',
      field_2: '',
      n: 48,
    });
    expect(first).toMatchObject({ document: 'doc-v1.md', tool: '', observed: 2.5 });
    expect(first?.expected).toBeCloseTo(4.5, 9);
    expect(first?.shortfall).toBeCloseTo(96, 9);
    expect(first?.share).toBeCloseTo(1, 9);
    expect(first?.fall).toBeCloseTo(2, 9);
    expect(first?.fall_upper).toBeCloseTo(2 + (1.959964 * Math.sqrt(variance)) / 48, 5);
    expect(first?.z).toBeCloseTo(96 / Math.sqrt(variance), 6);
    expect(first?.gain).toBeCloseTo(96 ** 2 / (2 * variance) - 1.5, 4);
    // The new model answers both topics: it is no second cause.
    expect(others.filter(({ role }) => role === 'cause')).toEqual([]);
  });

  test('mix and within sum to the change: nothing else is asked, topic a is answered two points worse', () => {
    const parts = frame('worse_mix');
    expect(parts.map(({ topic }) => topic).sort()).toEqual(['a', 'b']);
    const [a] = parts.filter(({ topic }) => topic === 'a');
    expect(a).toMatchObject({ share_before: 0.5, share_now: 0.5, mean_before: 4.5, mean_now: 2.5, within: -1 });
    expect(a?.mix).toBeCloseTo(0, 9);
    expect(parts.reduce((sum, { mix, within }) => sum + Number(mix) + Number(within), 0)).toBeCloseTo(3.5 - 4.5, 9);
  });

  test('changes: what reached the answers that fell, then what was there before or did not', () => {
    const ranked = frame('worse_changes');
    expect(ranked.map(({ name }) => name)).toEqual(['doc-v2.md', 'other.md', 'answer']);
    expect(ranked[0]).toMatchObject({ time: START, kind: 'document', version: 'v2', hours_before: 0, reach: 1, score: 1 });
    expect(ranked[1]).toMatchObject({ reach: 0, score: 0.05 });
    // All answers had the prompt before as well; a day before the start it counts exp(-24 / 48).
    expect(ranked[2]).toMatchObject({ version: 'v1', previous_version: 'v0', reach: 0, hours_before: 24 });
    expect(ranked[2]?.score).toBeCloseTo(0.05 * Math.exp(-0.5), 9);
  });

  test('documents: the old one leads the worse answers, the new one is new', () => {
    const [old, fresh] = frame('worse_documents');
    expect(old).toMatchObject({ document_id: 'doc-v1.md', share_before: 1, share_now: 1, top_before: 1, top_now: 0.5, rank_now: 1.5 });
    expect(old).toMatchObject({
      value_top: 1,
      value_other: 4,
      suspicion: 1,
      reason: 'Outranks its newer version doc-v2.md, which stands at rank 2',
    });
    expect(fresh).toMatchObject({
      document_id: 'doc-v2.md',
      share_before: 0,
      share_now: 1,
      top_now: 0.5,
      rank_before: null,
      first_seen: START,
    });
    expect(fresh).toMatchObject({ value_top: 4, suspicion: 0.5, reason: 'Never retrieved here before' });
  });

  test('examples: the newest of the worst, each with a good one of the topic from before', () => {
    const examples = frame('worse_examples');
    expect(examples.map(({ role, pair }) => `${role} ${pair}`)).toEqual(
      [1, 2, 3, 4, 5].flatMap((pair) => [`worst ${pair}`, `before ${pair}`]),
    );
    const worst = examples.filter(({ role }) => role === 'worst');
    // The last hour is a four; the ones are those of two, four, … hours before the end.
    expect(worst.map(({ time }) => (END - Number(time) + 60_000) / HOUR_MS)).toEqual([2, 4, 6, 8, 10]);
    expect(worst[0]).toMatchObject({
      value: 1,
      topic: 'a',
      question: 'How long can I return the lamp?',
      answer: 'Yes.',
      reason: 'The newer document says otherwise.',
      documents: JSON.stringify(['doc-v1.md', 'faq.md', 'doc-v2.md']),
    });
    for (const good of examples.filter(({ role }) => role === 'before')) {
      expect(good).toMatchObject({ value: 5, topic: 'a' });
      expect(Number(good.time)).toBeLessThan(START);
    }
  });

  test('drift is told apart: data and model moved, usage and output did not', () => {
    const found = frame('worse_drift');
    const of = (measure: string) => found.filter((row) => row.measure === measure);
    expect(of('responded_model')).toEqual([
      expect.objectContaining({ kind: 'model', subject: 'm-2 for m', before: 0, now: 1, drifted: 1 }),
    ]);
    // 48 of the 96 requests had doc-v2.md.
    expect(of('new_documents')).toEqual([expect.objectContaining({ kind: 'data', before: 0, now: 0.5, drifted: 1 })]);
    // Of all requests half are about topic b; of the others doc-v1.md led all before, and 24 of 48 since.
    expect(of('top_documents').map(({ subject, before, now, drifted }) => [subject, before, now, drifted])).toEqual([
      ['doc-v2.md', 0, 0.25, 1],
      ['doc-v1.md', 0.5, 0.25, 1],
      ['faq.md', 0.5, 0.5, 0],
    ]);
    const [score] = of('retrieval_score');
    expect(score).toMatchObject({ kind: 'data', subject: 'retrieval', now: 0.5, drifted: 1 });
    expect(score?.change).toBeCloseTo(0.5 / 0.805 - 1, 9);
    expect(of('topic_share').map(({ before, now, drifted }) => [before, now, drifted])).toEqual([
      [0.5, 0.5, 0],
      [0.5, 0.5, 0],
    ]);
    expect(of('query_language')).toEqual([expect.objectContaining({ kind: 'usage', subject: 'English', before: 1, now: 1, drifted: 0 })]);
    // "Until when can I return the lamp?" has 33 characters, "How long can I return the lamp?" 31.
    expect(of('query_length')).toEqual([expect.objectContaining({ kind: 'usage', before: 33, now: 31, drifted: 0 })]);
    expect(of('answer_length')).toEqual([expect.objectContaining({ kind: 'output', before: 100, now: 100, drifted: 0 })]);
    expect(of('refusal_rate')).toEqual([expect.objectContaining({ kind: 'output', before: 0, now: 0, drifted: 0 })]);
  });
});
