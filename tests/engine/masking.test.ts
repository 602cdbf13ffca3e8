/** Nothing that a rule is about reaches a column, whichever way it comes in. */
import Fastify from 'fastify';
import { gzipSync } from 'node:zlib';
import { loadSettings, parseConfigFile } from '../../src/config/settings';
import { createIngest } from '../../src/ingest/createIngest';
import { scoreRoutes } from '../../src/server/scores';
import { createSettler } from '../../src/settle/createSettler';
import { traceRequest } from '../testkit/otlpProto';
import { all } from '../testkit/settleBench';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const NOW = Date.UTC(2026, 10, 25);
const SECRETS = {
  email: 'mary.smith@example.com',
  card: '4111111111111111',
  us_ssn: '078-05-1120',
  iban: 'DE89370400440532013000',
  secret: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  staff: 'EMP-123456',
  password: 'hunter2-of-mary',
};
const CONFIG = `
masking:
  rules:
    - {types: [email], action: hash}
    - {name: staff, pattern: 'EMP-[0-9]{6}'}
    - {name: password, keys: ['*password*'], action: drop}
    - {name: only_bank, pattern: 'ACC-[0-9]+', services: [bank]}
`;
const EVERYTHING = Object.values(SECRETS)
  .filter((value) => value !== SECRETS.password)
  .join(' ; ');

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

function span(n: number, attributes: readonly object[], more: object = {}) {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: `000000000000001${n}`,
    ...(n === 0 ? {} : { parentSpanId: '0000000000000010' }),
    name: `run ${EVERYTHING}`,
    kind: 3,
    startTimeUnixNano: `${NOW - 60_000}000000`,
    endTimeUnixNano: `${NOW - 59_000}000000`,
    attributes,
    ...more,
  };
}

/** Text in every place that has a column of its own. */
const MESSAGES = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: EVERYTHING }] }]);
const TRACES = {
  resourceSpans: [
    {
      resource: {
        attributes: [text('service.name', 'shop'), text('deployment.environment.name', 'prod'), text('process.owner', EVERYTHING)],
      },
      scopeSpans: [
        {
          scope: { name: EVERYTHING, version: '1' },
          spans: [
            span(0, [
              text('http.request.method', 'POST'),
              text('session.id', SECRETS.email),
              text('user.id', SECRETS.email),
              text('url.full', `https://x/?u=${SECRETS.email.replace('@', '%40')}`),
            ]),
            span(
              1,
              [
                text('gen_ai.operation.name', 'chat'),
                text('gen_ai.request.model', 'gpt-4o'),
                text('gen_ai.input.messages', MESSAGES),
                text('gen_ai.output.messages', MESSAGES.replace('user', 'assistant')),
                text('gen_ai.system_instructions', MESSAGES),
              ],
              {
                events: [
                  {
                    name: 'gen_ai.evaluation.result',
                    timeUnixNano: `${NOW - 59_000}000000`,
                    attributes: [
                      text('gen_ai.evaluation.name', 'factuality'),
                      text('gen_ai.evaluation.explanation', EVERYTHING),
                      { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 1 } },
                    ],
                  },
                  { name: 'exception', attributes: [text('exception.message', EVERYTHING)] },
                ],
                status: { code: 2, message: EVERYTHING },
              },
            ),
            span(2, [
              text('gen_ai.operation.name', 'execute_tool'),
              text('gen_ai.tool.name', 'pay'),
              text(
                'gen_ai.tool.call.arguments',
                JSON.stringify({ password: SECRETS.password, card: Number(SECRETS.card), note: JSON.stringify({ to: SECRETS.email }) }),
              ),
              text('gen_ai.tool.call.result', EVERYTHING),
              text('db.password', SECRETS.password),
            ]),
            span(3, [
              text('openinference.span.kind', 'RETRIEVER'),
              text('retrieval.documents.0.document.id', 'faq'),
              text('retrieval.documents.0.document.content', EVERYTHING),
              text('input.value', EVERYTHING),
            ]),
          ],
        },
      ],
    },
  ],
};
const LOGS = {
  resourceLogs: [
    {
      resource: { attributes: [text('service.name', 'shop')] },
      scopeLogs: [
        {
          logRecords: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: '0000000000000011',
              timeUnixNano: `${NOW - 60_000}000000`,
              eventName: 'gen_ai.user.message',
              body: { kvlistValue: { values: [text('content', EVERYTHING)] } },
            },
          ],
        },
      ],
    },
  ],
};
const SCORE = {
  id: `for ${SECRETS.email}`,
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  name: 'relevance',
  value: 1,
  label: SECRETS.email,
  explanation: EVERYTHING,
  evaluator: SECRETS.email,
  attributes: { comment: EVERYTHING, password: SECRETS.password },
};

forEachDriver('masking', (open) => {
  let store: TestStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  test('traces, logs and scores, in every encoding', async () => {
    const { driver, database } = store;
    const clock = { now: () => NOW };
    const said: string[] = [];
    const note = (details: object, message: string): void => void said.push(JSON.stringify(details) + message);
    const log = { info: note, warn: note, error: note };
    const settings = { ...loadSettings({}), database, file: parseConfigFile(CONFIG, 'x.yaml'), maskingKey: 'a key of sixteen characters' };
    const settler = createSettler({ driver, settings, clock, log, replicaId: 'one' });
    const onTraces: typeof settler.touch = (traces) => settler.touch(traces);
    const ingest = createIngest({ driver, settings, clock, log, onTraces });
    const app = Fastify();
    scoreRoutes(app, { driver, settings, clock, onTraces });

    const json = { contentType: 'application/json', contentEncoding: undefined };
    const answers = [
      await ingest.handleTraces({ ...json, body: Buffer.from(JSON.stringify(TRACES)) }),
      await ingest.handleTraces({ contentType: 'application/x-protobuf', contentEncoding: 'gzip', body: gzipSync(traceRequest(TRACES)) }),
      await ingest.handleLogs({ ...json, body: Buffer.from(JSON.stringify(LOGS)) }),
    ];
    expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual(
      answers.map(({ status, body }) => [200, status === 200 ? body.toString() : '']),
    );
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const scored = await fetch(`${address}/api/v1/scores`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(SCORE),
    });
    const answer = await scored.text();
    expect([scored.status, answer]).toEqual([200, answer]);
    await settler.settleAll();

    const tables = await all(driver, `SELECT name FROM system.tables WHERE database = '${database}' AND engine LIKE '%MergeTree'`);
    expect(tables.length).toBeGreaterThan(8);
    const stored: Record<string, string> = { log: said.join('\n'), answer };
    for (const [table] of tables) stored[String(table)] = JSON.stringify(await all(driver, `SELECT * FROM ${String(table)}`));
    for (const [where, rows] of Object.entries(stored)) {
      for (const secret of [...Object.values(SECRETS), SECRETS.email.replace('@', '%40')])
        expect([where, rows]).not.toEqual([where, expect.stringContaining(secret)]);
    }
    // What is equal stays equal, so that users and sessions can still be counted.
    const [[session, user] = []] = await all(driver, "SELECT session_id, user_id FROM spans WHERE span_id = '0000000000000010'");
    expect(session).toMatch(/^\[email:[a-p]{20}\]$/);
    expect(user).toBe(session);
    // Values stay JSON, and what was found is said.
    const [[toolArguments] = []] = await all(driver, "SELECT tool_arguments FROM span_content WHERE span_id = '0000000000000012'");
    expect(JSON.parse(String(toolArguments))).toEqual({ password: null, card: '[card]', note: JSON.stringify({ to: session }) });
    const [[flags] = []] = await all(driver, "SELECT flags FROM spans WHERE span_id = '0000000000000011'");
    expect(flags).toEqual(['masked:card', 'masked:email', 'masked:iban', 'masked:secret', 'masked:staff', 'masked:us_ssn']);
    await settler.close();
    await ingest.close();
    await app.close();
  });

  test('the rules of one service leave others alone; without a service all count', async () => {
    const { driver, database } = store;
    const settings = { ...loadSettings({}), database, file: parseConfigFile(CONFIG, 'x.yaml'), maskingKey: 'a key of sixteen characters' };
    const log = { warn: () => undefined, error: (details: object) => expect(details).toBeUndefined() };
    const ingest = createIngest({ driver, settings, clock: { now: () => NOW }, log, onTraces: () => undefined });
    const services = ['bank', 'shop', undefined];
    const request = {
      resourceSpans: services.map((service, n) => ({
        resource: { attributes: service === undefined ? [] : [text('service.name', service)] },
        scopeSpans: [{ spans: [span(n, [text('input.value', 'ACC-99')])] }],
      })),
    };
    await ingest.handleTraces({ contentType: 'application/json', contentEncoding: undefined, body: Buffer.from(JSON.stringify(request)) });
    expect(await all(driver, "SELECT service, raw['input.value'] FROM span_content ORDER BY service")).toEqual([
      ['bank', '[only_bank]'],
      ['shop', 'ACC-99'],
      ['unknown_service', '[only_bank]'],
    ]);
    await ingest.close();
  });
});
