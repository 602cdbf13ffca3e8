/** The command line. Each command is a file; this one only names them and turns errors into messages. */
import '../storage/chdb/threads';
import { Command, InvalidArgumentError, Option } from 'commander';
import { pino, type Logger } from 'pino';
import { loadSettings, SettingsError, type Settings } from '../config/settings';
import { PullError } from '../pull/sourceTables';
import { ServiceError } from '../evals/serviceClient';
import { StorageError } from '../storage/driver';
import { demoCommand } from './demoCommand';
import { EvalError, evalAddCommand, evalListCommand, evalRunCommand, type RunCommandOptions } from './evalCommand';
import { explainCommand } from './explainCommand';
import { judgeCommand, JudgeCommandError, type JudgeCommandOptions } from './judgeCommand';
import { labelsCommand } from './labelsCommand';
import { maskCommand } from './maskCommand';
import { migrateCommand } from './migrateCommand';
import { pullCommand } from './pullCommand';
import { replayCommand } from './replayCommand';
import { reportCommand, type ReportOptions } from './reportCommand';
import { serveCommand } from './serveCommand';
import { UnreadableFile } from './telemetryFile';
import { tokenCommand } from './tokenCommand';

export interface CommandContext {
  readonly settings: Settings;
  readonly log: Logger;
}

const portOption = (): Option => new Option('--port <number>', 'HTTP API and workbench; wins over PLUMBLINE_PORT');

/** Settings of the environment with the command's own options laid over them. */
function contextOf(options: { readonly port?: string }): CommandContext {
  const settings = loadSettings({ ...process.env, ...(options.port === undefined ? {} : { PLUMBLINE_PORT: options.port }) });
  return { settings, log: createLog(settings.logLevel) };
}

/** Lines for people on a terminal, JSON for machines. */
function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, process.stderr);
}

function program(): Command {
  const root = new Command('plumbline').description('Is it good? Is it getting worse? Quality of systems built on language models.');
  root
    .command('serve')
    .description('start the service and the workbench')
    .addOption(portOption())
    .option('--demo', 'load the generated demo incident when the store is empty')
    .option('--no-demo', 'start with whatever the store holds')
    .action((options: { port?: string; demo?: boolean }) => serveCommand(contextOf(options), { demo: options.demo === true }));
  root
    .command('migrate')
    .description('create or upgrade the tables and views, then stop')
    .action(() => migrateCommand(contextOf({})));
  root
    .command('demo')
    .description('load the generated demo incident through the OTLP endpoint')
    .option('--seed <number>', 'another seed gives another incident of the same shape', '1')
    .option('--endpoint <url>', 'OTLP/HTTP address to send to, such as that of a collector; the own service when absent')
    .option('--follow', 'go on with its requests as they happen, instead of loading its past', false)
    .action(({ seed, ...options }: { seed: string; endpoint?: string; follow: boolean }) =>
      demoCommand(contextOf({}), { ...options, seed: Number(seed) }),
    );
  root
    .command('replay')
    .description('load semantic logs: JSON lines, plain or gzipped; - reads standard input')
    .argument('<file...>')
    .action((files: string[]) => replayCommand(contextOf({}), files));
  const labels = root.command('labels').description('what people say of answers, to hold judges against');
  labels
    .command('import')
    .description('load human labels: CSV with a header, or lines of JSON; plain or gzipped')
    .argument('<file...>')
    .action((files: string[]) => labelsCommand(contextOf({}), files));
  root
    .command('explain')
    .description('say which attribute of an OTLP request feeds which column, and what is not used; - reads standard input')
    .argument('<file...>', 'OTLP traces or logs: JSON, JSON lines or protobuf, plain or gzipped')
    .option('--json', 'for machines')
    .action((files: string[], options: { json?: boolean }) => explainCommand(contextOf({}), files, { json: options.json === true }));
  root
    .command('mask')
    .description('say what the masking rules would take out of telemetry, without changing anything; - reads standard input')
    .argument('[file...]', 'OTLP traces or logs, JSON lines, or text; plain or gzipped')
    .requiredOption('--dry-run', 'the only way: what is stored is masked when it comes in')
    .option('--stored <hours>', 'look at the text that was stored in the last hours instead of at files')
    .option('--json', 'for machines')
    .action((files: string[], options: { stored?: string; json?: boolean }) => maskCommand(contextOf({}), files, options));
  root
    .command('pull')
    .description("read the sources of the configuration once: tables of the OpenTelemetry Collector's ClickHouse exporter")
    .option('--check', 'only say what is found in the tables')
    .action((options: { check?: boolean }) => pullCommand(contextOf({}), { check: options.check === true }));
  root
    .command('token')
    .description('make an access token and print how it is written into the configuration')
    .requiredOption('--name <text>', 'stands in logs and metrics')
    .option('--scope <scope...>', 'ingest, query or admin', ['ingest'])
    .option('--service <name...>', 'bind it to these services')
    .action(tokenCommand);
  root
    .command('judge')
    .description('judge answers with the evaluators of the configuration, beside a service or without one, until it is stopped')
    .option('--try <trace>', 'only show prompt, answer, reading and cost for one request; nothing is stored')
    .option('--backfill <range>', 'judge history, such as 7d, 24h or 2026-11-01/2026-11-08, then stop; run again, it goes on')
    .option('--evaluator <name>', 'this one; the first of the configuration when absent')
    .option('--json', 'for machines')
    .action((options: JudgeCommandOptions) => judgeCommand(contextOf({}), options));
  root
    .command('report')
    .description('what fell, since when and why, what was tried, cost, and whether the judge is alive: as Markdown or HTML')
    .addOption(new Option('--days <number>', 'days up to now; 1 for a daily report').default(7).argParser(whole))
    .option('--service <name>', 'only this service', '')
    .option('--timezone <zone>', 'by whose clock times are told', 'UTC')
    .option('--markdown <file>', 'write Markdown; the output when neither file is named')
    .option('--html <file>', 'write HTML')
    .addOption(endpointOption())
    .action((options: ReportOptions) => reportCommand(contextOf({}), options));
  evalCommands(root);
  return root;
}

/** Exit codes of `eval run`: 0 passes, 1 is worse, 3 cannot tell; 2 is a command that could not be carried out. */
function evalCommands(root: Command): void {
  const group = root.command('eval').description('datasets of cases, and runs of them as a gate for continuous integration');
  group
    .command('add')
    .description('add cases to a dataset: JSON lines with at least a question, plain or gzipped; - reads standard input')
    .argument('<dataset>')
    .argument('[file...]')
    .option('--trace <id...>', 'requests of production that become cases', [])
    .addOption(endpointOption())
    .action((dataset: string, files: string[], { trace, ...options }: { trace: string[]; endpoint?: string }) =>
      evalAddCommand(contextOf({}), dataset, { files, traces: trace, ...options }),
    );
  group
    .command('list')
    .description('list datasets and runs')
    .argument('[dataset]')
    .addOption(endpointOption())
    .action((dataset: string | undefined, options: { endpoint?: string }) =>
      evalListCommand(contextOf({}), { ...options, ...(dataset === undefined ? {} : { dataset }) }),
    );
  group
    .command('run')
    .description('ask a system every case, judge the answers, and say whether it may pass')
    .argument('<dataset>')
    .option('--url <url>', 'asked by POST; the question is in "question" and "messages"')
    .option('--command <line>', 'run for each case; reads JSON, writes the answer')
    .option('--header <name: value...>', 'sent to the url; $NAME stands for an environment variable', [])
    .option('--body <json>', 'sent instead of our own form; "{{question}}", "{{messages}}" and "{{case_id}}" are filled in')
    .option('--answer <path>', 'place of the answer in the reply, such as data.reply')
    .option('--version <number>', 'version of the dataset; the newest when absent', whole)
    .option('--baseline <run>', 'a run, "latest" that passed, or "production"; without it every case has to meet what it expects')
    .option('--evaluator <name...>', 'evaluators of the configuration; all when absent', [])
    .addOption(new Option('--margin <share>', 'what a dimension may lose, as a share of its scale').default(0.02).argParser(share))
    .addOption(new Option('--alpha <share>', 'how often a change that loses more may pass').default(0.05).argParser(share))
    .addOption(new Option('--parallel <number>', 'cases asked at once').default(4).argParser(whole))
    .addOption(new Option('--repeats <number>', 'times that each case is asked').default(1).argParser(whole))
    .addOption(new Option('--timeout <seconds>', 'for one answer').default(60).argParser(whole))
    .option('--name <text>', 'name of the run, such as a branch', '')
    .option('--service <name>', 'service that the target is a version of', '')
    .option('--prompt-version <text>', 'stands with the run', '')
    .option('--model-version <text>', 'stands with the run', '')
    .option('--junit <file>', 'report for continuous integration')
    .option('--markdown <file>', 'report for people')
    .addOption(endpointOption())
    .action((dataset: string, options: RunCommandOptions) => evalRunCommand(contextOf({}), dataset, options));
}

const endpointOption = (): Option =>
  new Option('--endpoint <url>', 'address of a service elsewhere; its token is read from PLUMBLINE_TOKEN');

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It is a number between 0 and 1.');
  return value;
}

const MENDABLE = [SettingsError, StorageError, UnreadableFile, PullError, EvalError, ServiceError, JudgeCommandError] as const;

/** A failure that the user can mend is a message; anything else keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof Error && MENDABLE.some((kind) => error instanceof kind)) return error.message;
  if (error instanceof Error) return isPortInUse(error) ? portMessage(error) : (error.stack ?? error.message);
  return String(error);
}

interface SystemError extends Error {
  readonly code: string;
  readonly port?: number;
  readonly address?: string;
}

function isPortInUse(error: Error): error is SystemError {
  return 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
}

function portMessage(error: SystemError): string {
  const where = `${error.address ?? ''}:${error.port ?? '?'}`;
  return error.code === 'EACCES'
    ? `Not allowed to listen on ${where}. Choose a port above 1023.`
    : `Port ${where} is in use by another process. Stop it, or choose another port: PLUMBLINE_PORT (or --port), PLUMBLINE_OTLP_HTTP_PORT, PLUMBLINE_OTLP_GRPC_PORT.`;
}

program()
  .parseAsync()
  .catch((error: unknown) => {
    console.error(explain(error));
    process.exitCode = process.argv[2] === 'eval' ? 2 : 1;
    // A failed start may leave a listening socket or an engine thread behind, which would keep the process alive.
    setTimeout(() => process.exit(), 2_000).unref();
  });
