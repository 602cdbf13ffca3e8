import type { Driver } from './driver';
import type { Layout } from './tableName';

/** Comments of the views, and of their columns that no table has. */
const VIEWS: Readonly<Record<string, { readonly comment: string; readonly columns?: Readonly<Record<string, string>> }>> = {
  spans: { comment: 'One row a span', columns: { duration_ns: 'From start to end of the span, nanoseconds' } },
  span_content: { comment: 'Text of the spans: messages, tool calls, documents' },
  score_events: { comment: 'Scores as received, with their explanation' },
  scores: { comment: 'One row a score, with the segments of its interaction' },
  interaction_metrics: { comment: 'One row a request without its text: use it for aggregates' },
  interactions: { comment: 'One row a request with question and answer: the semantic log' },
  retrieved_documents: { comment: 'One row a document that a retrieval or rerank stage returned' },
  quality_hourly: { comment: 'Moments of the scores per hour and segment' },
  traffic_hourly: { comment: 'Requests, cost, tokens and latency per hour and segment' },
  changes: { comment: 'First and last sight of each version of a prompt, model, document, evaluator or release' },
};

/** Copies column comments from the tables onto the views, whose columns ClickHouse leaves without. */
export async function commentViews(driver: Driver, layout: Layout): Promise<void> {
  const onCluster = layout.cluster === '' ? '' : ` ON CLUSTER \`${layout.cluster}\``;
  const { rows } = await driver.query({
    sql: 'SELECT table, name, comment FROM system.columns WHERE database = {database:String} ORDER BY table, position',
    params: { database: layout.database },
  });
  const comments = new Map(
    rows.filter(([, , comment]) => comment !== '').map(([table, name, comment]) => [`${String(table)}.${String(name)}`, String(comment)]),
  );
  for (const [view, { comment, columns = {} }] of Object.entries(VIEWS)) {
    const wanted = rows
      .filter(([table]) => table === view)
      .map(([, name]) => [String(name), columns[String(name)] ?? findComment(comments, view, String(name))] as const);
    const changes = wanted
      .filter(([name, text]) => comments.get(`${view}.${name}`) !== text)
      .map(([name, text]) => `COMMENT COLUMN \`${name}\` ${quoted(text)}`);
    if (changes.length > 0)
      await driver.command({ sql: `ALTER TABLE \`${layout.database}\`.\`${view}\`${onCluster} ${changes.join(', ')}` });
    await driver.command({ sql: `ALTER TABLE \`${layout.database}\`.\`${view}\`${onCluster} MODIFY COMMENT ${quoted(comment)}` });
  }
}

/** Tables whose columns a view shows besides those of its namesake. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  interactions: ['interactions', 'interaction_text'],
  interaction_metrics: ['interactions'],
};

function findComment(comments: ReadonlyMap<string, string>, view: string, column: string): string {
  for (const source of SOURCES[view] ?? [view]) {
    const found = comments.get(`${source}_local.${column}`);
    if (found !== undefined) return found;
  }
  return '';
}

/** Comments are our own constants; the quote is still escaped, in the one way ClickHouse knows. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
