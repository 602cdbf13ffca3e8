import type { OutgoingResource } from '../core/otlp/encode/outgoing';
import { describeRequest } from './describeRequest';
import { judgeAnswer } from './judgeAnswer';
import { createRandom } from './random';
import { spansOf } from './spansOf';
import { DAY_MS, incidentThursday } from './timeline';
import { planTraffic, type Arrival } from './traffic';

/**
 * One trace, ready to be sent, the root first. The attributes of its resource are those of the service that sends it;
 * every one of them says that it is generated.
 */
export type DemoTrace = OutgoingResource;

export interface DemoOptions {
  /** Another seed gives another demo of the same shape. */
  readonly seed: number;
  /** Milliseconds since 1970-01-01 UTC at which the demo ends. */
  readonly now: number;
  /** How far back it reaches; 42 days when absent. */
  readonly days?: number;
}

const SCOPE = { name: 'plumbline-demo', version: '1' } as const;

/**
 * The reference incident: 42 days of a support assistant, in the order of time. A later `now` in the same week gives the
 * same traces and more of them; a `now` that is whole weeks later gives the same demo, moved by these weeks, under other ids.
 */
export function* generateDemo(options: DemoOptions): Iterable<DemoTrace> {
  for (const arrival of planTraffic(options)) {
    const trace = traceOf(arrival, options);
    if (trace !== undefined) yield trace;
  }
}

/** The trace of one request; undefined while it is still running at `now`. */
export function traceOf(arrival: Arrival, { seed, now }: DemoOptions): DemoTrace | undefined {
  const random = createRandom(seed, Math.floor(arrival.day), arrival.number, 5);
  const request = describeRequest(arrival, random);
  const verdicts = request.failure === undefined ? judgeAnswer(request, seed, random) : [];
  const traceId = createRandom(seed, incidentThursday(now) / DAY_MS, Math.floor(arrival.day), arrival.number, 6).hex(32);
  const end = BigInt(now) * 1_000_000n;
  const spans = spansOf(request, traceId, verdicts, random);
  if (spans.some((span) => span.end > end)) return undefined;
  return {
    attributes: {
      'service.name': 'support-assistant',
      'service.version': request.release,
      'deployment.environment.name': 'production',
      'plumbline.generated': true,
    },
    scope: SCOPE,
    spans: spans.map((span) => ({ ...span, events: span.events?.filter(({ time }) => time <= end) ?? [] })),
  };
}
