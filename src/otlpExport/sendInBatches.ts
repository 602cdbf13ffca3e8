import type { OutgoingResource } from '../core/otlp/encode/outgoing';
import { SendError, sendTraces, type SenderOptions, type SendResult } from './sendTraces';

export interface BatchOptions<T> extends SenderOptions {
  /** A batch is sent when it holds this many spans; a trace is never divided. */
  readonly spansPerBatch?: number;
  /** Batches under way at once. Traces are read no faster than they are taken, so memory stays bounded. */
  readonly concurrency?: number;
  /** Called after each acknowledged batch. */
  readonly onSent?: (traces: readonly T[]) => void;
  /**
   * Called for each trace that the receiver does not take because of what is in it; the others of its batch are sent
   * again without it. When absent such a trace fails the whole.
   */
  readonly onRefused?: (trace: T, reason: string) => void;
}

/** Statuses that speak of the content of a request and not of the receiver: a smaller request may pass. */
const CONTENT_STATUSES: ReadonlySet<number | undefined> = new Set([400, 413]);

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
  const { spansPerBatch = SPANS_PER_BATCH, concurrency = CONCURRENCY } = options;
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = (batch: readonly T[]): void => {
    const sending = sendOrHalve(batch, options)
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

/** A batch with a trace that is refused is halved until that trace is alone. Sending a trace twice changes nothing. */
async function sendOrHalve<T extends OutgoingResource>(batch: readonly T[], options: BatchOptions<T>): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  const refusal = await refusalOf(batch, options);
  if (refusal === undefined) return options.onSent?.(batch);
  if (batch.length === 1) return options.onRefused?.(first, refusal);
  const middle = Math.ceil(batch.length / 2);
  await sendOrHalve(batch.slice(0, middle), options);
  await sendOrHalve(batch.slice(middle), options);
}

/** Why a part of the batch was not taken; undefined when all of it was. */
async function refusalOf<T extends OutgoingResource>(batch: readonly T[], options: BatchOptions<T>): Promise<string | undefined> {
  let result: SendResult;
  try {
    result = await sendTraces(mergeNeighbours(batch), options);
  } catch (error) {
    const aboutContent = error instanceof SendError && CONTENT_STATUSES.has(error.status);
    if (options.onRefused === undefined || !aboutContent) throw error;
    return error.message;
  }
  if (result.rejectedSpans === 0) return undefined;
  const reason = result.message || `${result.rejectedSpans} spans were rejected`;
  if (options.onRefused === undefined) throw new SendError(reason, 200);
  return reason;
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
