import { sendInBatches } from '../otlpExport/sendInBatches';
import type { SenderOptions } from '../otlpExport/sendTraces';
import { traceOf, type DemoOptions, type DemoTrace } from './generateDemo';
import { planTraffic, type Arrival } from './traffic';

export interface LoadDemoOptions extends DemoOptions, SenderOptions {
  /** Called with requests sent and all requests. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Batches under way at once. */
  readonly concurrency?: number;
}

export interface LoadedDemo {
  readonly traces: number;
  readonly spans: number;
  readonly scores: number;
}

/**
 * Sends the demo incident through the public OTLP endpoint, like the traffic of any service. Every part is acknowledged
 * when this resolves; loading the same demo again changes nothing.
 * @throws SendError when the endpoint is not there or refuses
 */
export async function loadDemo(options: LoadDemoOptions): Promise<LoadedDemo> {
  const plan = planTraffic(options);
  const loaded = { traces: 0, spans: 0, scores: 0 };
  await sendInBatches(tracesOf(plan, options), {
    ...options,
    onSent(traces) {
      for (const { spans } of traces) {
        loaded.traces++;
        loaded.spans += spans.length;
        for (const { events } of spans) loaded.scores += events?.length ?? 0;
      }
      options.onProgress?.(loaded.traces, plan.length);
    },
  });
  options.onProgress?.(plan.length, plan.length);
  return loaded;
}

/** What is looked at first is the newest week: it is on screen while the weeks that it is held against still come in. */
const REQUESTS_A_PART = 3000;

function newestFirst(plan: readonly Arrival[]): Arrival[] {
  const parts = Array.from({ length: Math.ceil(plan.length / REQUESTS_A_PART) }, (_, index) => {
    const end = plan.length - index * REQUESTS_A_PART;
    return plan.slice(Math.max(0, end - REQUESTS_A_PART), end);
  });
  return parts.flat();
}

function* tracesOf(plan: readonly Arrival[], options: DemoOptions): Iterable<DemoTrace> {
  for (const arrival of newestFirst(plan)) {
    const trace = traceOf(arrival, options);
    if (trace !== undefined) yield trace;
  }
}
