/** `/api/v1/evals`: what runs of datasets answered and scored, beside what production answered to the same questions. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { maskerOf } from '../config/maskerOf';
import type { Settings } from '../config/settings';
import { caseResultSchema, evalRunSchema, type CaseResult } from '../core/evals/evalRun';
import type { Masker } from '../core/masking/createMasker';
import type { Driver } from '../storage/driver';
import { ApiError } from './apiError';
import { readDataset } from './datasetStore';
import { listRuns, readProduction, readRun, writeResults, writeRun } from './evalRunStore';

export interface EvalRunDeps {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'file' | 'maskingKey' | 'database' | 'clickhouse'>;
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
}

const MAX_BODY_BYTES = 64 * 1024 ** 2;
const bodySchema = z.strictObject({ run: evalRunSchema, results: z.array(caseResultSchema).max(1000).default([]) });
const listSchema = z.object({ dataset: z.string().max(128).optional(), limit: z.coerce.number().int().min(1).max(10_000).default(200) });
const idSchema = z.object({ id: z.string().min(1).max(128) });
const productionSchema = z.object({ dataset: z.string().min(1).max(128), version: z.coerce.number().int().positive().optional() });

export function evalRunRoutes(app: FastifyInstance, { driver, settings, clock }: EvalRunDeps): void {
  const masker = maskerOf(settings);
  const layout = { database: settings.database, cluster: settings.clickhouse?.cluster ?? '' };
  const now = (): bigint => BigInt(Math.round(clock.now())) * 1_000_000n;

  /** A run as it stands, with some of its results: a long one is sent in parts, and the same part again changes nothing. */
  app.post('/api/v1/evals/runs', { bodyLimit: MAX_BODY_BYTES }, async (request) => {
    const { run: given, results } = bodySchema.parse(request.body);
    const rules = masker.forService(given.service);
    const run = rules.isActive ? { ...given, name: rules.text(given.name, 'name'), target: rules.text(given.target, 'target') } : given;
    const at = now();
    await writeResults(
      driver,
      run,
      results.map((result) => masked(result, run.service, masker)),
      at,
    );
    await writeRun(driver, run, at);
    return { id: run.id, stored: results.length };
  });
  app.get('/api/v1/evals/runs', async (request) => {
    const { dataset, limit } = listSchema.parse(request.query);
    return { runs: await listRuns(driver, dataset, limit) };
  });
  app.get('/api/v1/evals/runs/:id', async (request) => {
    const { id } = idSchema.parse(request.params);
    const found = await readRun(driver, id);
    if (found === undefined) throw new ApiError(404, 'no_run', `There is no run "${id}".`, 'GET /api/v1/evals/runs lists them.');
    return found;
  });
  app.get('/api/v1/evals/production', async (request) => {
    const { dataset: name, version } = productionSchema.parse(request.query);
    const dataset = await readDataset(driver, name, version);
    if (dataset === undefined) throw new ApiError(404, 'no_dataset', `There is no dataset "${name}".`, 'GET /api/v1/datasets lists them.');
    const caseOf = new Map(dataset.cases.filter(({ trace_id }) => trace_id !== '').map(({ trace_id, id }) => [trace_id, id]));
    return { results: caseOf.size === 0 ? [] : await readProduction(driver, layout, caseOf) };
  });
}

function masked(result: CaseResult, service: string, masker: Masker): CaseResult {
  const rules = masker.forService(service);
  if (!rules.isActive) return result;
  return {
    ...result,
    answer: rules.text(result.answer, 'answer'),
    error: rules.text(result.error, 'error'),
    scores: result.scores.map((score) => ({ ...score, explanation: rules.text(score.explanation, 'explanation') })),
  };
}
