import type { Driver } from './driver';
import type { Layout } from './tableName';

/** Comments of the views, and of their columns that no table has. */
const VIEWS: Readonly<Record<string, { readonly comment: string; readonly columns?: Readonly<Record<string, string>> }>> = {
  spans: { comment: 'One row a span', columns: { duration_ns: 'From start to end of the span, nanoseconds' } },
  span_content: { comment: 'Text of the spans: messages, tool calls, documents' },
  log_content: { comment: 'Text of the spans as it came in log records; span_content has it, too, once a request has settled' },
  score_events: { comment: 'Scores as received, with their explanation' },
  scores: { comment: 'One row a score, with the segments of its interaction' },
  interaction_metrics: { comment: 'One row a request without its text: use it for aggregates' },
  interactions: { comment: 'One row a request with question and answer: the semantic log' },
  retrieved_documents: { comment: 'One row a document that a retrieval or rerank stage returned' },
  quality_hourly: { comment: 'Moments of the scores per hour and segment' },
  traffic_hourly: { comment: 'Requests, cost, tokens and latency per hour and segment' },
  quality_totals: { comment: 'Moments of the scores per hour, all segments together' },
  traffic_totals: { comment: 'Requests per hour, all segments together' },
  labels: { comment: 'What people say of single answers, by dimension' },
  feedback: { comment: 'One row a feedback or implicit signal, with the segments of its interaction' },
  feedback_events: { comment: 'Feedback as received or found, before its interaction is known' },
  judge_work: { comment: 'One row an evaluator and request: whether it was chosen to be judged, and what came of it' },
  judge_state: { comment: 'State and last heartbeat of each evaluator and worker' },
  judge_canaries: { comment: 'Fixed items that the judge is tried with each day' },
  judge_bridge: { comment: 'Requests that two epochs of an evaluator have judged' },
  changes: { comment: 'First and last sight of each version of a prompt, model, document, evaluator or release' },
};

/** Copies column comments from the tables onto the views, whose columns ClickHouse leaves without. Alters what differs. */
export async function commentViews(driver: Driver, { database, cluster }: Layout): Promise<void> {
  const onCluster = cluster === '' ? '' : ` ON CLUSTER \`${cluster}\``;
  const columns = await readComments(
    driver,
    'SELECT table, name, comment FROM system.columns WHERE database = {database:String} ORDER BY table, position',
    database,
  );
  const tables = await readComments(driver, "SELECT name, '', comment FROM system.tables WHERE database = {database:String}", database);
  const inTables = new Map(columns.map(({ table, name, comment }) => [`${table}.${name}`, comment]));
  for (const [view, { comment, columns: computed = {} }] of Object.entries(VIEWS)) {
    const changes = columns
      .filter(({ table }) => table === view)
      .map((column) => ({ ...column, wanted: computed[column.name] ?? findComment(inTables, view, column.name) }))
      .filter((column) => column.comment !== column.wanted)
      .map(({ name, wanted }) => `COMMENT COLUMN \`${name}\` ${quoted(wanted)}`);
    if (tables.some((table) => table.table === view && table.comment !== comment)) changes.push(`MODIFY COMMENT ${quoted(comment)}`);
    if (changes.length > 0) await driver.command({ sql: `ALTER TABLE \`${database}\`.\`${view}\`${onCluster} ${changes.join(', ')}` });
  }
}

interface Comment {
  readonly table: string;
  readonly name: string;
  readonly comment: string;
}

async function readComments(driver: Driver, sql: string, database: string): Promise<Comment[]> {
  const { rows } = await driver.query({ sql, params: { database } });
  return rows.map(([table, name, comment]) => ({ table: String(table), name: String(name), comment: String(comment) }));
}

/** Tables whose columns a view shows besides those of its namesake. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  interactions: ['interactions', 'interaction_text'],
  interaction_metrics: ['interactions'],
};

function findComment(comments: ReadonlyMap<string, string>, view: string, column: string): string {
  for (const source of SOURCES[view] ?? [view]) {
    const found = comments.get(`${source}_local.${column}`);
    if (found !== undefined && found !== '') return found;
  }
  return '';
}

/** Comments are our own constants; the quote is still escaped, in the one way ClickHouse knows. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
