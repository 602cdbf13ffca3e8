/** Text and evaluations of log records reach the span that they are about, whichever comes first. */
import { loadSettings } from '../../src/config/settings';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import { createSettler, type Settler } from '../../src/settle/createSettler';
import { pino } from 'pino';
import { logRequest, traceRequest } from '../testkit/otlpProto';
import { empty } from '../testkit/settleBench';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = '00f067aa0ba902b7';
const NOW = Date.UTC(2026, 10, 25, 12);
const at = (seconds: number): string => String(BigInt(NOW - 60_000 + seconds * 1000) * 1_000_000n);

type Value = string | number | object;
const value = (given: Value): object => {
  if (typeof given === 'string') return { stringValue: given };
  if (typeof given === 'number') return { doubleValue: given };
  if (Array.isArray(given)) return { arrayValue: { values: given.map(value) } };
  return { kvlistValue: { values: Object.entries(given).map(([key, item]) => ({ key, value: value(item) })) } };
};
const attributes = (given: Readonly<Record<string, Value>>): object[] =>
  Object.entries(given).map(([key, item]) => ({ key, value: value(item) }));
const RESOURCE = { attributes: attributes({ 'service.name': 'support' }) };

const spanRequest = (more: Readonly<Record<string, Value>> = {}): object => ({
  resourceSpans: [
    {
      resource: RESOURCE,
      scopeSpans: [
        {
          spans: [
            {
              traceId: TRACE,
              spanId: SPAN,
              name: 'chat gpt-4o',
              startTimeUnixNano: at(0),
              endTimeUnixNano: at(2),
              attributes: attributes({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', ...more }),
            },
          ],
        },
      ],
    },
  ],
});

interface Recorded {
  readonly eventName: string;
  readonly body?: object;
  readonly attributes?: object[];
  readonly timeUnixNano?: string;
}

const logs = (...records: readonly Recorded[]): object => ({
  resourceLogs: [
    {
      resource: RESOURCE,
      scopeLogs: [
        {
          scope: { name: 'evaluators' },
          logRecords: records.map((record) => ({ traceId: TRACE, spanId: SPAN, timeUnixNano: at(1), ...record })),
        },
      ],
    },
  ],
});

/** Conventions 1.28 to 1.36: one record a message, all of one time. */
const MESSAGES: readonly Recorded[] = [
  { eventName: 'gen_ai.system.message', body: value({ role: 'system', content: 'Be brief.' }) },
  { eventName: 'gen_ai.user.message', body: value({ content: 'Can I return it?' }) },
  {
    eventName: 'gen_ai.choice',
    body: value({ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Within 60 days.' } }),
  },
];
/** Conventions since 1.37: one record a call. */
const DETAILS: Recorded = {
  eventName: 'gen_ai.client.inference.operation.details',
  attributes: attributes({
    'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief.' }],
    'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'Can I return it?' }] }],
    'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"Within 60 days."}],"finish_reason":"stop"}]',
  }),
};
/** As older SDKs name an event. */
const OLD_NAME = ({ eventName, ...record }: Recorded): Recorded => ({
  ...record,
  eventName: '',
  attributes: [...(record.attributes ?? []), ...attributes({ 'event.name': eventName })],
});
const EVALUATION: Recorded = {
  eventName: 'gen_ai.evaluation.result',
  attributes: attributes({
    'gen_ai.evaluation.name': 'factuality',
    'gen_ai.evaluation.score.value': 2,
    'gen_ai.evaluation.explanation': 'The policy says 30 days.',
  }),
};
const FAILED: Recorded = {
  eventName: 'gen_ai.evaluation.result',
  attributes: attributes({ 'gen_ai.evaluation.name': 'relevance', 'error.type': 'timeout' }),
};

forEachDriver('log records', (open) => {
  let store: TestStore;
  let ingest: Ingest;
  let settler: Settler;
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(start);
  afterEach(async () => {
    await ingest.close();
    await settler.close();
    await empty(store.driver);
  });
  afterAll(() => store.close());

  async function start(): Promise<void> {
    const clock = { now: () => NOW };
    const settings = { ...loadSettings({}), database: store.database };
    const log = pino({ level: 'silent' });
    settler = createSettler({ driver: store.driver, settings, clock, log, replicaId: 'test' });
    const strict = { error: (details: object) => expect(details).toBeUndefined(), warn: () => undefined };
    ingest = createIngest({ driver: store.driver, settings, clock, log: strict, onTraces: (traces) => settler.touch(traces) });
  }

  const send = async (request: object, encoding: 'json' | 'protobuf' = 'json'): Promise<unknown> => {
    const isLogs = 'resourceLogs' in request;
    const bytes = encoding === 'json' ? JSON.stringify(request) : (isLogs ? logRequest : traceRequest)(request);
    const contentType = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
    const handle = isLogs ? ingest.handleLogs : ingest.handleTraces;
    const { status, body } = await handle({ contentType, contentEncoding: undefined, body: Buffer.from(bytes) });
    expect(status).toBe(200);
    return encoding === 'json' ? JSON.parse(body.toString()) : body.length;
  };
  const all = async (sql: string): Promise<readonly unknown[]> => (await store.driver.query({ sql })).rows;
  const state = async (): Promise<unknown> => ({
    text: await all('SELECT system_instructions, input_text, output_text, truncated, from_logs FROM span_content'),
    messages: (await all('SELECT input_messages, output_messages FROM span_content')).map((row) =>
      (row as string[]).map((json) => JSON.parse(json)),
    ),
    request: await all('SELECT user_query, model_response, flags FROM interactions'),
    scores: await all('SELECT name, value, error_type, evaluator, span_id FROM scores ORDER BY name'),
  });

  const EXPECTED = {
    text: [
      [
        'Be brief.',
        'Can I return it?',
        'Within 60 days.',
        0,
        ['system_instructions', 'input_messages', 'output_messages', 'input_text', 'output_text', 'encoding'],
      ],
    ],
    messages: [
      [
        [
          { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
          { role: 'user', parts: [{ type: 'text', content: 'Can I return it?' }] },
        ],
        [{ role: 'assistant', parts: [{ type: 'text', content: 'Within 60 days.' }], finish_reason: 'stop' }],
      ],
    ],
    request: [['Can I return it?', 'Within 60 days.', []]],
    scores: [
      ['factuality', 2, '', 'evaluators', SPAN],
      ['relevance', null, 'timeout', 'evaluators', SPAN],
    ],
  };

  const EVENTS = [EVALUATION, FAILED];
  const ways: readonly (readonly [string, () => Promise<void>])[] = [
    ['one record a message, the span first', async () => void (await send(spanRequest()), await send(logs(...MESSAGES, ...EVENTS)))],
    ['one record a message, the span last', async () => void (await send(logs(...MESSAGES, ...EVENTS)), await send(spanRequest()))],
    ['one record a call', async () => void (await send(logs(DETAILS, ...EVENTS)), await send(spanRequest()))],
    ['names as attributes', async () => void (await send(logs(...[...MESSAGES, ...EVENTS].map(OLD_NAME))), await send(spanRequest()))],
    ['protobuf', async () => void (await send(spanRequest(), 'protobuf'), await send(logs(...MESSAGES, ...EVENTS), 'protobuf'))],
    [
      'settled between, after each record',
      async () => {
        await send(spanRequest());
        for (const [i, record] of MESSAGES.entries()) {
          await settler.settleAll();
          await send(logs({ ...record, timeUnixNano: at(1 + i / 10) }));
        }
        await settler.settleAll();
        await send(logs(...EVENTS));
      },
    ],
    [
      'five times, and the span again after it has settled',
      async () => {
        for (let i = 0; i < 5; i++) {
          await send(logs(...MESSAGES, ...EVENTS));
          await send(spanRequest());
          await settler.settleAll();
        }
        await send(spanRequest());
      },
    ],
    [
      'a restart between the records and settling',
      async () => {
        await send(spanRequest());
        await settler.settleAll();
        await send(logs(...MESSAGES, ...EVENTS));
        await settler.close();
        await ingest.close();
        await start();
        await settler.start();
      },
    ],
  ];
  test.each(ways)('%s', async (_name, way) => {
    await way();
    await settler.settleAll();
    expect(await state()).toEqual(EXPECTED);
    // Settling once more finds nothing to write.
    const before = await all('SELECT ingest_ts FROM span_content');
    await send(logs(EVALUATION));
    await settler.settleAll();
    expect(await all('SELECT ingest_ts FROM span_content')).toEqual(before);
  });

  test('what the span itself says stays', async () => {
    await send(spanRequest({ 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"From the span"}]}]' }));
    await send(logs(...MESSAGES));
    await settler.settleAll();
    expect(await all('SELECT input_text, output_text, from_logs FROM span_content')).toEqual([
      ['From the span', 'Within 60 days.', ['output_messages', 'output_text']],
    ]);
  });

  test('a record of another service does not speak for the span', async () => {
    await send(spanRequest());
    const [resourceLogs] = (logs(...MESSAGES) as { resourceLogs: object[] }).resourceLogs;
    await send({ resourceLogs: [{ ...resourceLogs, resource: { attributes: attributes({ 'service.name': 'other' }) } }] });
    await settler.settleAll();
    expect(await all('SELECT user_query, flags FROM interactions')).toEqual([['', ['no_content']]]);
  });

  test('lines of a log are taken and left aside; records that belong nowhere are refused with the reason', async () => {
    const plain = { eventName: '', body: { stringValue: 'GET /health 200' } };
    const homeless = { ...MESSAGES[1], eventName: 'gen_ai.user.message', traceId: '', spanId: '' } as Recorded;
    const noTarget = { ...EVALUATION, traceId: '', spanId: '' } as Recorded;
    expect(await send(logs(plain, homeless, noTarget, { ...plain, traceId: 'abc' } as Recorded))).toEqual({
      partialSuccess: {
        rejectedLogRecords: '3',
        errorMessage: expect.stringMatching(
          /trace_id .*gen_ai.user.message: the log record names no span.*evaluation in a log record: trace_id: is missing|names no span/,
        ),
      },
    });
    expect(ingest.stats()).toMatchObject({ ignoredLogRecords: 1, rejectedLogRecords: 3 });
    expect(await all('SELECT count() FROM log_content')).toEqual([['0']]);
  });

  test('an evaluation that names a response only finds its span', async () => {
    await send(spanRequest({ 'gen_ai.response.id': 'resp_1' }));
    await send(
      logs({
        ...EVALUATION,
        traceId: '',
        spanId: '',
        attributes: [...(EVALUATION.attributes ?? []), ...attributes({ 'gen_ai.response.id': 'resp_1' })],
      } as Recorded),
    );
    await settler.settleAll();
    expect(await all('SELECT name, value FROM scores')).toEqual([['factuality', 2]]);
  });
});
