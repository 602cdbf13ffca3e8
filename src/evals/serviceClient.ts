/** The service's API as commands need it: datasets, runs, what production answered, and queries. */
import type { Dataset, DatasetChange, DatasetSummary } from '../core/evals/dataset';
import type { EvalCaseInput } from '../core/evals/evalCase';
import type { CaseResult, EvalRun } from '../core/evals/evalRun';

/** What the service refused; the message holds its own words and its hint. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Results of a run in one request: far below the largest body that the service takes, also with long answers. */
const RESULTS_PER_REQUEST = 50;

export interface ServiceClientOptions {
  /** Base address of the HTTP API. */
  readonly url: string;
  readonly token?: string;
}

export class ServiceClient {
  constructor(private readonly options: ServiceClientOptions) {}

  async datasets(): Promise<readonly DatasetSummary[]> {
    return ((await this.get('/datasets')) as { datasets: DatasetSummary[] }).datasets;
  }

  async dataset(name: string, version?: number): Promise<Dataset> {
    return (await this.get(`/datasets/${encodeURIComponent(name)}${version === undefined ? '' : `?version=${version}`}`)) as Dataset;
  }

  async change(
    name: string,
    body: { cases?: readonly Partial<EvalCaseInput>[]; trace_ids?: readonly string[]; removed?: readonly string[] },
  ): Promise<DatasetChange & { readonly missing: readonly string[] }> {
    return (await this.post(`/datasets/${encodeURIComponent(name)}/cases`, body)) as DatasetChange & { missing: string[] };
  }

  async runs(dataset?: string): Promise<readonly EvalRun[]> {
    const query = dataset === undefined ? '' : `?dataset=${encodeURIComponent(dataset)}`;
    return ((await this.get(`/evals/runs${query}`)) as { runs: EvalRun[] }).runs;
  }

  async run(id: string): Promise<{ readonly run: EvalRun; readonly results: readonly CaseResult[] }> {
    return (await this.get(`/evals/runs/${encodeURIComponent(id)}`)) as { run: EvalRun; results: CaseResult[] };
  }

  async production(dataset: string, version: number): Promise<readonly CaseResult[]> {
    const query = `dataset=${encodeURIComponent(dataset)}&version=${version}`;
    return ((await this.get(`/evals/production?${query}`)) as { results: CaseResult[] }).results;
  }

  /** Resolves when the run and the results are stored. */
  async store(run: EvalRun, results: readonly CaseResult[]): Promise<void> {
    for (let at = 0; at === 0 || at < results.length; at += RESULTS_PER_REQUEST)
      await this.post('/evals/runs', { run, results: results.slice(at, at + RESULTS_PER_REQUEST) });
  }

  /** Body and answer of `POST /api/v1/query`. */
  query(request: { readonly from: number; readonly to: number; readonly queries: readonly object[] }): Promise<unknown> {
    return this.post('/query', request);
  }

  private get(path: string): Promise<unknown> {
    return this.send(path, {});
  }

  private post(path: string, body: unknown): Promise<unknown> {
    return this.send(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  }

  private async send(path: string, init: { method?: string; body?: string; headers?: Record<string, string> }): Promise<unknown> {
    const { url, token } = this.options;
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/api/v1${path}`, { ...init, headers: { ...init.headers, ...authorization } });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as unknown;
    throw new ServiceError(response.status, refusalOf(text, response.status));
  }
}

function refusalOf(text: string, status: number): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; hint?: string } };
    if (typeof error?.message === 'string') return [error.message, error.hint ?? ''].filter((part) => part !== '').join(' ');
  } catch {
    // Somebody else answered, such as a proxy.
  }
  return `The service answered with status ${status}.`;
}
