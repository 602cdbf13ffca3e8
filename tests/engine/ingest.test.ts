/**
 * The receiver on the real engine: whatever way the same telemetry comes in, the tables hold the same. The recorded
 * payloads are read from ../shared and their tests are skipped where it is absent.
 */
import { gzipSync } from 'node:zlib';
import { loadSettings } from '../../src/config/settings';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import type { Driver } from '../../src/storage/driver';
import { genAiCases, HAS_GEN_AI_CASES } from '../testkit/genAiCases';
import { traceRequest } from '../testkit/otlpProto';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly startTimeUnixNano?: unknown;
  readonly endTimeUnixNano?: unknown;
}
interface Request {
  readonly resourceSpans: readonly {
    readonly resource?: object;
    readonly scopeSpans: readonly { readonly scope?: object; readonly spans: readonly Span[] }[];
  }[];
}

/** Later than every time in the payloads, so that none of them is taken for a broken clock. */
const NOW = Date.UTC(2026, 10, 25);

function ingestOf(driver: Driver): Ingest {
  const log = { error: (details: object) => expect(details).toBeUndefined(), warn: () => undefined };
  return createIngest({ driver, settings: loadSettings({}), clock: { now: () => NOW }, log, onTraces: () => undefined });
}

async function send(ingest: Ingest, request: object, encoding: 'json' | 'protobuf' = 'json', gzip = false): Promise<number> {
  const plain = encoding === 'json' ? Buffer.from(JSON.stringify(request)) : Buffer.from(traceRequest(request));
  const { status, body } = await ingest.handleTraces({
    contentType: encoding === 'json' ? 'application/json' : 'application/x-protobuf',
    contentEncoding: gzip ? 'gzip' : undefined,
    body: gzip ? gzipSync(plain) : plain,
  });
  if (status !== 200) throw new Error(`${status} ${body.toString()}`);
  return status;
}

/** All rows of the three tables without the time of receipt, in one order. */
async function state(driver: Driver): Promise<unknown> {
  const read = async (table: string): Promise<unknown> =>
    (await driver.query({ sql: `SELECT * EXCEPT (ingest_ts) FROM ${table}_local FINAL ORDER BY ALL` })).rows;
  return { spans: await read('spans'), content: await read('span_content'), scores: await read('score_events') };
}

const IDS = { trace: /^[0-9a-f]{32}$/i, span: /^[0-9a-f]{16}$/i };

/**
 * Protobuf carries ids as bytes, so only spans whose ids are hex can be compared; attributes must be lists. A span
 * without any time gets the time of its receipt, which is another one each time.
 */
function comparable(request: unknown): Request | undefined {
  const { resourceSpans } = request as Partial<Request>;
  if (!Array.isArray(resourceSpans)) return undefined;
  const isGood = resourceSpans.every(({ scopeSpans }) =>
    (Array.isArray(scopeSpans) ? scopeSpans : [undefined]).every((scope) =>
      (Array.isArray(scope?.spans) ? scope.spans : [undefined]).every(
        (span: (Partial<Span> & { attributes?: unknown; parentSpanId?: string }) | undefined) =>
          Boolean(span?.startTimeUnixNano ?? span?.endTimeUnixNano) &&
          IDS.trace.test(span?.traceId ?? '') &&
          IDS.span.test(span?.spanId ?? '') &&
          !(span?.attributes instanceof Object && !Array.isArray(span.attributes)) &&
          /^([0-9a-f]{16})?$/i.test(span?.parentSpanId ?? ''),
      ),
    ),
  );
  return isGood ? { resourceSpans } : undefined;
}

/** One request a span, last span first. */
function splitAndReversed({ resourceSpans }: Request): Request[] {
  return resourceSpans
    .flatMap(({ resource = {}, scopeSpans }) =>
      scopeSpans.flatMap(({ scope = {}, spans }) =>
        spans.map((span): Request => ({ resourceSpans: [{ resource, scopeSpans: [{ scope: scope ?? {}, spans: [span] }] }] })),
      ),
    )
    .reverse();
}

/** Of two spans with one id in a payload the last one sent wins, so order is part of what such a payload says. */
function hasDistinctIds(requests: readonly Request[]): boolean {
  const ids = requests.flatMap(splitAndReversed).map(({ resourceSpans }) => {
    const span = resourceSpans[0]?.scopeSpans[0]?.spans[0];
    return `${span?.traceId}:${span?.spanId}`;
  });
  return new Set(ids).size === ids.length;
}

forEachDriver('ingest', (open) => {
  let stores: TestStore[] = [];
  const opened = async (): Promise<TestStore> => {
    const store = await open();
    stores.push(store);
    return store;
  };
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    stores = [];
  });

  const cases = genAiCases();
  const good = cases.map(({ payload }) => comparable(payload)).filter((request) => request !== undefined);

  (HAS_GEN_AI_CASES ? test : test.skip)('recorded payloads: every one is answered, and none costs another (needs ../shared)', async () => {
    const { driver } = await opened();
    const ingest = ingestOf(driver);
    expect(cases.length).toBeGreaterThan(200);
    await Promise.all(cases.map(({ payload }) => send(ingest, payload)));
    const { spans, rejectedSpans } = ingest.stats();
    expect(spans).toBeGreaterThan(150);
    // Ids that are missing, too short, too long or no text, attributes as an object, and lists that are none.
    expect(rejectedSpans).toBeGreaterThan(10);
    expect(rejectedSpans).toBeLessThan(30);
    await ingest.close();
  });

  (HAS_GEN_AI_CASES ? test : test.skip)(
    'the same by JSON, protobuf, gzip, shuffled, split and five times over (needs ../shared)',
    async () => {
      // Cases reuse ids, so each gets trace ids of its own.
      const requests = good
        .map((request, i): Request =>
          JSON.parse(
            JSON.stringify(request).replaceAll(
              /"traceId":"[0-9a-f]{32}"/gi,
              (id) => `${id.slice(0, 11)}${i.toString(16).padStart(4, '0')}${id.slice(15)}`,
            ),
          ),
        )
        .filter((request) => hasDistinctIds([request]));
      expect(requests.length).toBeGreaterThan(120);
      const one = await opened();
      const plain = ingestOf(one.driver);
      await Promise.all(requests.map((request) => send(plain, request)));
      await plain.close();
      const expected = await state(one.driver);

      const ways: readonly (readonly [string, (ingest: Ingest) => Promise<unknown>])[] = [
        ['protobuf', (ingest) => Promise.all(requests.map((request) => send(ingest, request, 'protobuf')))],
        [
          'gzip, split, last first',
          (ingest) =>
            Promise.all(
              requests.flatMap(splitAndReversed).map((request, i) => send(ingest, request, i % 2 === 0 ? 'json' : 'protobuf', true)),
            ),
        ],
        [
          'five times',
          async (ingest) => {
            for (let i = 0; i < 5; i++)
              await Promise.all(requests.map((request) => send(ingest, request, i % 2 === 0 ? 'json' : 'protobuf', i > 2)));
          },
        ],
      ];
      for (const [, way] of ways) {
        const { driver } = await opened();
        const ingest = ingestOf(driver);
        await way(ingest);
        await ingest.close();
        expect(await state(driver)).toEqual(expected);
      }
    },
    120_000,
  );

  test('hostile text is stored and read back', async () => {
    const { driver } = await opened();
    const ingest = ingestOf(driver);
    const texts = [
      'a\u0000b',
      'lone \ud800 surrogate',
      '\u202eright to left',
      "'; DROP TABLE spans; --",
      '{n:String}',
      '🙂',
      'x'.repeat(200_000),
    ];
    const spans = texts.map((value, i) => ({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: `000000000000001${i}`,
      name: 'n',
      startTimeUnixNano: String(NOW) + '000000',
      endTimeUnixNano: String(NOW) + '000000',
      attributes: [{ key: 'input.value', value: { stringValue: value } }],
    }));
    await send(ingest, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const { rows } = await driver.query({ sql: `SELECT raw['input.value'], input_text FROM span_content_local FINAL ORDER BY span_id` });
    expect(rows).toEqual(texts.map((value) => [value.toWellFormed(), value.toWellFormed()]));
    await ingest.close();
  });
});
