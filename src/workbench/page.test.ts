import { servicePath } from './backendSrv';
import { isDark, readThemeChoice } from './theme';

jest.mock('@grafana/runtime', () => ({}));

describe('routes of Grafana at the service', () => {
  const rows: [string, string, string | undefined][] = [
    ['queries', '/api/ds/query?ds_type=plumbline-quality-datasource&requestId=1', '/api/v1/query'],
    [
      'resources keep their parameters',
      '/api/datasources/uid/plumbline/resources/values?field=topic',
      '/api/v1/resources/values?field=topic',
    ],
    ['health', '/api/datasources/uid/plumbline/health', '/api/v1/health'],
    ['what only Grafana has', '/api/dashboards/home', undefined],
  ];
  test.each(rows)('%s', (_name, url, expected) => expect(servicePath(url)).toBe(expected));
});

test('the theme follows the system until somebody chooses', () => {
  expect(readThemeChoice({ getItem: () => null })).toBe('system');
  expect(readThemeChoice({ getItem: () => 'neon' })).toBe('system');
  expect(isDark('system', true)).toBe(true);
  expect(isDark('light', true)).toBe(false);
});
