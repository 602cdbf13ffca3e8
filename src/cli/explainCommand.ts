/** `plumbline explain FILE`: what becomes of an OTLP request, span by span and record by record, without storing anything. */
import { maskerOf } from '../config/maskerOf';
import { explainLog, type ExplainedLog } from '../core/explain/explainLog';
import { explainSpan, type ExplainedSpan } from '../core/explain/explainSpan';
import { printLog, printSpan } from '../core/explain/printSpan';
import { maskLogs, maskSpan } from '../core/masking/maskSpan';
import type { JsonStep } from '../core/otlp/decodeGroupsJson';
import { MalformedRequest, type Decoded, type LogRecord } from '../core/otlp/types';
import { decodeBody, decodeLogBody } from '../ingest/decodeBody';
import type { IngestContext as ExplainContext } from '../ingest/normaliseBody';
import type { OtlpEncoding } from '../ingest/otlpAnswer';
import type { Signal } from '../ingest/signals';
import type { CommandContext } from './main';
import { bytesOf, requestsIn, unreadable, unzipped } from './telemetryFile';

interface Explanation {
  readonly file: string;
  readonly spans: readonly ExplainedSpan[];
  readonly logs: readonly ExplainedLog[];
  /** What cannot be read at all, and why. */
  readonly rejected: readonly Rejected[];
}

interface Rejected {
  readonly reason: string;
  readonly count: number;
  readonly what: 'span' | 'log record';
}

/** @throws UnreadableFile */
export async function explainCommand(
  { settings }: CommandContext,
  files: readonly string[],
  { json }: { readonly json: boolean },
): Promise<void> {
  const context: ExplainContext = {
    receivedAt: BigInt(Date.now()) * 1_000_000n,
    maxTextBytes: settings.file.ingest.max_text_kib * 1024,
    dimensions: settings.dimensions,
    // What is shown is what would be stored.
    masker: maskerOf(settings),
  };
  const explanations: Explanation[] = [];
  for (const file of files) {
    try {
      explanations.push(explain(file, unzipped(await bytesOf(file), settings.file.ingest.max_decoded_mib), context));
    } catch (error) {
      throw unreadable(file, error);
    }
  }
  console.log(json ? JSON.stringify(explanations, null, 2) : explanations.map(printed).join('\n\n'));
}

function explain(file: string, bytes: Buffer, context: ExplainContext): Explanation {
  const explanation = { file, spans: [] as ExplainedSpan[], logs: [] as ExplainedLog[], rejected: [] as Rejected[] };
  for (const { body, encoding } of requestsIn(bytes)) {
    const signal = signalOf(body, encoding);
    if (signal === 'logs') explainLogs(decodeLogBody(body, encoding), explanation, context);
    else explainSpans(decodeBody(body, encoding), explanation, context);
  }
  return explanation;
}

/** JSON names its signal; in protobuf both look alike, and only the items tell: of a request of logs no span can be read. */
function signalOf(body: Buffer, encoding: OtlpEncoding): Signal {
  if (encoding === 'json') return /"resource_?logs"/i.test(body.toString('utf8', 0, 1024)) ? 'logs' : 'traces';
  return !hasAny(
    () => decodeBody(body, encoding),
    (step) => 'group' in step,
  ) &&
    hasAny(
      () => decodeLogBody(body, encoding),
      (step) => 'items' in step,
    )
    ? 'logs'
    : 'traces';
}

function hasAny<T>(decode: () => Iterable<T>, isItem: (step: T) => boolean): boolean {
  try {
    return [...decode()].some(isItem);
  } catch (error) {
    if (error instanceof MalformedRequest) return false;
    throw error;
  }
}

interface Into {
  readonly spans: ExplainedSpan[];
  readonly logs: ExplainedLog[];
  readonly rejected: Rejected[];
}

function explainSpans(steps: Iterable<Decoded>, { spans, rejected }: Into, context: ExplainContext): void {
  for (const step of steps) {
    if ('rejection' in step) {
      rejected.push({ reason: step.rejection.reason, count: step.rejection.spans, what: 'span' });
      continue;
    }
    for (const given of step.group.spans) {
      const { span, resource, scope } = maskSpan({ span: given, resource: step.group.resource, scope: step.group.scope }, context.masker);
      spans.push(explainSpan(span, resource, scope, context));
    }
  }
}

function explainLogs(steps: Iterable<JsonStep<LogRecord>>, { logs, rejected }: Into, context: ExplainContext): void {
  for (const step of steps) {
    if ('reason' in step) {
      rejected.push({ reason: step.reason, count: 'count' in step ? step.count : 1, what: 'log record' });
      continue;
    }
    const { records, resource, scope } = maskLogs({ records: step.items, resource: step.resource, scope: step.scope }, context.masker);
    for (const record of records) logs.push(explainLog(record, resource, scope, context));
  }
}

function printed({ file, spans, logs, rejected }: Explanation): string {
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const held = [
    ...(spans.length > 0 || logs.length === 0 ? [count(spans.length, 'span')] : []),
    ...(logs.length > 0 ? [count(logs.length, 'log record')] : []),
  ];
  return [
    `${file === '-' ? 'standard input' : file}: ${held.join(', ')}`,
    ...rejected.map(({ reason, count: n, what }) => `refused ${count(n, what)}: ${reason}`),
    ...spans.map(printSpan),
    ...logs.map(printLog),
  ].join('\n\n');
}
