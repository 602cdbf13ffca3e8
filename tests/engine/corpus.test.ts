/**
 * Every recorded payload, in whatever way it comes in, leaves the same rows. The payloads are read from ../shared and the
 * tests are skipped where it is absent.
 */
import { gzipSync } from 'node:zlib';
import { loadSettings } from '../../src/config/settings';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import type { Driver } from '../../src/storage/driver';
import {
  forProtobuf,
  ownRequest,
  seeded,
  shuffled,
  splitRequest,
  withShuffledAttributes,
  type TraceRequest,
} from '../testkit/caseRequests';
import { genAiCases, HAS_GEN_AI_CASES } from '../testkit/genAiCases';
import { traceRequest } from '../testkit/otlpProto';
import { empty } from '../testkit/settleBench';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

/** Later than every time in the payloads, so that none of them is taken for a broken clock. */
const NOW = Date.UTC(2026, 10, 25);

type Encoding = 'json' | 'protobuf';

function ingestOf(driver: Driver): Ingest {
  const log = { error: (details: object) => expect(details).toBeUndefined(), warn: () => undefined };
  return createIngest({ driver, settings: loadSettings({}), clock: { now: () => NOW }, log, onTraces: () => undefined });
}

async function send(ingest: Ingest, request: TraceRequest, encoding: Encoding, gzip: boolean): Promise<void> {
  const plain = Buffer.from(encoding === 'json' ? JSON.stringify(request) : traceRequest(forProtobuf(request)));
  const { status, body } = await ingest.handleTraces({
    contentType: encoding === 'json' ? 'application/json' : 'application/x-protobuf',
    contentEncoding: gzip ? 'gzip' : undefined,
    body: gzip ? gzipSync(plain) : plain,
  });
  if (status !== 200) throw new Error(`${status} ${body.toString()}`);
}

/**
 * All rows of the three tables in one order, without the time of receipt. A span without any time has that time as its
 * own, so its times and those of its text are left out.
 */
async function state(driver: Driver): Promise<Readonly<Record<string, unknown>>> {
  const read = async (table: string): Promise<unknown> =>
    (await driver.query({ sql: `SELECT * EXCEPT (ingest_ts) FROM ${table}_local FINAL ORDER BY ALL` })).rows;
  const timeless = `has(flags, 'time_inferred')`;
  const spans = await driver.query({
    sql: `SELECT * EXCEPT (ingest_ts) REPLACE (if(${timeless}, toDateTime64(0, 9), start_time) AS start_time, if(${timeless}, toDateTime64(0, 9), end_time) AS end_time)
          FROM spans_local FINAL ORDER BY trace_id, span_id`,
  });
  return { spans: spans.rows, content: await read('span_content'), scores: await read('score_events') };
}

(HAS_GEN_AI_CASES ? describe : describe.skip)('recorded payloads (needs ../shared)', () => {
  const requests = genAiCases().map(ownRequest);
  const random = seeded(7);
  const pieces = shuffled(
    requests.flatMap(splitRequest).map((request) => withShuffledAttributes(request, random)),
    random,
  );

  /** Both encodings and both encodings of the content take turns. */
  const mixed = (ingest: Ingest, all: readonly TraceRequest[], turn: number): Promise<unknown> =>
    Promise.all(all.map((request, i) => send(ingest, request, (i + turn) % 2 === 0 ? 'json' : 'protobuf', (i + turn) % 3 === 0)));
  const whole = (encoding: Encoding, gzip: boolean) => (ingest: Ingest) =>
    Promise.all(requests.map((request) => send(ingest, request, encoding, gzip)));

  const WAYS: readonly (readonly [way: string, send: (ingest: Ingest) => Promise<unknown>])[] = [
    ['JSON, gzip', whole('json', true)],
    ['protobuf', whole('protobuf', false)],
    ['protobuf, gzip', whole('protobuf', true)],
    ['a span a request, shuffled, attributes too', (ingest) => mixed(ingest, pieces, 0)],
    [
      'five times over',
      async (ingest) => {
        for (let turn = 0; turn < 5; turn++) await mixed(ingest, turn === 3 ? pieces : requests, turn);
      },
    ],
  ];

  forEachDriver('ways in', (open) => {
    let store: TestStore;
    let ingest: Ingest;
    let expected: Readonly<Record<string, unknown>>;
    beforeAll(async () => {
      store = await open();
      ingest = ingestOf(store.driver);
      await whole('json', false)(ingest);
      expected = await state(store.driver);
    });
    afterEach(() => empty(store.driver));
    afterAll(async () => {
      await ingest.close();
      await store.close();
    });

    test('every one is answered, and none costs another', () => {
      expect(requests).toHaveLength(209);
      const { spans, rejectedSpans } = ingest.stats();
      // 221 spans, of which 11 are refused (ids that are missing, too short or no text; attributes that are no list), and a list of
      // scopes that is none.
      expect({ spans, rejectedSpans }).toEqual({ spans: 210, rejectedSpans: 12 });
    });

    test.each(WAYS)('%s', async (_way, sendAll) => {
      await sendAll(ingest);
      expect(await state(store.driver)).toEqual(expected);
    });
  });
});
