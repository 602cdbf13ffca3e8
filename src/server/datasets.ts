/** `/api/v1/datasets`: cases that a system is asked again and again, from traces, complaints and files. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { maskerOf } from '../config/maskerOf';
import type { Settings } from '../config/settings';
import type { DatasetChange } from '../core/evals/dataset';
import { DATASET_NAME, evalCaseSchema, withId, type EvalCase, type EvalCaseInput } from '../core/evals/evalCase';
import type { Masker } from '../core/masking/createMasker';
import { hash } from '../core/scores/hash';
import type { Driver } from '../storage/driver';
import { ApiError } from './apiError';
import { changeDataset, listDatasets, readDataset } from './datasetStore';
import { readTraceCases } from './traceCases';

export interface DatasetDeps {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'file' | 'maskingKey' | 'database' | 'clickhouse'>;
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
}

const MOST_CASES = 5000;
/** Each brings the texts of up to eleven requests. */
const MOST_TRACES = 500;
const MAX_BODY_BYTES = 32 * 1024 ** 2;
const bodySchema = z.strictObject({
  cases: z.array(evalCaseSchema).max(MOST_CASES).default([]),
  /** Requests of production that become cases: what was asked is the question, what was answered is judged as the baseline. */
  trace_ids: z.array(z.string().min(1).max(256)).max(MOST_TRACES).default([]),
  removed: z.array(z.string().min(1).max(256)).max(MOST_CASES).default([]),
});
const nameSchema = z.object({
  name: z.string().regex(DATASET_NAME, 'a dataset has a name of up to 128 letters, digits, blanks, dots, dashes and underscores'),
});
const versionSchema = z.object({ version: z.coerce.number().int().positive().optional() });

export function datasetRoutes(app: FastifyInstance, { driver, settings, clock }: DatasetDeps): void {
  const masker = maskerOf(settings);
  const layout = { database: settings.database, cluster: settings.clickhouse?.cluster ?? '' };
  app.get('/api/v1/datasets', async () => ({ datasets: await listDatasets(driver) }));
  app.get('/api/v1/datasets/:name', async (request) => {
    const { name } = nameSchema.parse(request.params);
    const dataset = await readDataset(driver, name, versionSchema.parse(request.query).version);
    if (dataset === undefined) throw new ApiError(404, 'no_dataset', `There is no dataset "${name}".`, 'GET /api/v1/datasets lists them.');
    return dataset;
  });
  app.post(
    '/api/v1/datasets/:name/cases',
    { bodyLimit: MAX_BODY_BYTES },
    async (request): Promise<DatasetChange & { missing: readonly string[] }> => {
      const { name } = nameSchema.parse(request.params);
      const { cases, trace_ids, removed } = bodySchema.parse(request.body);
      const { found, missing } = await readTraceCases(driver, layout, trace_ids);
      const all = [...cases, ...found].map((one) => withId(masked(one, masker), hash));
      const change = await changeDataset(driver, name, { cases: all, removed }, BigInt(Math.round(clock.now())) * 1_000_000n);
      return { ...change, missing };
    },
  );
}

/** A case comes from anywhere, so the rules of all services count. */
function masked<C extends EvalCaseInput | EvalCase>(one: C, masker: Masker): C {
  const rules = masker.forService(undefined);
  if (!rules.isActive) return one;
  const { question, reference, history, expect, id } = one;
  const text = (value: string, key: string): string => rules.text(value, key);
  return {
    ...one,
    // Masked, different ids would become one, and their cases replace each other.
    ...(id === undefined || text(id, 'id') === id ? {} : { id: hash(id) }),
    question: text(question, 'question'),
    reference: text(reference, 'reference'),
    topic: text(one.topic, 'topic'),
    source: text(one.source, 'source'),
    history: history.map((turn) => ({ ...turn, content: text(turn.content, 'history') })),
    expect: {
      ...expect,
      contains: expect.contains.map((phrase) => text(phrase, 'contains')),
      not_contains: expect.not_contains.map((phrase) => text(phrase, 'not_contains')),
    },
  };
}
