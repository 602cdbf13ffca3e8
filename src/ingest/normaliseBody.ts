import type { Decoded } from '../core/otlp/types';
import type { Masker } from '../core/masking/createMasker';
import { maskSpan, type SpanWithContext } from '../core/masking/maskSpan';
import { normaliseSpan, type NormaliseContext, type NormalisedSpan } from '../core/semconv/normaliseSpan';
import { Reasons } from './reasons';
import { RowLists, type IngestRows } from './rows';
import { Turns } from './turns';

export interface NormalisedBody {
  readonly rows: IngestRows;
  /** Spans or log records that are not among the rows. */
  readonly rejected: number;
  readonly reasons: Reasons;
}

/** What rows are made with; nothing that comes in is looked at before `masker` has seen it. */
export interface IngestContext extends NormaliseContext {
  readonly masker: Masker;
}

/**
 * Rows of all spans of a request. A span that makes the normaliser fail is rejected alone: answered as an error of the
 * whole request, its sender would send it for ever.
 * @param onFault told about such a failure, which is a fault of ours
 * @throws MalformedRequest
 */
export async function normaliseBody(
  decoded: Iterable<Decoded>,
  context: IngestContext,
  onFault: (error: unknown) => void,
): Promise<NormalisedBody> {
  const rows = new RowLists();
  const reasons = new Reasons();
  const turns = new Turns();
  let rejected = 0;
  const reject = (reason: string, spans: number): void => {
    rejected += spans;
    reasons.add(reason, spans);
  };
  for (const step of decoded) {
    const { spans, resource, scope } = 'group' in step ? step.group : NO_GROUP;
    if ('rejection' in step) reject(step.rejection.reason, step.rejection.spans);
    for (const span of spans) {
      try {
        const { span: row, content, scores, notes } = normaliseMasked({ span, resource, scope }, context);
        rows.spans.push(row);
        if (content !== null) rows.content.push(content);
        for (const score of scores) rows.scores.push(score);
        for (const note of notes) reasons.add(note);
      } catch (error) {
        onFault(error);
        reject(`span ${span.spanId} cannot be read by this version of Plumbline`, 1);
      }
      const pause = turns.next();
      if (pause !== undefined) await pause;
    }
    const pause = turns.next();
    if (pause !== undefined) await pause;
  }
  return { rows, rejected, reasons };
}

function normaliseMasked(given: SpanWithContext, context: IngestContext): NormalisedSpan {
  const { span, resource, scope } = maskSpan(given, context.masker);
  return normaliseSpan(span, resource, scope, context);
}

const NO_GROUP = { spans: [], resource: new Map(), scope: { name: '', version: '' } } as const;
