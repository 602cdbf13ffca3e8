import type { OutgoingResource } from '../core/otlp/encode/outgoing';
import { sendTraces, type SenderOptions, type SendResult } from './sendTraces';

export interface BatchOptions<T> extends SenderOptions {
  /** A batch is sent when it holds this many spans; a trace is never divided. */
  readonly spansPerBatch?: number;
  /** Batches under way at once. Traces are read no faster than they are taken, so memory stays bounded. */
  readonly concurrency?: number;
  /** Called after each acknowledged batch. */
  readonly onSent?: (traces: readonly T[], result: SendResult) => void;
}

/** Measured on two cores with the service in the same process: larger batches and more of them at once gain nothing. */
const SPANS_PER_BATCH = 500;
const CONCURRENCY = 4;

/**
 * Sends traces in the order in which they come; with a concurrency above 1 neighbouring batches may overtake each other.
 * @throws SendError of the first batch that failed, after the batches under way have ended
 */
export async function sendInBatches<T extends OutgoingResource>(
  traces: Iterable<T> | AsyncIterable<T>,
  options: BatchOptions<T>,
): Promise<void> {
  const { spansPerBatch = SPANS_PER_BATCH, concurrency = CONCURRENCY, onSent } = options;
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = (batch: readonly T[]): void => {
    const sending = sendTraces(mergeNeighbours(batch), options)
      .then((result) => onSent?.(batch, result))
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  };
  for await (const batch of batchesOf(traces, spansPerBatch)) {
    while (underWay.size >= concurrency) await Promise.race(underWay);
    if (failures.length > 0) break;
    start(batch);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}

async function* batchesOf<T extends OutgoingResource>(traces: Iterable<T> | AsyncIterable<T>, size: number): AsyncIterable<readonly T[]> {
  let batch: T[] = [];
  let spans = 0;
  for await (const trace of traces) {
    batch.push(trace);
    spans += trace.spans.length;
    if (spans < size) continue;
    yield batch;
    [batch, spans] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

/** One resource for each run of traces of the same service and release, as an SDK would send them. */
function mergeNeighbours(traces: readonly OutgoingResource[]): OutgoingResource[] {
  const merged: (OutgoingResource & { readonly key: string; readonly spans: OutgoingResource['spans'][number][] })[] = [];
  for (const { attributes, scope, spans } of traces) {
    const key = JSON.stringify([attributes, scope]);
    const last = merged.at(-1);
    if (last?.key === key) last.spans.push(...spans);
    else merged.push({ key, attributes, scope, spans: [...spans] });
  }
  return merged;
}
