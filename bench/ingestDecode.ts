/** What decoding and normalising cost by themselves, without gunzip and without the store, on one core. */
import { decodeBody } from '../src/ingest/decodeBody';
import { encodeTraces } from '../src/core/otlp/encode/encodeTraces';
import type { OutgoingResource } from '../src/core/otlp/encode/outgoing';
import { normaliseSpan, type NormaliseContext } from '../src/core/semconv/normaliseSpan';
import { generateDemo } from '../src/demo/generateDemo';
import type { OtlpEncoding } from '../src/ingest/otlpAnswer';
import { percentile, rounded } from './benchmark';
import { otlpJson } from './otlpJson';

const SPANS = 10_000;
const SPANS_PER_REQUEST = 500;
const REPEAT = 7;

/**
 * @returns spans a second of decoding and of decoding with normalising, by encoding; bytes a span as sent; processor
 *   time of each run in milliseconds. The median of seven runs counts, after one that warms up.
 */
export async function run(): Promise<Record<string, unknown>> {
  const requests = requestsOf(SPANS);
  const spans = requests.flat().reduce((sum, resource) => sum + resource.spans.length, 0);
  const bodies: Readonly<Record<OtlpEncoding, readonly Buffer[]>> = {
    protobuf: requests.map((request) => Buffer.from(encodeTraces(request))),
    json: requests.map((request) => Buffer.from(otlpJson(request))),
  };
  const context: NormaliseContext = { receivedAt: BigInt(Date.now()) * 1_000_000n, maxTextBytes: 1024 ** 2, dimensions: [] };
  const result: Record<string, unknown> = { spans };
  for (const encoding of ['protobuf', 'json'] as const) {
    const decode = times(() => walk(bodies[encoding], encoding));
    const both = times(() => walk(bodies[encoding], encoding, context));
    result[encoding] = {
      bytesPerSpan: Math.round(bodies[encoding].reduce((sum, { length }) => sum + length, 0) / spans),
      decodedPerSecond: perSecond(spans, decode),
      normalisedPerSecond: perSecond(spans, both),
      normaliseShare: rounded(1 - percentile(decode, 0.5) / percentile(both, 0.5)),
      decodeMs: decode,
      bothMs: both,
    };
  }
  return result;
}

function requestsOf(spans: number): OutgoingResource[][] {
  const requests: OutgoingResource[][] = [[]];
  let [all, held] = [0, 0];
  for (const trace of generateDemo({ seed: 1, now: Date.now() })) {
    requests.at(-1)?.push(trace);
    all += trace.spans.length;
    held += trace.spans.length;
    if (all >= spans) break;
    if (held >= SPANS_PER_REQUEST) [held] = [0, requests.push([])];
  }
  return requests;
}

/** Returns a figure that depends on every row, so that no work can be left out. */
function walk(bodies: readonly Buffer[], encoding: OtlpEncoding, context?: NormaliseContext): number {
  let sum = 0;
  for (const body of bodies) {
    for (const step of decodeBody(body, encoding)) {
      if ('rejection' in step) throw new Error(step.rejection.reason);
      const { spans, resource, scope } = step.group;
      for (const span of spans)
        sum += context === undefined ? span.attributes.size : normaliseSpan(span, resource, scope, context).span.attributes.size;
    }
  }
  return sum;
}

/** Processor time and not time on the wall, so that other work on the machine counts less. */
function times(work: () => unknown): number[] {
  work();
  return Array.from({ length: REPEAT }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
}

const perSecond = (spans: number, measured: readonly number[]): number => Math.round((1000 * spans) / percentile(measured, 0.5));
