/** How long text and numbers are kept: table TTLs, set from the configuration at every start. */
import type { Driver } from './driver';
import type { Layout } from './tableName';

export interface Retention {
  /** Days to keep messages, documents, questions and answers; null keeps them for ever. */
  readonly textDays: number | null;
  /** Days to keep spans, interactions, scores and rollups; null keeps them for ever. */
  readonly metricsDays: number | null;
}

/** Tables that hold text, and those that hold numbers, each with the column that says how old a row is. */
const TEXT_TABLES: Readonly<Record<string, string>> = {
  span_content: 'start_time',
  log_content: 'time',
  interaction_text: 'time',
  validator_findings: 'time',
};
const METRIC_TABLES: Readonly<Record<string, string>> = {
  spans: 'start_time',
  score_events: 'scored_at',
  scores: 'time',
  interactions: 'time',
  labels: 'labelled_at',
  feedback_events: 'occurred_at',
  feedback: 'time',
  judge_work: 'time',
  judge_canaries: 'judged_at',
  judge_bridge: 'time',
  retrieved_documents: 'time',
  quality_hourly: 'hour',
  traffic_hourly: 'hour',
  quality_totals: 'hour',
  traffic_totals: 'hour',
};
/** Text columns inside tables of numbers: they are emptied, the row stays. */
const TEXT_COLUMNS: readonly (readonly [table: string, column: string, time: string])[] = [
  ['score_events', 'explanation', 'scored_at'],
  ['labels', 'comment', 'labelled_at'],
  ['feedback_events', 'comment', 'occurred_at'],
  ['feedback', 'comment', 'time'],
  ['eval_answers', 'answer', 'time'],
  ['eval_scores', 'explanation', 'time'],
];

/** Sets, changes or removes each TTL that is not as the configuration wants it. Changing one is a change of metadata; merges do the rest. */
export async function applyRetention(driver: Driver, layout: Layout, retention: Retention): Promise<void> {
  const wanted = [
    ...Object.entries(TEXT_TABLES).map(([table, time]) => ({ table, time, days: retention.textDays })),
    ...Object.entries(METRIC_TABLES).map(([table, time]) => ({ table, time, days: retention.metricsDays })),
  ];
  const current = await currentTtls(driver, layout);
  const onCluster = layout.cluster === '' ? '' : ` ON CLUSTER \`${layout.cluster}\``;
  const alter = (table: string, change: string): Promise<void> =>
    driver.command({
      sql: `ALTER TABLE \`${layout.database}\`.${table}_local${onCluster} ${change}`,
      settings: { materialize_ttl_after_modify: 0 },
    });
  for (const { table, time, days } of wanted) {
    const definition = current.get(`${table}_local`) ?? '';
    const set = tableTtl(definition);
    if (days === null ? set !== null : set !== days) {
      await alter(table, days === null ? 'REMOVE TTL' : `MODIFY TTL toDateTime(${time}) + toIntervalDay(${days})`);
    }
  }
  for (const [table, column, time] of TEXT_COLUMNS) {
    const set = columnTtl(current.get(`${table}_local`) ?? '', column);
    if (retention.textDays === null ? set !== null : set !== retention.textDays) {
      await alter(
        table,
        retention.textDays === null
          ? `MODIFY COLUMN ${column} REMOVE TTL`
          : `MODIFY COLUMN ${column} TTL toDateTime(${time}) + toIntervalDay(${retention.textDays})`,
      );
    }
  }
}

async function currentTtls(driver: Driver, { database }: Layout): Promise<ReadonlyMap<string, string>> {
  const { rows } = await driver.query({
    sql: "SELECT name, create_table_query FROM system.tables WHERE database = {database:String} AND endsWith(name, '_local')",
    params: { database },
  });
  return new Map(rows.map(([name, definition]) => [String(name), String(definition)]));
}

/** Days of the table's own TTL, which stands after the sort key; null without one. */
function tableTtl(definition: string): number | null {
  const [, days] = /\) ENGINE[\s\S]*\bTTL toDateTime\(\w+\) \+ toIntervalDay\((\d+)\)/.exec(definition) ?? [];
  return days === undefined ? null : Number(days);
}

function columnTtl(definition: string, column: string): number | null {
  const [, days] = new RegExp(`\`${column}\` String[^\`]*? TTL toDateTime\\(\\w+\\) \\+ toIntervalDay\\((\\d+)\\)`).exec(definition) ?? [];
  return days === undefined ? null : Number(days);
}
