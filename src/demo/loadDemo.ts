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

function* tracesOf(plan: readonly Arrival[], options: DemoOptions): Iterable<DemoTrace> {
  for (const arrival of plan) {
    const trace = traceOf(arrival, options);
    if (trace !== undefined) yield trace;
  }
}
