import type { Decoded } from '../core/otlp/types';
import { normaliseSpan, type NormaliseContext } from '../core/semconv/normaliseSpan';
import { Reasons } from './reasons';
import type { IngestRows } from './rows';

/** Work is laid down after this long, so that other requests get their turn. */
const SLICE_MS = 8;

export interface NormalisedBody {
  readonly rows: IngestRows;
  readonly rejectedSpans: number;
  readonly reasons: Reasons;
}

/**
 * Rows of all spans of a request. A span that makes the normaliser fail is rejected alone: answered as an error of the
 * whole request, its sender would send it for ever.
 * @param onFault told about such a failure, which is a fault of ours
 * @throws MalformedRequest
 */
export async function normaliseBody(
  decoded: Iterable<Decoded>,
  context: NormaliseContext,
  onFault: (error: unknown) => void,
): Promise<NormalisedBody> {
  const rows = {
    spans: [] as IngestRows['spans'][number][],
    content: [] as IngestRows['content'][number][],
    scores: [] as IngestRows['scores'][number][],
  };
  const reasons = new Reasons();
  let rejectedSpans = 0;
  let sliceEnd = performance.now() + SLICE_MS;
  const reject = (reason: string, spans: number): void => {
    rejectedSpans += spans;
    reasons.add(reason, spans);
  };
  for (const step of decoded) {
    const { spans, resource, scope } = 'group' in step ? step.group : NO_GROUP;
    if ('rejection' in step) reject(step.rejection.reason, step.rejection.spans);
    for (const span of spans) {
      try {
        const { span: row, content, scores, notes } = normaliseSpan(span, resource, scope, context);
        rows.spans.push(row);
        if (content !== null) rows.content.push(content);
        for (const score of scores) rows.scores.push(score);
        for (const note of notes) reasons.add(note);
      } catch (error) {
        onFault(error);
        reject(`span ${span.spanId} cannot be read by this version of Plumbline`, 1);
      }
      if (performance.now() < sliceEnd) continue;
      await otherWork();
      sliceEnd = performance.now() + SLICE_MS;
    }
    if (performance.now() < sliceEnd) continue;
    await otherWork();
    sliceEnd = performance.now() + SLICE_MS;
  }
  return { rows, rejectedSpans, reasons };
}

const NO_GROUP = { spans: [], resource: new Map(), scope: { name: '', version: '' } } as const;

const otherWork = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
