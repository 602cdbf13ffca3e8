/** `plumbline explain FILE`: what becomes of an OTLP request, span by span, without storing anything. */
import { explainSpan, type ExplainedSpan } from '../core/explain/explainSpan';
import { printSpan } from '../core/explain/printSpan';
import type { NormaliseContext } from '../core/semconv/normaliseSpan';
import { decodeBody } from '../ingest/decodeBody';
import type { CommandContext } from './main';
import { bytesOf, requestsIn, unreadable, unzipped } from './telemetryFile';

interface Explanation {
  readonly file: string;
  readonly spans: readonly ExplainedSpan[];
  /** Spans that would be refused, and why. */
  readonly rejected: readonly { readonly reason: string; readonly spans: number }[];
}

/** @throws UnreadableFile */
export async function explainCommand(
  { settings }: CommandContext,
  files: readonly string[],
  { json }: { readonly json: boolean },
): Promise<void> {
  const context: NormaliseContext = {
    receivedAt: BigInt(Date.now()) * 1_000_000n,
    maxTextBytes: settings.file.ingest.max_text_kib * 1024,
    dimensions: settings.dimensions,
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

function explain(file: string, bytes: Buffer, context: NormaliseContext): Explanation {
  const spans: ExplainedSpan[] = [];
  const rejected: { reason: string; spans: number }[] = [];
  for (const { body, encoding } of requestsIn(bytes)) {
    for (const step of decodeBody(body, encoding)) {
      if ('rejection' in step) rejected.push(step.rejection);
      else for (const span of step.group.spans) spans.push(explainSpan(span, step.group.resource, step.group.scope, context));
    }
  }
  return { file, spans, rejected };
}

function printed({ file, spans, rejected }: Explanation): string {
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const refused = rejected.map(({ reason, spans: n }) => `refused ${count(n, 'span')}: ${reason}`);
  return [`${file === '-' ? 'standard input' : file}: ${count(spans.length, 'span')}`, ...refused, ...spans.map(printSpan)].join('\n\n');
}
