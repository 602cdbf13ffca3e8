import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { followDemo, tracesDue } from './followDemo';
import { generateDemo, type DemoTrace } from './generateDemo';
import { HOUR_MS } from './timeline';

const NOW = Date.UTC(2026, 10, 25, 6, 48);
const LAG = 180_000;
const idOf = ({ spans: [root] }: DemoTrace): string => root?.traceId ?? '';
const startOf = ({ spans: [root] }: DemoTrace): number => Number((root?.start ?? 0n) / 1_000_000n);

test('ticks one after the other give every trace once, whole, as the history would have it', () => {
  const minutes = Array.from({ length: 6 * 60 }, (_, i) => NOW + i * 60_000);
  const followed = minutes.flatMap((from) => tracesDue({ seed: 1, from, to: from + 60_000 }));
  const history = [...generateDemo({ seed: 1, now: NOW + 7 * HOUR_MS, days: 1 })].filter(
    (trace) => startOf(trace) >= NOW - LAG && startOf(trace) < NOW + 6 * HOUR_MS - LAG,
  );
  expect(followed.length).toBeGreaterThan(50);
  expect(followed.map(idOf)).toEqual(history.map(idOf));
  const events = (traces: readonly DemoTrace[]): number => traces.flatMap(({ spans }) => spans).flatMap((span) => span.events ?? []).length;
  expect(events(followed)).toBe(events(history));
});

describe('sending', () => {
  let server: Server | undefined;
  afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

  test('what happens while it runs is sent, and the signal ends it', async () => {
    let requests = 0;
    server = createServer((request, response) => {
      requests++;
      request.resume().on('end', () => response.writeHead(200).end());
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    let now = NOW;
    const stop = new AbortController();
    const sent: number[] = [];
    await followDemo({
      endpoint,
      seed: 1,
      clock: { now: () => now },
      wait: async () => {
        now += HOUR_MS;
        if (now === NOW + 3 * HOUR_MS) stop.abort();
      },
      signal: stop.signal,
      onSent: (traces) => sent.push(traces),
    });
    const expected = tracesDue({ seed: 1, from: NOW, to: NOW + 3 * HOUR_MS }).length;
    expect(sent.reduce((sum, traces) => sum + traces, 0)).toBe(expected);
    expect(requests).toBe(sent.length);
  });
});
