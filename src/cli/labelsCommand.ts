/** `plumbline labels import`: human labels out of CSV files and lines of JSON, - for standard input, by way of the running service. */
import { parse } from 'csv-parse/sync';
import { labelOfRecord } from '../core/calibration/labelFile';
import type { CommandContext } from './main';
import { bytesOf, UnreadableFile, unzipped } from './telemetryFile';
import { withService } from './withService';

/** Labels of one request, and mistakes that are named one by one. */
const BATCH = 1000;
const NAMED = 20;
/** Largest file, unpacked. */
const MOST_MIB = 512;

interface NumberedLabel {
  /** Line of the file, or record of a CSV, from 1 and without the header. */
  readonly at: number;
  readonly label: Readonly<Record<string, unknown>>;
}

/** Nothing of a file is sent when a record of it cannot be read; sent again, labels replace themselves. */
export async function labelsCommand(context: CommandContext, files: readonly string[]): Promise<void> {
  await withService(context, async ({ url }) => {
    for (const path of files) {
      const labels = await readLabels(path);
      for (let at = 0; at < labels.length; at += BATCH) {
        const batch = labels.slice(at, at + BATCH);
        await send(url, context.settings.file.tokens[0], batch, path);
      }
      console.log(`${path}: ${labels.length.toLocaleString('en')} labels imported.`);
    }
  });
}

async function send(url: string, token: string | undefined, batch: readonly NumberedLabel[], path: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/labels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ labels: batch.map(({ label }) => label) }),
  });
  if (response.ok) return;
  const body: unknown = await response.json().catch(() => null);
  throw new UnreadableFile(`${path}, records ${batch[0]?.at ?? 0} to ${batch.at(-1)?.at ?? 0}: ${messageOf(body) ?? response.statusText}`);
}

function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : undefined;
}

async function readLabels(path: string): Promise<NumberedLabel[]> {
  const bytes = await bytesOf(path).catch((cause: unknown) => {
    throw new UnreadableFile(`${path} cannot be read: ${String(cause)}`);
  });
  const text = unzipped(bytes, MOST_MIB)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const read = recordsOf(path, text).map((record, index) => ({ at: index + 1, result: labelOfRecord(record) }));
  const mistakes = read.flatMap(({ at, result }) => ('reject' in result ? [`  record ${at}: ${result.reject}`] : []));
  if (mistakes.length > 0) {
    const more = mistakes.length > NAMED ? [`  … and ${mistakes.length - NAMED} more`] : [];
    throw new UnreadableFile([`${path}: nothing was imported.`, ...mistakes.slice(0, NAMED), ...more].join('\n'));
  }
  return read.flatMap(({ at, result }) => ('label' in result ? [{ at, label: result.label }] : []));
}

/** JSON where the text begins like it, whatever the name of the file. */
function recordsOf(path: string, text: string): Record<string, unknown>[] {
  try {
    if (/^\s*\[/.test(text)) return JSON.parse(text) as Record<string, unknown>[];
    if (/^\s*\{/.test(text))
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    return parse(text, { columns: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    throw new UnreadableFile(`${path} is neither CSV nor lines of JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
