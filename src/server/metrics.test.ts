import Fastify from 'fastify';
import { createMetrics, metricsRoute } from './metrics';

test('numbers of the parts are metrics; entries of a list have a label', async () => {
  const app = Fastify({ forceCloseConnections: true });
  let spans = 3;
  metricsRoute(app, createMetrics(), () => ({
    ingest: { spans, bytesInFlight: 0 },
    pull: [
      { name: 'orders', isReader: true, lastPull: '2026-11-25T12:00:00.000Z', lagSeconds: 7.5, spans: 40, error: 'away' },
      { name: 'support', isReader: false, lastPull: null, lagSeconds: null, spans: 2 },
    ],
  }));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const read = async (): Promise<string[]> =>
    (await (await fetch(`${url}/metrics`)).text()).split('\n').filter((line) => /^plumbline_(ingest|pull)/.test(line));
  expect(await read()).toEqual([
    'plumbline_ingest_spans 3',
    'plumbline_ingest_bytes_in_flight 0',
    'plumbline_pull_is_reader{name="orders"} 1',
    'plumbline_pull_is_reader{name="support"} 0',
    'plumbline_pull_lag_seconds{name="orders"} 7.5',
    'plumbline_pull_spans{name="orders"} 40',
    'plumbline_pull_spans{name="support"} 2',
  ]);
  spans = 4;
  expect(await read()).toContain('plumbline_ingest_spans 4');
  await app.close();
});
