import { guardOf } from '../config/guardOf';
import type { Masker } from '../core/masking/createMasker';
import { openDriver } from '../storage/openDriver';
import type { CommandContext } from './main';

const PAGE = 500;
/** Enough to judge rules by; the newest count. */
const MOST_ROWS = 50_000;

const TEXTS = ['system_instructions', 'input_messages', 'output_messages', 'tool_arguments', 'tool_result', 'documents'] as const;

/**
 * Looks at stored text with the rules as they are now, such as rules that came later than the text. Changes nothing.
 * @returns what was looked at, in words
 * @throws StorageError, as when a running service owns the embedded folder
 */
export async function maskStored({ settings }: CommandContext, masker: Masker, hours: number): Promise<string> {
  const driver = await openDriver({ ...settings, guard: guardOf(settings) });
  let rows = 0;
  try {
    let cursor = ['9999', '', ''];
    while (rows < MOST_ROWS) {
      const page = await driver.query({
        sql: `SELECT toString(start_time), trace_id, span_id, service, raw, ${TEXTS.join(', ')} FROM \`${settings.database}\`.span_content
WHERE start_time >= now64(9) - toIntervalMinute({minutes:UInt32}) AND (toString(start_time), trace_id, span_id) < ({time:String}, {trace:String}, {span:String})
ORDER BY toString(start_time) DESC, trace_id DESC, span_id DESC LIMIT {limit:UInt32}`,
        params: { minutes: Math.round(hours * 60), time: cursor[0] ?? '', trace: cursor[1] ?? '', span: cursor[2] ?? '', limit: PAGE },
      });
      for (const [, , , service, raw, ...texts] of page.rows) {
        const rules = masker.forService(String(service));
        TEXTS.forEach((column, i) => rules.text(String(texts[i] ?? ''), column));
        if (typeof raw === 'object' && raw !== null) {
          rules.texts(new Map(Object.entries(raw).map(([key, value]) => [key, String(value)])));
        }
      }
      rows += page.rows.length;
      cursor = (page.rows.at(-1) ?? []).slice(0, 3).map(String);
      if (page.rows.length < PAGE) break;
    }
  } finally {
    await driver.close();
  }
  return `stored text of the last ${hours} hours: ${rows} spans${rows >= MOST_ROWS ? ', the newest' : ''}`;
}
