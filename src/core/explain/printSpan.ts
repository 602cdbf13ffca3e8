import type { ExplainedLog } from './explainLog';
import type { ExplainedPart, ExplainedSpan } from './explainSpan';

/** Longest value on a line. */
const WIDTH = 60;

/** An explanation as text for a terminal. */
export function printSpan(span: ExplainedSpan): string {
  const { columns, parts, flags } = span;
  const unused = parts.filter((part) => part.columns.length === 0);
  const noted = parts.filter((part) => part.columns.length > 0 && part.note !== '');
  const lines = [
    `span ${span.span_id} "${oneLine(span.name)}" of trace ${span.trace_id}, service ${span.service}${span.scope === '' ? '' : `, scope ${span.scope}`}`,
    `  stage ${span.stage}, because ${span.stage_because}`,
    ...section('columns', columnLines(columns)),
    ...section('not used', table(unused.map((part) => [nameOf(part), oneLine(part.value), part.note]))),
    ...section('to note', table(noted.map((part) => [nameOf(part), part.note]))),
    ...section('flags', table(flags.map(({ flag, meaning }) => [flag, meaning]))),
    ...(span.dropped_by_sender > 0
      ? [`  the sender dropped ${span.dropped_by_sender} attributes, events or links before sending: raise its limits`]
      : []),
    ...span.notes.map((note) => `  ${note}`),
  ];
  return lines.join('\n');
}

/** The same of a log record. */
export function printLog(log: ExplainedLog): string {
  const unused = log.parts.filter(({ columns }) => columns.length === 0);
  const of = log.trace_id === '' ? 'of no trace' : `of span ${log.span_id || '(none)'}, trace ${log.trace_id}`;
  return [
    `log record ${log.name === '' ? '(a line of a log)' : log.name} ${of}, service ${log.service}`,
    `  ${log.becomes}: ${log.because}`,
    ...section('columns', columnLines(log.columns)),
    ...section('not used', table(unused.map((part) => [nameOf(part), oneLine(part.value), part.note]))),
  ].join('\n');
}

/** Counters and marks that stand at 0 of themselves say nothing. */
const isTold = ({ value, from }: ExplainedSpan['columns'][number]): boolean => value !== '0' || from.length > 0;

function columnLines(columns: ExplainedSpan['columns']): string[] {
  return table(
    columns.filter(isTold).map(({ column, value, from }) => [column, oneLine(value), from.length === 0 ? '' : `← ${from.join(', ')}`]),
  );
}

const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [`  ${title}`, ...lines]);

function nameOf({ place, key, count }: ExplainedPart): string {
  return `${key}${count > 1 ? ` (${count})` : ''}${place === 'span' ? '' : ` [${place}]`}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => `    ${row.map((cell, i) => cell.padEnd(i === row.length - 1 ? 0 : (widths[i] ?? 0))).join('  ')}`.trimEnd());
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > WIDTH ? `${flat.slice(0, WIDTH - 1)}…` : flat;
}
