/**
 * Requests with random faults: whatever a sender does to its bytes, it gets an answer that OTLP knows, quickly, no fault of
 * ours is logged and every row can be stored. A few thousand mutations in the usual run; PLUMBLINE_FUZZ=1000000 for a long
 * one, PLUMBLINE_FUZZ_SEED for another series. Recorded payloads are mutated, too, where ../shared is there.
 */
import { genAiCases } from '../testkit/genAiCases';
import { logRequest, traceRequest } from '../testkit/otlpProto';
import { loadSettings } from '../../src/config/settings';
import type { RowOf, Table } from '../../src/core/model/table';
import { createRandom } from '../../src/demo/random';
import type { Driver } from '../../src/storage/driver';
import { encodeBlock } from '../../src/storage/encodeBlock';
import { createIngest } from '../../src/ingest/createIngest';

const RUNS = Number(process.env.PLUMBLINE_FUZZ ?? 4000);
const SEED = Number(process.env.PLUMBLINE_FUZZ_SEED ?? 1);
/** Requests under way at once; each waits for the batch that it is in. */
const TOGETHER = 64;
/** So many requests of these sizes may not take longer: a slow one holds up all others. */
const SLOWEST_MS = 5_000;

type Random = () => number;
const pick = <T>(random: Random, items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];

const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  -0,
  2 ** 53,
  '',
  ' ',
  'NaN',
  'Infinity',
  '-Infinity',
  '9'.repeat(30),
  '0x10',
  '\u0000',
  '\ud800',
  'a\udc00b',
  '\u202e',
  '[',
  '{"a":',
  '[[[[[[',
  '{"__proto__":{"x":1}}',
  '__proto__',
  'constructor',
  [],
  {},
  [[]],
  [null],
  { values: null },
  { stringValue: {} },
  'x'.repeat(70_000),
  { arrayValue: { values: [{ kvlistValue: { values: [{ key: '__proto__', value: { intValue: '1' } }] } }] } },
  deep(200),
  '['.repeat(5_000),
  '0'.repeat(32),
  '18446744073709551615',
  '-9223372036854775808',
  'gen_ai.prompt.4000000000.content',
  'llm.input_messages.99999.message.content',
];

function deep(levels: number): object {
  let value: object = { stringValue: 'deep' };
  for (let i = 0; i < levels; i++)
    value = i % 2 === 0 ? { arrayValue: { values: [value] } } : { kvlistValue: { values: [{ key: 'k', value }] } };
  return value;
}

const SEEDS: readonly object[] = [
  {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'support' } }] },
        scopeSpans: [
          {
            scope: { name: 'ai', version: '1' },
            spans: [
              {
                traceId: '0af7651916cd43dd8448eb211c80319c',
                spanId: 'b7ad6b7169203331',
                parentSpanId: '',
                name: 'chat gpt-4o',
                kind: 3,
                startTimeUnixNano: '1790000000000000000',
                endTimeUnixNano: '1790000001000000000',
                attributes: [
                  { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
                  { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
                  { key: 'gen_ai.usage.cost', value: { doubleValue: 0.1 } },
                  { key: 'gen_ai.input.messages', value: { stringValue: '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]' } },
                  {
                    key: 'gen_ai.output.messages',
                    value: {
                      arrayValue: { values: [{ kvlistValue: { values: [{ key: 'role', value: { stringValue: 'assistant' } }] } }] },
                    },
                  },
                  { key: 'llm.input_messages.0.message.content', value: { stringValue: 'Hi' } },
                  { key: 'retrieval.documents.0.document.id', value: { intValue: 7 } },
                  { key: 'annotations.0.annotation.name', value: { stringValue: 'factuality' } },
                  { key: 'annotations.0.annotation.score', value: { doubleValue: 0.5 } },
                ],
                events: [
                  {
                    timeUnixNano: '1790000000500000000',
                    name: 'gen_ai.evaluation.result',
                    attributes: [
                      { key: 'gen_ai.evaluation.name', value: { stringValue: 'factuality' } },
                      { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 3 } },
                    ],
                  },
                  {
                    timeUnixNano: '1790000000500000000',
                    name: 'gen_ai.user.message',
                    attributes: [{ key: 'content', value: { stringValue: '{"a":1}' } }],
                  },
                ],
                links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203332' }],
                status: { code: 2, message: 'bad' },
              },
            ],
          },
        ],
      },
    ],
  },
  {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'support' } }] },
        scopeLogs: [
          {
            logRecords: [
              {
                traceId: '0af7651916cd43dd8448eb211c80319c',
                spanId: 'b7ad6b7169203331',
                timeUnixNano: '1790000000000000000',
                eventName: 'gen_ai.choice',
                body: {
                  kvlistValue: {
                    values: [{ key: 'message', value: { kvlistValue: { values: [{ key: 'content', value: { stringValue: 'No' } }] } } }],
                  },
                },
                attributes: [{ key: 'gen_ai.system', value: { stringValue: 'openai' } }],
              },
              {
                traceId: '0af7651916cd43dd8448eb211c80319c',
                spanId: 'b7ad6b7169203331',
                timeUnixNano: '1790000000000000000',
                eventName: 'gen_ai.evaluation.result',
                attributes: [
                  { key: 'gen_ai.evaluation.name', value: { stringValue: 'factuality' } },
                  { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 3 } },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
  ...genAiCases().map(({ payload }) => payload),
];

/** Every place in a JSON document at which something can be put in the place of what is there. */
function places(value: unknown, found: [Record<string, unknown>, string][] = []): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    found.push([holder, key]);
    places(holder[key], found);
  }
  return found;
}

/** One to four faults in the data: a hostile value, a part taken out or doubled, a part of another place. */
function mutateData(seed: object, random: Random): object {
  const copy: object = structuredClone(seed);
  for (let faults = 1 + Math.floor(random() * 4); faults > 0; faults--) {
    const all = places(copy);
    const [holder, key] = pick(random, all) ?? [];
    if (holder === undefined || key === undefined) break;
    const way = random();
    if (way < 0.45) holder[key] = structuredClone(pick(random, HOSTILE));
    else if (way < 0.6) delete holder[key];
    else if (way < 0.75 && Array.isArray(holder[key])) holder[key] = [...holder[key], ...structuredClone(holder[key])];
    else if (way < 0.9) {
      const [from, name] = pick(random, all) ?? [];
      if (from !== undefined && name !== undefined) holder[key] = structuredClone(from[name]);
    } else holder[`${key}${String(pick(random, HOSTILE)).slice(0, 20)}`] = holder[key];
  }
  return copy;
}

/** One to eight faults in the bytes: flipped, cut, put in twice, taken out. */
function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  let mutated = Buffer.from(bytes);
  for (let faults = 1 + Math.floor(random() * 8); faults > 0 && mutated.length > 0; faults--) {
    const at = Math.floor(random() * mutated.length);
    const some = Math.floor(random() * 16);
    const way = random();
    if (way < 0.6) mutated[at] = Math.floor(random() * 256);
    else if (way < 0.7) mutated = mutated.subarray(0, at);
    else if (way < 0.85) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(Math.max(0, at - some))]);
    else mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + some)]);
  }
  return mutated;
}

interface Mutation {
  readonly signal: 'traces' | 'logs';
  readonly contentType: string;
  readonly body: Buffer;
}

const PROTOBUF: readonly { readonly signal: 'traces' | 'logs'; readonly bytes: Uint8Array }[] = SEEDS.flatMap((seed) => {
  const signal = 'resourceLogs' in seed ? 'logs' : 'traces';
  try {
    return [{ signal, bytes: (signal === 'logs' ? logRequest : traceRequest)(seed) } as const];
  } catch {
    // Some recorded payloads have no form in protobuf.
    return [];
  }
});

function mutation(random: Random): Mutation {
  if (random() < 0.5) {
    const seed = pick(random, SEEDS) ?? {};
    const text = JSON.stringify(mutateData(seed, random));
    const body = random() < 0.2 ? mutateBytes(Buffer.from(text), random) : Buffer.from(text);
    return { signal: 'resourceLogs' in seed ? 'logs' : 'traces', contentType: 'application/json', body };
  }
  const { signal, bytes } = pick(random, PROTOBUF) ?? { signal: 'traces', bytes: new Uint8Array() };
  return { signal, contentType: 'application/x-protobuf', body: mutateBytes(bytes, random) };
}

interface Suspects {
  readonly send: (request: Mutation) => Promise<number>;
  readonly logged: unknown[];
  readonly what: string;
}

/** Sends the requests of a bad lot one by one, to tell which one it was. */
async function culprit(requests: readonly Mutation[], { send, logged, what }: Suspects): Promise<string> {
  const lines = [what, ...logged.map((details) => String((details as { err?: Error }).err?.stack ?? JSON.stringify(details)))];
  for (const request of requests) {
    logged.length = 0;
    const before = performance.now();
    const status = await send(request);
    const took = performance.now() - before;
    if (logged.length === 0 && took < SLOWEST_MS / 4 && (status === 200 || status === 400)) continue;
    lines.push(`${status} after ${took} ms: ${request.contentType} ${request.body.toString('latin1').slice(0, 3000)}`);
  }
  return lines.join('\n');
}

test(
  `${RUNS} mutated requests are answered, none with a fault of ours, and every row can be stored`,
  async () => {
    const logged: unknown[] = [];
    let rows = 0;
    const driver = {
      kind: 'embedded',
      insert: async <T extends Table>(table: T, inserted: readonly RowOf<T>[]) => {
        encodeBlock(table, inserted);
        rows += inserted.length;
      },
    } as unknown as Driver;
    const log = { error: (details: object) => void logged.push(details), warn: (details: object) => void logged.push(details) };
    const ingest = createIngest({
      driver,
      settings: loadSettings({}),
      clock: { now: () => 1_790_000_100_000 },
      log,
      onTraces: () => undefined,
    });
    const random = createRandom(SEED).uniform;
    const statuses = new Map<number, number>();
    const send = async ({ signal, contentType, body }: Mutation): Promise<number> => {
      const handle = signal === 'traces' ? ingest.handleTraces : ingest.handleLogs;
      return (await handle({ contentType, contentEncoding: undefined, body })).status;
    };
    for (let run = 0; run < RUNS; run += TOGETHER) {
      const requests = Array.from({ length: Math.min(TOGETHER, RUNS - run) }, () => mutation(random));
      const before = performance.now();
      const answers = await Promise.all(requests.map(send));
      const took = performance.now() - before;
      const isBad = logged.length > 0 || took > SLOWEST_MS || answers.some((status) => status !== 200 && status !== 400);
      if (isBad)
        throw new Error(await culprit(requests, { send, logged, what: `run ${run} of seed ${SEED}: ${answers.join()} after ${took} ms` }));
      for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(ingest.stats().bytesInFlight).toBe(0);
    // A fuzzer that is always refused, or never, tests nothing.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(RUNS / 10);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(RUNS / 20);
    expect(rows).toBeGreaterThan(RUNS / 10);
  },
  Math.max(120_000, RUNS * 10),
);
