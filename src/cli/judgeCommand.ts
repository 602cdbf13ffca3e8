/** `plumbline judge`: a worker of its own, a trial of one request, or a back-fill. */
import { hostname } from 'node:os';
import { guardOf } from '../config/guardOf';
import { createJudge } from '../judge/createJudge';
import { serviceDeps } from '../judge/serviceDeps';
import { createSettler } from '../settle/createSettler';
import { shippedPrices } from '../settle/shippedPrices';
import { migrate } from '../storage/migrate';
import { openStore } from '../storage/openStore';
import type { CommandContext } from './main';
import { parseRange } from './parseRange';
import { printTrial } from './printTrial';
import { progressBar } from './progressBar';
import { withService } from './withService';

export interface JudgeCommandOptions {
  readonly try?: string;
  readonly backfill?: string;
  readonly evaluator?: string;
  readonly json?: boolean;
}

/** What the caller can mend. */
export class JudgeCommandError extends Error {
  override readonly name = 'JudgeCommandError';
}

export async function judgeCommand(context: CommandContext, options: JudgeCommandOptions): Promise<void> {
  if (context.settings.file.evaluators.length === 0) {
    throw new JudgeCommandError(
      'No evaluator is configured. Add one to "evaluators" in the file that PLUMBLINE_CONFIG names; docs/judge.md shows how.',
    );
  }
  if (options.try !== undefined) return tryOne(context, options.try, options);
  if (options.backfill !== undefined) return backfillRange(context, options.backfill, options.evaluator);
  return work(context);
}

async function tryOne(context: CommandContext, trace: string, { evaluator, json }: JudgeCommandOptions): Promise<void> {
  await withService(context, async (service) => {
    const trial = await post(context, service, '/api/v1/judge/try', {
      trace_id: trace.toLowerCase(),
      ...(evaluator === undefined ? {} : { evaluator }),
    });
    console.log(json === true ? JSON.stringify(trial, null, 2) : printTrial(trial));
  });
}

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly state: 'running' | 'finished' | 'failed';
  readonly message: string;
}

const POLL_MS = 500;

async function backfillRange(context: CommandContext, range: string, evaluator: string | undefined): Promise<void> {
  const parsed = parseRange(range, Date.now());
  if (parsed === undefined)
    throw new JudgeCommandError(`"${range}" is no range. Write 24h, 7d, or FROM/TO such as 2026-11-01/2026-11-08T12:00:00Z.`);
  await withService(context, async (service) => {
    const bar = progressBar('  Judging');
    let progress = (await post(context, service, '/api/v1/judge/backfill', {
      ...parsed,
      ...(evaluator === undefined ? {} : { evaluator }),
    })) as Progress;
    while (progress.state === 'running') {
      bar.update(progress.done, progress.total);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      progress = (await call(context, service, '/api/v1/judge/backfill')) as Progress;
    }
    bar.update(progress.done, progress.total);
    bar.stop();
    if (progress.state === 'failed') throw new JudgeCommandError(`It stopped: ${progress.message}. Run it again: it goes on where it was.`);
    await service.settle();
    console.log(progress.message);
  });
}

/** A worker beside a service, on the same ClickHouse server. The embedded store has one owner, which judges by itself. */
async function work({ settings, log }: CommandContext): Promise<void> {
  if (settings.clickhouse === undefined) {
    throw new JudgeCommandError(
      'The embedded store belongs to the service, which runs the evaluators of the configuration by itself: "plumbline serve". A worker of its own needs a ClickHouse server (PLUMBLINE_CLICKHOUSE_URL).',
    );
  }
  const worker = `${hostname()}-judge-${process.pid}`;
  const driver = await openStore({ ...settings, guard: guardOf(settings) }, () => undefined);
  await migrate(driver, { database: settings.database, cluster: settings.clickhouse.cluster });
  const settler = createSettler({ driver, settings, clock: { now: () => Date.now() }, log, replicaId: worker });
  const deps = serviceDeps({ driver, settings, prices: shippedPrices(), onTraces: (traces) => settler.touch(traces), log, worker });
  const judge = createJudge({ deps, evaluators: settings.file.evaluators });
  await settler.start();
  await judge.start();
  log.info({ evaluators: judge.status().map(({ name }) => name), worker }, 'judging');
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => resolve(name));
    // The waits of the worker keep no process alive; this does.
    setInterval(() => undefined, 60_000);
  });
  log.info({ signal }, 'stopping');
  await judge.close();
  await settler.settleAll();
  await settler.close();
  await driver.close();
  process.exit(0);
}

type Target = Parameters<Parameters<typeof withService>[1]>[0];

function post(context: CommandContext, service: Target, path: string, body: unknown): Promise<unknown> {
  return call(context, service, path, { method: 'POST', body: JSON.stringify(body) });
}

/** @throws JudgeCommandError with the message of the service */
async function call(
  { settings }: CommandContext,
  service: Target,
  path: string,
  init: { method?: string; body?: string } = {},
): Promise<unknown> {
  const token = service.token ?? settings.file.tokens.find((one) => !one.startsWith('sha256:'));
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${service.url}${path}`, { ...init, headers });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const error =
    typeof answer === 'object' && answer !== null && 'error' in answer ? (answer.error as { message?: string; hint?: string }) : {};
  throw new JudgeCommandError([error.message ?? `The service answered ${response.status}.`, error.hint ?? ''].join(' ').trim());
}
