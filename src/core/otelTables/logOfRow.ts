import { idOfText } from '../otlp/ids';
import { toLogRecord } from '../otlp/toLogRecord';
import type { Attributes, LogRecord, Scope } from '../otlp/types';
import { attributesOfCell } from './attributesOfCell';
import { LOG_CELLS } from './logsSql';

export interface TableLog {
  readonly record: LogRecord;
  readonly resource: Attributes;
  readonly scope: Scope;
}

/**
 * A row of the exporter's table as the log record that it was made of. A body that was a map is text there, which holds the
 * same JSON.
 * @param row cells in the order of LOG_CELLS
 */
export function logOfRow(row: readonly unknown[]): TableLog | { readonly reason: string } {
  const cell = (name: (typeof LOG_CELLS)[number]): unknown => row[LOG_CELLS.indexOf(name)];
  const text = (name: (typeof LOG_CELLS)[number]): string => String(cell(name) ?? '');
  const resource = attributesOfCell(cell('resource'));
  if (text('service') !== '' && !resource.has('service.name')) resource.set('service.name', text('service'));
  const time = BigInt(text('time'));
  const read = toLogRecord({
    traceId: idOfText(text('traceId'), 16),
    spanId: idOfText(text('spanId'), 8),
    name: text('name'),
    time,
    observed: time,
    body: text('body'),
    attributes: attributesOfCell(cell('attributes')),
  });
  return 'reason' in read ? read : { record: read.item, resource, scope: { name: text('scopeName'), version: text('scopeVersion') } };
}
