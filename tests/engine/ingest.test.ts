/** Hostile text through the receiver into the real engine and back. Recorded payloads: corpus.test.ts. */
import { loadSettings } from '../../src/config/settings';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import type { Driver } from '../../src/storage/driver';
import { forEachDriver } from './drivers';

const NOW = Date.UTC(2026, 10, 25);

function ingestOf(driver: Driver): Ingest {
  const log = { error: (details: object) => expect(details).toBeUndefined(), warn: () => undefined };
  return createIngest({ driver, settings: loadSettings({}), clock: { now: () => NOW }, log, onTraces: () => undefined });
}

forEachDriver('ingest', (open) => {
  test('hostile text is stored and read back', async () => {
    const store = await open();
    const { driver } = store;
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
    const body = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
    expect(await ingest.handleTraces({ contentType: 'application/json', contentEncoding: undefined, body })).toMatchObject({ status: 200 });
    const { rows } = await driver.query({ sql: `SELECT raw['input.value'], input_text FROM span_content_local FINAL ORDER BY span_id` });
    expect(rows).toEqual(texts.map((value) => [value.toWellFormed(), value.toWellFormed()]));
    await ingest.close();
    await store.close();
  });
});
