/** `plumbline eval`: datasets and runs of them, as a gate for continuous integration. */
import { writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hash } from '../core/scores/hash';
import { ANSWERED, type CaseResult, type EvalRun } from '../core/evals/evalRun';
import { evalCaseSchema, withId, type EvalCase } from '../core/evals/evalCase';
import type { Dataset } from '../core/evals/dataset';
import { EXIT_CODES, gateAlone } from '../core/evals/gate';
import { judgeChange } from '../core/evals/judgeChange';
import { junitReport } from '../core/evals/junitReport';
import { markdownReport } from '../core/evals/markdownReport';
import type { Report } from '../core/evals/report';
import { commandTarget } from '../evals/commandTarget';
import { httpTarget } from '../evals/httpTarget';
import { runCases, type RunDeps } from '../evals/runCases';
import type { ServiceClient } from '../evals/serviceClient';
import type { Target } from '../evals/target';
import { evalJudges } from './evalJudges';
import type { CommandContext } from './main';
import { progressBar } from './progressBar';
import { bytesOf, UnreadableFile, unzipped } from './telemetryFile';
import { withClient, type Where } from './withClient';

export interface RunCommandOptions extends Where {
  readonly url?: string;
  readonly command?: string;
  readonly header: readonly string[];
  readonly body?: string;
  readonly answer?: string;
  readonly version?: number;
  readonly name: string;
  readonly service: string;
  readonly promptVersion: string;
  readonly modelVersion: string;
  readonly baseline?: string;
  readonly evaluator: readonly string[];
  readonly margin: number;
  readonly alpha: number;
  readonly parallel: number;
  readonly repeats: number;
  readonly timeout: number;
  readonly junit?: string;
  readonly markdown?: string;
}

/** What the command was asked cannot be done; the message says why, a stack would say nothing more. */
export class EvalError extends Error {
  override readonly name = 'EvalError';
}

/** Adds cases from files (JSON lines, plain or gzipped) and traces. The same again changes nothing. */
export async function evalAddCommand(
  context: CommandContext,
  dataset: string,
  { files, traces, ...where }: Where & { readonly files: readonly string[]; readonly traces: readonly string[] },
): Promise<void> {
  const cases: EvalCase[] = [];
  for (const file of files) cases.push(...(await casesIn(file, context.settings.file.ingest.max_decoded_mib)));
  await withClient(context, where, async (client) => {
    const { version, added, changed, unchanged, missing } = await client.change(dataset, { cases, trace_ids: traces });
    console.log(`${dataset}: ${added} cases added, ${changed} changed, ${unchanged} as before. Version ${version}.`);
    for (const id of missing) console.error(`  trace ${id}: not known, or without a question`);
    if (missing.length > 0) process.exitCode = 1;
  });
}

async function casesIn(file: string, maxMib: number): Promise<EvalCase[]> {
  const lines = unzipped(await bytesOf(file), maxMib)
    .toString('utf8')
    .replace('\ufeff', '')
    .split('\n');
  return lines.flatMap((line, index): EvalCase[] => {
    if (line.trim() === '') return [];
    try {
      return [withId(evalCaseSchema.parse({ source: 'file', ...(JSON.parse(line) as object) }), hash)];
    } catch (error) {
      throw new UnreadableFile(`${file}, line ${index + 1}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });
}

export async function evalListCommand(context: CommandContext, where: Where & { readonly dataset?: string }): Promise<void> {
  await withClient(context, where, async (client) => {
    if (where.dataset === undefined) console.table(await client.datasets());
    const runs = await client.runs(where.dataset);
    console.table(
      runs.map(({ id, dataset, dataset_version, name, started_at, cases, baseline, verdict }) => ({
        id,
        dataset,
        version: dataset_version,
        name,
        started: new Date(started_at).toISOString(),
        cases,
        baseline,
        verdict,
      })),
    );
  });
}

/** Runs a dataset against a target and says whether it passes; the exit code is that of `gate.ts`. */
export async function evalRunCommand(context: CommandContext, name: string, options: RunCommandOptions): Promise<void> {
  const target = targetOf(options);
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    await withClient(context, options, async (client) => {
      const dataset = await client.dataset(name, options.version);
      if (dataset.cases.length === 0) throw new EvalError(`The dataset "${name}" has no cases. Add some: plumbline eval add ${name} FILE`);
      const judges = await evalJudges(context, options.evaluator, stop.signal);
      const before = await baselineOf(client, dataset, options, judges, stop.signal);
      const report = await runAndStore({ client, dataset, target, judges, before, options, signal: stop.signal });
      await say(report, options);
    });
  } finally {
    process.removeListener('SIGINT', onInterrupt);
  }
}

type Judges = Pick<RunDeps, 'judge' | 'failedValidators' | 'matches'>;

interface Running {
  readonly client: ServiceClient;
  readonly dataset: Dataset;
  readonly target: Target;
  readonly judges: Judges;
  readonly before: readonly CaseResult[];
  readonly options: RunCommandOptions;
  readonly signal: AbortSignal;
}

async function runAndStore({ client, dataset, target, judges, before, options, signal }: Running): Promise<Report> {
  const { margin, alpha, parallel, repeats } = options;
  const [id, started] = [randomUUID(), Date.now()];
  const run = (ended: number, verdict: string): EvalRun => ({
    id,
    dataset: dataset.name,
    dataset_version: dataset.version,
    name: options.name,
    target: options.url === undefined ? programme(options.command ?? '') : withoutSecrets(options.url),
    service: options.service,
    prompt_version: options.promptVersion,
    model_version: options.modelVersion,
    started_at: started,
    ended_at: ended,
    cases: dataset.cases.length,
    baseline: options.baseline ?? '',
    verdict,
  });
  const bar = progressBar(`Asking ${dataset.name}`);
  const total = dataset.cases.length * repeats;
  let done = 0;
  bar.update(0, total);
  const onResult = async (result: CaseResult): Promise<void> => {
    // An interrupted run keeps what it paid for.
    await client.store(run(Date.now(), ''), [result]);
    bar.update(++done, total);
  };
  const results = await runCases(dataset.cases, { target, ...judges, onResult }, { parallel, repeats, signal }).finally(() => bar.stop());
  if (signal.aborted) throw new EvalError(`Interrupted: ${results.length} of ${total} answers are stored as run ${id}, without a verdict.`);
  const gate = before.length === 0 ? gateAlone(results) : judgeChange(before, results, { margin, alpha });
  const ended = run(Date.now(), gate.verdict);
  await client.store(ended, []);
  return { run: ended, gate, results, cases: new Map(dataset.cases.map((one) => [one.id, one])), before, margin, alpha };
}

/** What the new answers are held against; empty without a baseline. Answers of production are judged anew, by the same judge. */
async function baselineOf(
  client: ServiceClient,
  dataset: Dataset,
  { baseline }: RunCommandOptions,
  judges: Judges,
  signal: AbortSignal,
): Promise<readonly CaseResult[]> {
  if (baseline === undefined) return [];
  const ids = new Set(dataset.cases.map((one) => one.id));
  if (baseline !== 'production') {
    const id = baseline === 'latest' ? await latestPassed(client, dataset.name) : baseline;
    const results = (await client.run(id)).results.filter((result) => ids.has(result.case_id));
    if (results.length === 0) throw new EvalError(`The run ${id} has no answer to a case of this dataset.`);
    return results;
  }
  const answered = new Map((await client.production(dataset.name, dataset.version)).map((result) => [result.case_id, result]));
  const known = dataset.cases.filter((one) => answered.has(one.id));
  if (known.length === 0) throw new EvalError('No case of this dataset was made from a request of production that is still stored.');
  const bar = progressBar('Judging what production answered');
  let done = 0;
  const target: Target = async ({ caseId }) => {
    const stored = answered.get(caseId);
    const documents: readonly never[] = [];
    return {
      answer: stored?.answer ?? '',
      error: stored?.error ?? '',
      latencyMs: stored?.latency_ms ?? 0,
      model: stored?.model ?? '',
      costUsd: stored?.cost_usd ?? null,
      documents,
    };
  };
  const onResult = (): void => bar.update(++done, known.length);
  return runCases(known, { target, ...judges, onResult }, { parallel: 4, repeats: 1, signal }).finally(() => bar.stop());
}

async function latestPassed(client: ServiceClient, dataset: string): Promise<string> {
  const run = (await client.runs(dataset)).find(({ verdict }) => verdict === 'pass');
  if (run === undefined)
    throw new EvalError(`No run of "${dataset}" has passed yet. Run it once without --baseline, or against production.`);
  return run.id;
}

function targetOf({ url, command, header, body, answer, timeout }: RunCommandOptions): Target {
  if ((url === undefined) === (command === undefined)) throw new EvalError('Name what is asked: either --url or --command.');
  const common = { timeoutMs: timeout * 1000, ...(answer === undefined ? {} : { answerPath: answer }) };
  if (command !== undefined) return commandTarget({ command, ...common });
  const headers = Object.fromEntries(header.map(headerOf));
  try {
    return httpTarget({ url: url ?? '', headers, ...common, ...(body === undefined ? {} : { body }) });
  } catch (error) {
    throw new EvalError(`--body is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `$NAME` in a value stands for an environment variable, so that no secret stands in a command line. */
function headerOf(text: string): [string, string] {
  const at = text.indexOf(':');
  if (at < 1) throw new EvalError(`--header ${JSON.stringify(text)} is not "name: value".`);
  const value = text.slice(at + 1).trim();
  return [text.slice(0, at).trim(), value.replace(/\$([A-Z_][A-Z0-9_]*)/g, (_whole, name: string) => process.env[name] ?? '')];
}

/** What follows the name of a programme may hold a key. */
function programme(command: string): string {
  return command.trim().split(/\s+/)[0] ?? '';
}

function withoutSecrets(url: string): string {
  try {
    const { origin, pathname } = new URL(url);
    return `${origin}${pathname}`;
  } catch {
    return '';
  }
}

async function say(report: Report, { junit, markdown }: RunCommandOptions): Promise<void> {
  const text = markdownReport(report);
  console.log(text);
  const unanswered = report.gate.dimensions.find(({ dimension }) => dimension === ANSWERED);
  if (unanswered === undefined && report.before.length > 0) console.error('Nothing was compared.');
  if (markdown !== undefined) await writeFile(markdown, text);
  if (junit !== undefined) await writeFile(junit, junitReport(report));
  process.exitCode = EXIT_CODES[report.gate.verdict];
}
