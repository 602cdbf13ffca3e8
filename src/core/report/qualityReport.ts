/** What happened to quality in a day or a week, from the answers that the panels get as well. */
import type { QueryResponse } from '../frames/frame';
import { GOOD_STATE_TEXT, goodStateOf } from '../verdict/state';
import { WORSE_STATE_TEXT, worseStateOf } from '../verdict/worseState';
import type { EvalRun } from '../evals/evalRun';
import type { Block } from './block';
import { frameOf, numberOf, rowsOf, textOf, type ReportRow } from './reportRows';

export interface ReportInput {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  /** Empty for all. */
  readonly service: string;
  readonly answers: QueryResponse;
  /** Runs of datasets that ended in the range, newest first. */
  readonly runs: readonly EvalRun[];
}

const RUNNING = [
  ['requests', 'Requests'],
  ['error_rate', 'Errors'],
  ['latency', 'Latency p95'],
  ['cost', 'Cost'],
  ['cost_per_request', 'Cost a request'],
] as const;

/** What the report asks; the answers come back under these names. */
export function reportQueries({ service, timezone }: Pick<ReportInput, 'service' | 'timezone'>): object[] {
  const common = { timezone, filters: service === '' ? [] : [{ field: 'service', operator: '=', values: [service] }] };
  return [
    { ...common, refId: 'good', kind: 'good', format: 'panel' },
    { ...common, refId: 'worse', kind: 'worse', format: 'panel' },
    { ...common, refId: 'changes', kind: 'changes' },
    ...RUNNING.map(([measure]) => ({ ...common, refId: measure, kind: 'metric', measure, format: 'table' })),
  ];
}

export function qualityReport(input: ReportInput): Block[] {
  const { answers, service } = input;
  const day = (ms: number): string =>
    new Date(ms).toLocaleString('en-GB', { timeZone: input.timezone, dateStyle: 'medium', timeStyle: 'short' });
  const sentence = (refId: string): string => String(frameOf(answers, refId)?.schema.meta?.custom?.['sentence'] ?? '');
  return [
    { kind: 'title', text: `Quality${service === '' ? '' : ` of ${service}`}, ${day(input.from)} to ${day(input.to)} (${input.timezone})` },
    { kind: 'list', items: [sentence('good'), sentence('worse'), ...noticesOf(answers)].filter((text) => text !== '') },
    ...failures(answers),
    ...goodBlocks(answers),
    ...worseBlocks(answers, day),
    ...causeBlocks(answers, day),
    ...changeBlocks(answers, day),
    ...runBlocks(input.runs, day),
    ...runningBlocks(answers),
    ...judgeBlocks(answers),
  ];
}

/** A question that was not answered is said, and never looks like "nothing happened". */
function failures({ results }: QueryResponse): Block[] {
  const failed = Object.entries(results).flatMap(([refId, { error }]) => (error === undefined ? [] : [`${refId}: ${error}`]));
  return failed.length === 0
    ? []
    : [
        { kind: 'heading', text: 'Not answered' },
        { kind: 'list', items: failed },
      ];
}

function noticesOf(answers: QueryResponse): string[] {
  const notices = ['good', 'worse'].flatMap((refId) => frameOf(answers, refId)?.schema.meta?.notices ?? []);
  return [...new Set(notices.map(({ text }) => text))];
}

function goodBlocks(answers: QueryResponse): Block[] {
  const rows = rowsOf(frameOf(answers, 'good', 'good_summary'));
  if (rows.length === 0) return [];
  return [
    { kind: 'heading', text: 'Is it good?' },
    {
      kind: 'table',
      head: ['dimension', 'verdict', 'mean', '95 % interval', 'target', 'answers'],
      rows: rows.map((row) => [
        textOf(row, 'dimension'),
        GOOD_STATE_TEXT[goodStateOf(numberOf(row, 'state') ?? 0)],
        valueText(row, 'mean'),
        `${valueText(row, 'lower')} to ${valueText(row, 'upper')}`,
        valueText(row, 'target'),
        countText(numberOf(row, 'n')),
      ]),
    },
  ];
}

function worseBlocks(answers: QueryResponse, day: (ms: number) => string): Block[] {
  const rows = [...rowsOf(frameOf(answers, 'worse', 'worse_summary')), ...rowsOf(frameOf(answers, 'worse', 'worse_segments'))];
  const of = (...states: string[]): ReportRow[] => rows.filter((row) => states.includes(worseStateOf(numberOf(row, 'state') ?? 0)));
  const table = (found: readonly ReportRow[]): Block => ({
    kind: 'table',
    head: ['what', 'since', 'by', 'was', 'is', 'z', 'answers'],
    rows: found.map((row) => {
      const since = numberOf(row, 'since');
      return [
        nameOf(row),
        since === null ? '–' : day(since),
        valueText(row, 'fall'),
        valueText(row, 'expected'),
        valueText(row, 'observed'),
        numberOf(row, 'z')?.toFixed(1) ?? '–',
        countText(numberOf(row, 'n')),
      ];
    }),
  });
  const [worse, better, unknown] = [of('worse'), of('better'), of('not_enough_data', 'judge_blind', 'evaluator_changed')];
  return [
    { kind: 'heading', text: 'What fell' },
    worse.length > 0
      ? table(worse)
      : { kind: 'text', text: rows.length > 0 ? 'Nothing that the rules can see.' : 'Not known: there is no answer to it.' },
    ...(better.length === 0 ? [] : [{ kind: 'heading', text: 'What got better' } as const, table(better)]),
    ...(unknown.length === 0
      ? []
      : [
          { kind: 'heading', text: 'What nobody knows' } as const,
          {
            kind: 'list',
            items: unknownItems(unknown),
          } as const,
        ]),
  ];
}

/** One line for all segments of a metric that are in the same state: a list of each would bury what matters. */
function unknownItems(rows: readonly ReportRow[]): string[] {
  const places = new Map<string, string[]>();
  for (const row of rows) {
    const said = `${textOf(row, 'metric')}: ${WORSE_STATE_TEXT[worseStateOf(numberOf(row, 'state') ?? 0)].toLowerCase()}`;
    places.set(said, [...(places.get(said) ?? []), segmentOf(row).join(', ')]);
  }
  return [...places].map(([said, segments]) => {
    const named = segments.filter((segment) => segment !== '');
    return named.length === segments.length ? `${said} in ${named.join('; ')}` : said;
  });
}

function causeBlocks(answers: QueryResponse, day: (ms: number) => string): Block[] {
  const causes = rowsOf(frameOf(answers, 'worse', 'worse_causes')).filter((row) => row['role'] === 'cause');
  const documents = rowsOf(frameOf(answers, 'worse', 'worse_documents')).filter((row) => textOf(row, 'reason') !== '');
  const changes = rowsOf(frameOf(answers, 'worse', 'worse_changes'));
  const examples = rowsOf(frameOf(answers, 'worse', 'worse_examples')).filter((row) => row['role'] === 'worst');
  const items = [
    ...causes.slice(0, 5).map((row) => `${textOf(row, 'slice')}${suffix(' with the document ', textOf(row, 'document'))}${shareText(row)}`),
    ...documents.slice(0, 3).map((row) => `Document ${textOf(row, 'document_id')}: ${textOf(row, 'reason')}`),
    ...changes
      .slice(0, 3)
      .map(
        (row) =>
          `First seen ${day(numberOf(row, 'time') ?? 0)}: ${[textOf(row, 'kind'), textOf(row, 'name'), textOf(row, 'version')].join(' ')}`,
      ),
    ...examples.slice(0, 3).map((row) => `Trace ${textOf(row, 'trace_id')}: "${textOf(row, 'question').slice(0, 200)}"`),
  ];
  return items.length === 0
    ? []
    : [
        { kind: 'heading', text: 'Why' },
        { kind: 'list', items },
      ];
}

function changeBlocks(answers: QueryResponse, day: (ms: number) => string): Block[] {
  const rows = rowsOf(frameOf(answers, 'changes'));
  if (rows.length === 0) return [];
  return [
    { kind: 'heading', text: 'What changed' },
    {
      kind: 'list',
      items: rows.slice(-20).map((row) => `${day(numberOf(row, 'time') ?? 0)}: ${textOf(row, 'title')} ${textOf(row, 'text')}`),
    },
  ];
}

function runBlocks(runs: readonly EvalRun[], day: (ms: number) => string): Block[] {
  if (runs.length === 0) return [];
  return [
    { kind: 'heading', text: 'What was tried' },
    {
      kind: 'table',
      head: ['ended', 'dataset', 'run', 'held against', 'verdict'],
      rows: runs.map(({ ended_at, dataset, dataset_version, name, baseline, verdict }) => [
        day(ended_at),
        `${dataset}, version ${dataset_version}`,
        name || '–',
        baseline || '–',
        verdict.replaceAll('_', ' ') || 'not ended',
      ]),
    },
  ];
}

function runningBlocks(answers: QueryResponse): Block[] {
  const rows = RUNNING.flatMap(([measure, label]): string[][] => {
    const row = rowsOf(frameOf(answers, measure))[0];
    const value = row === undefined ? null : Object.values(row).find((cell): cell is number => typeof cell === 'number');
    return value === null || value === undefined ? [] : [[label, measureText(measure, value)]];
  });
  return rows.length === 0
    ? []
    : [
        { kind: 'heading', text: 'Traffic and cost' },
        { kind: 'table', head: ['', ''], rows },
      ];
}

function judgeBlocks(answers: QueryResponse): Block[] {
  const rows = rowsOf(frameOf(answers, 'good', 'good_summary'));
  if (rows.length === 0) return [];
  return [
    { kind: 'heading', text: 'Is the judge alive?' },
    {
      kind: 'table',
      head: ['dimension', 'requests', 'scored', 'failed', 'coverage'],
      rows: rows.map((row) => [
        textOf(row, 'dimension'),
        countText(numberOf(row, 'eligible')),
        countText(numberOf(row, 'scored')),
        countText(numberOf(row, 'failed')),
        percent(numberOf(row, 'coverage')),
      ]),
    },
  ];
}

/** The metric, and the segment where the row is of one. */
function nameOf(row: ReportRow): string {
  return [textOf(row, 'metric'), ...segmentOf(row)].join(', ');
}

function segmentOf(row: ReportRow): string[] {
  return Object.entries(row).flatMap(([name, value]) => (name !== 'metric' && typeof value === 'string' && value !== '' ? [value] : []));
}

function valueText(row: ReportRow, name: string): string {
  const value = numberOf(row, name);
  if (value === null) return '–';
  return numberOf(row, 'is_rate') === 1 ? percent(value) : String(Number(value.toFixed(2)));
}

function shareText(row: ReportRow): string {
  const share = numberOf(row, 'share');
  return share === null ? '' : `: ${percent(share)} of the fall`;
}

function suffix(before: string, text: string): string {
  return text === '' ? '' : `${before}${text}`;
}

function measureText(measure: (typeof RUNNING)[number][0], value: number): string {
  switch (measure) {
    case 'requests':
      return countText(value);
    case 'error_rate':
      return percent(value);
    case 'latency':
      return `${Math.round(value)} ms`;
    case 'cost':
      return `$${value.toFixed(2)}`;
    case 'cost_per_request':
      return `$${Number(value.toPrecision(3))}`;
  }
}

function countText(value: number | null): string {
  return value === null ? '–' : Math.round(value).toLocaleString('en');
}

function percent(share: number | null): string {
  return share === null ? '–' : `${Number((share * 100).toPrecision(3))} %`;
}
