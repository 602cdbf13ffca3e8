import type { JsonStep } from '../core/otlp/decodeGroupsJson';
import { maskLogs } from '../core/masking/maskSpan';
import type { LogRecord } from '../core/otlp/types';
import { logSource, normaliseLog, type NormalisedLog } from '../core/semconv/normaliseLog';
import type { IngestContext, NormalisedBody } from './normaliseBody';
import { Reasons } from './reasons';
import { RowLists } from './rows';
import { Turns } from './turns';

/**
 * Rows of the records of a request that hold text or evaluations; the others are counted in `ignored` and are no fault of
 * their sender. A record that makes the normaliser fail is rejected alone.
 * @param onFault told about such a failure, which is a fault of ours
 * @throws MalformedRequest
 */
export async function normaliseLogs(
  steps: Iterable<JsonStep<LogRecord>>,
  context: IngestContext,
  onFault: (error: unknown) => void,
): Promise<NormalisedBody & { readonly ignored: number }> {
  const rows = new RowLists();
  const reasons = new Reasons();
  const turns = new Turns();
  let [rejected, ignored, position] = [0, 0, 0];
  const reject = (reason: string, records: number): void => {
    rejected += records;
    reasons.add(reason, records);
  };
  const take = (result: NormalisedLog): void => {
    if ('content' in result) rows.logs.push(result.content);
    else if ('score' in result) rows.scores.push(result.score);
    else if ('reject' in result) reject(result.reject, 1);
    else ignored++;
  };
  for (const step of steps) {
    if ('reason' in step) {
      reject(step.reason, 'count' in step ? step.count : 1);
      continue;
    }
    const { records, resource, scope } = maskLogs({ records: step.items, resource: step.resource, scope: step.scope }, context.masker);
    const source = logSource(resource, scope, context);
    for (const record of records) {
      try {
        take(normaliseLog(record, source, position++, context));
      } catch (error) {
        onFault(error);
        reject('a log record cannot be read by this version of Plumbline', 1);
      }
      const pause = turns.next();
      if (pause !== undefined) await pause;
    }
  }
  return { rows, rejected, ignored, reasons };
}
