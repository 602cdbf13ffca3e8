import { sendInBatches } from '../otlpExport/sendInBatches';
import type { SenderOptions } from '../otlpExport/sendTraces';
import { traceOf, type DemoTrace } from './generateDemo';
import { planTraffic } from './traffic';

/**
 * A trace is sent this long after it began. The slowest answers take half a minute, and the judge comes some 30 seconds
 * after the answer; three minutes hold them all, so that each trace is sent once and whole.
 */
const LAG_MS = 180_000;

const TICK_MS = 10_000;
const DAY = 1;

export interface FollowOptions extends SenderOptions {
  readonly seed: number;
  readonly clock: { now(): number };
  /** Waits, in milliseconds; ends early when the signal does. */
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onSent?: (traces: number) => void;
}

/** The traces of the demo that began in [from, to) less the lag, in milliseconds: those whose turn it is to be sent. */
export function tracesDue(options: { readonly seed: number; readonly from: number; readonly to: number }): DemoTrace[] {
  const { seed, from, to } = options;
  return planTraffic({ seed, now: to, days: DAY })
    .filter(({ time }) => time >= from - LAG_MS && time < to - LAG_MS)
    .flatMap((arrival) => traceOf(arrival, { seed, now: to }) ?? []);
}

/**
 * Sends the demo's requests as they happen, until the signal ends. It starts with the present: what lies before is
 * loadDemo's.
 * @throws SendError when the endpoint stays away for about a minute, or refuses
 */
export async function followDemo(options: FollowOptions): Promise<void> {
  const { seed, clock, wait, signal, onSent, ...sender } = options;
  let from = clock.now();
  while (!signal.aborted) {
    await wait(TICK_MS);
    const to = clock.now();
    const due = tracesDue({ seed, from, to });
    await sendInBatches(due, sender);
    if (due.length > 0) onSent?.(due.length);
    from = to;
  }
}
