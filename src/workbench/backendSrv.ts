/**
 * Grafana's back-end service for a page without a Grafana server: the routes that DataSourceWithBackend calls are
 * answered by Plumbline's own API. Everything a data source does in Grafana therefore runs here as it is.
 */
import type { BackendSrv, BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { defer, from, type Observable } from 'rxjs';
import { readSecrets, readSettings, requestHeaders } from './dataSourceSettings';

const STORAGES = { local: globalThis.localStorage, session: globalThis.sessionStorage };
const DEFAULT_TIMEOUT_S = 60;

/** Grafana's path to ours. */
const ROUTES: readonly (readonly [pattern: RegExp, path: string])[] = [
  [/^\/?api\/ds\/query/, '/api/v1/query'],
  [/^\/?api\/datasources\/uid\/[^/]+\/resources\//, '/api/v1/resources/'],
  [/^\/?api\/datasources\/uid\/[^/]+\/health/, '/api/v1/health'],
];

/** @returns the path at the service, or undefined for a route that only a Grafana server has */
export function servicePath(url: string): string | undefined {
  const [path = '', query] = url.split('?');
  for (const [pattern, target] of ROUTES) {
    if (pattern.test(path)) return path.replace(pattern, target) + (target === '/api/v1/query' || query === undefined ? '' : `?${query}`);
  }
  return undefined;
}

async function send<T>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
  const path = servicePath(options.url);
  if (path === undefined) throw failure(options, 404, `${options.url} exists in Grafana only`);
  const settings = readSettings(STORAGES, window.location.origin);
  const limit = AbortSignal.timeout((settings.jsonData.timeout ?? DEFAULT_TIMEOUT_S) * 1000);
  const url = path + parameters(options.params, path.includes('?'));
  const response = await fetch(url, {
    method: options.method ?? 'GET',
    headers: { 'content-type': 'application/json', ...requestHeaders(settings, readSecrets(STORAGES)) },
    ...(options.data === undefined ? {} : { body: JSON.stringify(options.data) }),
    signal: options.abortSignal === undefined ? limit : AbortSignal.any([limit, options.abortSignal]),
  }).catch((error: unknown) => {
    throw failure(options, 502, `Plumbline does not answer (${String(error)}). Is the service running?`);
  });
  const data: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw failure(options, response.status, errorMessage(data) ?? response.statusText);
  return {
    data: data as T,
    status: response.status,
    statusText: response.statusText,
    ok: true,
    headers: response.headers,
    redirected: false,
    type: response.type,
    url,
    config: options,
  };
}

function parameters(params: Readonly<Record<string, unknown>> | undefined, hasQuery: boolean): string {
  const entries = Object.entries(params ?? {}).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return '';
  const search = new URLSearchParams(entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));
  return `${hasQuery ? '&' : '?'}${search.toString()}`;
}

function errorMessage(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : undefined;
}

/** An error in the shape of Grafana's FetchError, which toDataQueryError reads. */
function failure(
  config: BackendSrvRequest,
  status: number,
  message: string,
): Error & { status: number; data: { message: string }; config: BackendSrvRequest } {
  return Object.assign(new Error(message), { status, statusText: message, data: { message }, config, isHandled: true });
}

export function createBackendSrv(): BackendSrv {
  const fetchOnce = <T>(options: BackendSrvRequest): Observable<FetchResponse<T>> => defer(() => from(send<T>(options)));
  const body = async <T>(options: BackendSrvRequest): Promise<T> => (await send<T>(options)).data;
  const service: Partial<BackendSrv> = {
    fetch: fetchOnce,
    request: body,
    datasourceRequest: (options) => send(options),
    get: (url, params) => body({ url, method: 'GET', params: params as Record<string, unknown> }),
    post: (url, data) => body({ url, method: 'POST', data }),
    put: (url, data) => body({ url, method: 'PUT', data }),
    patch: (url, data) => body({ url, method: 'PATCH', data }),
    delete: (url) => body({ url, method: 'DELETE' }),
  };
  return service as BackendSrv;
}
