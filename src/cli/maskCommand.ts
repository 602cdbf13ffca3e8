/** `plumbline mask --dry-run FILE`: what the masking rules would take out, by rule and field, without storing anything. */
import { maskerOf } from '../config/maskerOf';
import type { Masker } from '../core/masking/createMasker';
import { MaskingReport, type MaskingFinding } from '../core/masking/maskingReport';
import { maskLogs, maskSpan } from '../core/masking/maskSpan';
import { MalformedRequest } from '../core/otlp/types';
import { isMap, valueText } from '../core/otlp/valueText';
import { anyValueOf } from '../core/semconv/anyValueOf';
import { decodeBody, decodeLogBody } from '../ingest/decodeBody';
import type { CommandContext } from './main';
import { maskStored } from './maskStored';
import { bytesOf, requestsIn, unreadable, UnreadableFile, unzipped } from './telemetryFile';

export interface MaskOptions {
  /** Hours of stored text to look at. */
  readonly stored?: string;
  readonly json?: boolean;
}

/** @throws UnreadableFile, StorageError */
export async function maskCommand(context: CommandContext, files: readonly string[], { stored, json }: MaskOptions): Promise<void> {
  if ((stored === undefined) === (files.length === 0)) throw new UnreadableFile('Name files, or --stored HOURS.');
  const report = new MaskingReport();
  const masker = maskerOf(context.settings, report.onFound);
  const looked: string[] = [];
  if (stored !== undefined) looked.push(await maskStored(context, masker, Number(stored)));
  for (const file of files) {
    try {
      looked.push(`${file}: ${maskFile(unzipped(await bytesOf(file), context.settings.file.ingest.max_decoded_mib), masker)}`);
    } catch (error) {
      throw unreadable(file, error);
    }
  }
  console.log(json === true ? JSON.stringify({ looked, findings: report.findings() }, null, 2) : printed(looked, report.findings()));
}

/** @returns what was looked at, in words */
function maskFile(bytes: Buffer, masker: Masker): string {
  return maskRequests(bytes, masker) ?? maskLines(bytes.toString('utf8'), masker);
}

/** Undefined when the file holds no OTLP. */
function maskRequests(bytes: Buffer, masker: Masker): string | undefined {
  let [spans, records] = [0, 0];
  try {
    for (const { body, encoding } of requestsIn(bytes)) {
      if (encoding === 'json' && body.includes('"resourceLogs"')) {
        for (const step of decodeLogBody(body, encoding)) {
          if (!('items' in step)) continue;
          maskLogs({ records: step.items, resource: step.resource, scope: step.scope }, masker);
          records += step.items.length;
        }
        continue;
      }
      for (const step of decodeBody(body, encoding)) {
        if (!('group' in step)) continue;
        const { spans: all, resource, scope } = step.group;
        for (const span of all) maskSpan({ span, resource, scope }, masker);
        spans += all.length;
      }
    }
  } catch (error) {
    if (error instanceof MalformedRequest && spans + records === 0) return undefined;
    throw error;
  }
  return spans + records === 0 ? undefined : `${spans} spans, ${records} log records`;
}

/** Semantic logs and other JSON lines member by member, anything else as text. */
function maskLines(text: string, masker: Masker): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines) {
    const data = objectIn(line);
    if (data === undefined) masker.forService(undefined).text(line, 'text');
    else masker.forService(valueText(data.get('service') ?? '')).attributes(data);
  }
  return `${lines.length} lines`;
}

function objectIn(line: string) {
  try {
    const data = anyValueOf(JSON.parse(line));
    return isMap(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function printed(looked: readonly string[], findings: readonly MaskingFinding[]): string {
  if (findings.length === 0) return [...looked, 'The rules find nothing.'].join('\n');
  const rows = findings.map(({ label, action, field, count, samples }) => [label, action, String(count), field, samples.join('  ')]);
  const all = [['rule', 'action', 'count', 'field', 'shapes'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return [
    ...looked,
    '',
    ...all.map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  ].join('\n');
}
