/** The dry run says what would be masked, by rule and field, and shows no value. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { loadSettings, parseConfigFile } from '../config/settings';
import { traceRequest } from '../../tests/testkit/otlpProto';
import { maskCommand } from './maskCommand';
import { UnreadableFile } from './telemetryFile';

const SECRET = 'mary@example.com';
const REQUEST = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              name: 'chat',
              startTimeUnixNano: '1790000000000000000',
              endTimeUnixNano: '1790000001000000000',
              attributes: [0, 1].map((n) => ({ key: `gen_ai.prompt.${n}.content`, value: { stringValue: `{"to":"${SECRET}"}` } })),
            },
          ],
        },
      ],
    },
  ],
};
const LOGS = {
  resourceLogs: [
    {
      resource: { attributes: [] },
      scopeLogs: [
        {
          logRecords: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', body: { stringValue: `to ${SECRET}` } }],
        },
      ],
    },
  ],
};

let folder: string;
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-mask-'));
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void printed.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function dryRun(content: string | Uint8Array, config = ''): Promise<{ looked: string[]; findings: unknown[] }> {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const settings = { ...loadSettings({}), file: parseConfigFile(config, 'x.yaml') };
  await maskCommand({ settings, log: pino({ level: 'silent' }) }, [path], { json: true });
  expect(printed.join('')).not.toContain(SECRET);
  return JSON.parse(printed.join(''));
}

const EMAIL = { label: 'email', action: 'mask', samples: ['xxxx@xxxxxxx.xxx'] };

const files: [string, string | Uint8Array, string, object][] = [
  [
    'OTLP traces in JSON',
    JSON.stringify(REQUEST, null, 2),
    '1 spans, 0 log records',
    { ...EMAIL, field: 'gen_ai.prompt.N.content', count: 2 },
  ],
  [
    'the same in protobuf, gzipped',
    gzipSync(traceRequest(REQUEST)),
    '1 spans, 0 log records',
    { ...EMAIL, field: 'gen_ai.prompt.N.content', count: 2 },
  ],
  [
    'requests of traces and logs, one a line',
    `${JSON.stringify(REQUEST)}\n${JSON.stringify(LOGS)}\n`,
    '1 spans, 1 log records',
    { ...EMAIL, field: 'log.body', count: 1 },
  ],
  [
    'a semantic log',
    `{"service":"shop","user_query":"I am ${SECRET}"}\n{"user_query":"x"}`,
    '2 lines',
    { ...EMAIL, field: 'user_query', count: 1 },
  ],
  ['text', `first\nwrite to ${SECRET}\n`, '2 lines', { ...EMAIL, field: 'text', count: 1 }],
];
test.each(files)('%s', async (_name, content, looked, finding) => {
  const result = await dryRun(content);
  expect(result.looked).toEqual([expect.stringContaining(looked)]);
  expect(result.findings).toContainEqual(finding);
});

test('by the rules of the service', async () => {
  const config = 'masking: {rules: [{types: [email], services: [shop], action: keep}, {name: ticket, pattern: "T-[0-9]+", action: drop}]}';
  const { findings } = await dryRun(`{"service":"shop","user_query":"${SECRET} T-12"}`, config);
  expect(findings).toEqual([{ label: 'ticket', action: 'drop', field: 'user_query', count: 1, samples: ['X-99'] }]);
});

test('a table for people; a file that is not there is a message', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, `write to ${SECRET}`);
  const context = { settings: loadSettings({}), log: pino({ level: 'silent' }) };
  await maskCommand(context, [path], {});
  expect(printed.join('\n')).toMatch(/rule +action +count +field +shapes\nemail +mask +1 +text +xxxx@xxxxxxx\.xxx/);
  await expect(maskCommand(context, [join(folder, 'nowhere')], {})).rejects.toThrow(UnreadableFile);
  await expect(maskCommand(context, [], {})).rejects.toThrow(/--stored/);
});
