import { columns, numberField, stringField, timeField } from './field';
import type { FrameJSON } from './frame';

const TITLES: Readonly<Record<string, string>> = {
  prompt: 'Prompt',
  model: 'Model',
  document: 'Document',
  evaluator: 'Evaluator',
  release: 'Release',
};

/**
 * Version changes as a frame that annotations read by the names of its fields: time, title, text, tags (separated by
 * commas); behind them the parts, for tables.
 * @param rows [milliseconds, kind, service, name, version, previous version, trace_id, generated], oldest first
 */
export function changesFrame(refId: string, rows: readonly (readonly unknown[])[], executedQueryString: string): FrameJSON {
  const fields = [
    timeField('time'),
    ...['title', 'text', 'tags', 'kind', 'service', 'name', 'version', 'previous_version', 'trace_id'].map((name) => stringField(name)),
    numberField('generated'),
  ];
  const isGenerated = rows.some((row) => Number(row[7]) === 1);
  return {
    schema: {
      refId,
      name: 'changes',
      meta: {
        type: 'table',
        typeVersion: [0, 0],
        executedQueryString,
        ...(isGenerated ? { notices: [{ severity: 'info', text: 'Generated demo data' }] } : {}),
        custom: { kind: 'changes' },
      },
      fields,
    },
    data: { values: columns(rows.map(valuesOf), fields.length) },
  };
}

function valuesOf([ms, ...rest]: readonly unknown[]): unknown[] {
  const [kind = '', service = '', name = '', version = '', previous = '', traceId = '', generated = ''] = rest.map(String);
  const title = [TITLES[kind] ?? kind, name, version].filter((part) => part !== '').join(' ');
  const text = `${previous === '' ? 'First seen' : `After ${previous}, first seen`} in ${service}${generated === '1' ? ' (generated demo data)' : ''}`;
  return [Number(ms), title, text, kind, kind, service, name, version, previous, traceId, Number(generated)];
}
