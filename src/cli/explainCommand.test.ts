import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { configFileSchema } from '../config/configFile';
import { loadSettings } from '../config/settings';
import { logRequest, traceRequest } from '../../tests/testkit/otlpProto';
import { explainCommand } from './explainCommand';
import { UnreadableFile } from './telemetryFile';

const spanOf = (spanId: string): object => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId,
  name: 'chat',
  startTimeUnixNano: '1790000000000000000',
  endTimeUnixNano: '1790000001000000000',
  attributes: [{ key: 'gen_ai.request.model', value: { stringValue: 'gpt-4o' } }],
});
const requestOf = (...spanIds: readonly string[]): object => ({ resourceSpans: [{ scopeSpans: [{ spans: spanIds.map(spanOf) }] }] });

const GOOD = requestOf('b7ad6b7169203331');

let folder: string;
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-explain-'));
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function explained(content: string | Uint8Array, json = true): Promise<string> {
  const file = join(folder, 'request');
  writeFileSync(file, content);
  await explainCommand({ settings: loadSettings({}), log: pino({ level: 'silent' }) }, [file], { json });
  return printed.join('\n');
}

test.each([
  ['JSON', JSON.stringify(GOOD)],
  ['JSON on many lines', JSON.stringify(GOOD, null, 2)],
  ['protobuf', traceRequest(GOOD)],
  ['gzipped JSON', gzipSync(JSON.stringify(GOOD))],
  ['gzipped protobuf', gzipSync(traceRequest(GOOD))],
])('%s', async (_what, content) => {
  const [{ spans }] = JSON.parse(await explained(content));
  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({ span_id: 'b7ad6b7169203331', stage: 'generation', stage_because: 'it names a model' });
  expect(spans[0].columns).toContainEqual({ column: 'model', value: 'gpt-4o', from: ['gen_ai.request.model'] });
});

test('a request a line, as the file exporter of the Collector writes them', async () => {
  const lines = ['0000000000000001', '0000000000000002'].map((id) => `${JSON.stringify(requestOf(id))}\n`).join('');
  const [{ spans }] = JSON.parse(await explained(lines));
  expect(spans.map(({ span_id }: { span_id: string }) => span_id)).toEqual(['0000000000000001', '0000000000000002']);
});

test('spans that would be refused are named with the reason', async () => {
  const text = await explained(JSON.stringify(requestOf('b7ad6b7169203331', '0000000000000000')), false);
  expect(text).toMatch(/^.*request: 1 span\n\nrefused 1 span: .*all zero/);
  expect(text).toContain('← gen_ai.request.model');
});

test.each([
  ['no request', 'hello', /request: The body is no trace request/],
  ['broken JSON', '{"resourceSpans": [', /request: The body is no trace request in JSON/],
  ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1]), /request: unexpected end of file/],
])('%s is a message', async (_what, content, message) => {
  const failure = await explained(content).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnreadableFile);
  expect(String(failure)).toMatch(message);
});

test('a file that is not there is a message', async () => {
  const running = explainCommand({ settings: loadSettings({}), log: pino({ level: 'silent' }) }, [join(folder, 'none')], { json: false });
  await expect(running).rejects.toThrow(UnreadableFile);
});

const RECORDS = {
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: '1790000000000000000',
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              eventName: 'gen_ai.user.message',
              body: { kvlistValue: { values: [{ key: 'content', value: { stringValue: 'Hello' } }] } },
              attributes: [{ key: 'gen_ai.system', value: { stringValue: 'openai' } }],
            },
            { timeUnixNano: '1790000000000000000', body: { stringValue: 'listening' } },
          ],
        },
      ],
    },
  ],
};

test.each([
  ['JSON', JSON.stringify(RECORDS)],
  ['protobuf', logRequest(RECORDS)],
])('log records, %s', async (_what, content) => {
  const [{ spans, logs }] = JSON.parse(await explained(content));
  expect(spans).toEqual([]);
  expect(logs[0]).toMatchObject({ name: 'gen_ai.user.message', service: 'shop', becomes: 'content', span_id: 'b7ad6b7169203331' });
  expect(logs[0].columns).toContainEqual(expect.objectContaining({ column: 'log_content.input_messages', from: ['content (body)'] }));
  expect(logs[0].parts).toContainEqual(expect.objectContaining({ place: 'attribute', key: 'gen_ai.system', columns: [] }));
  expect(logs[1]).toMatchObject({ name: '', becomes: 'ignored', because: expect.stringContaining('only events') });
});

test('what would be masked is masked here, too', async () => {
  const file = join(folder, 'request');
  writeFileSync(file, JSON.stringify(GOOD).replace('gpt-4o', 'write to jane.doe@example.com'));
  const settings = loadSettings({});
  const context = {
    settings: {
      ...settings,
      file: { ...settings.file, masking: configFileSchema.parse({ masking: { rules: [{ types: ['email'] }] } }).masking },
    },
    log: pino({ level: 'silent' }),
  };
  await explainCommand(context, [file], { json: false });
  expect(printed.join('\n')).not.toContain('jane.doe');
  expect(printed.join('\n')).toContain('masked:email');
});
