import { writeFile } from 'node:fs/promises';
import type { QueryResponse } from '../core/frames/frame';
import { qualityReport, reportQueries } from '../core/report/qualityReport';
import { toHtml } from '../core/report/toHtml';
import { toMarkdown } from '../core/report/toMarkdown';
import { withClient, type Where } from './withClient';
import type { CommandContext } from './main';

export interface ReportOptions extends Where {
  readonly days: number;
  readonly service: string;
  readonly timezone: string;
  readonly html?: string;
  readonly markdown?: string;
}

const DAY_MS = 86_400_000;

/** Writes the report of the last days to files, or as Markdown to the output. */
export async function reportCommand(context: CommandContext, options: ReportOptions): Promise<void> {
  const { days, service, timezone, html, markdown } = options;
  const to = Date.now();
  const from = to - days * DAY_MS;
  await withClient(context, options, async (client) => {
    const [answers, runs] = await Promise.all([
      client.query({ from, to, queries: reportQueries({ service, timezone }) }) as Promise<QueryResponse>,
      client.runs(),
    ]);
    const inRange = runs.filter(
      ({ ended_at, service: of }) => ended_at >= from && ended_at < to && (service === '' || of === '' || of === service),
    );
    const blocks = qualityReport({ from, to, timezone, service, answers, runs: inRange });
    if (markdown !== undefined) await writeFile(markdown, toMarkdown(blocks));
    if (html !== undefined) await writeFile(html, toHtml(blocks));
    if (markdown === undefined && html === undefined) console.log(toMarkdown(blocks));
  });
}
