import type { FrameJSON } from '../core/frames/frame';

/** Answers of one request with every number column, by the question without its columns. */
export type TableMemo = Map<string, Promise<FrameJSON[]>>;

interface TableQuery {
  readonly refId: string;
  readonly values: readonly string[];
}

/**
 * Tables that differ in their number columns alone are computed once a request. An alert rule asks for each number of its
 * message by a query of its own, because Grafana takes one number a label set.
 * @param answerAll answers the query with all its number columns
 */
export async function tableOnce<T extends TableQuery>(
  query: T,
  memo: TableMemo,
  answerAll: () => Promise<FrameJSON[]>,
): Promise<FrameJSON[]> {
  const key = JSON.stringify({ ...query, refId: '', values: [] });
  const known = memo.get(key) ?? answerAll();
  memo.set(key, known);
  return (await known).map((frame) => withColumns(frame, query));
}

/** The text columns and the named numbers, in the order of the question. */
function withColumns({ schema, data }: FrameJSON, { refId, values }: TableQuery): FrameJSON {
  const names = [...schema.fields.filter(({ type }) => type === 'string').map(({ name }) => name), ...values];
  const places = names.map((name) => schema.fields.findIndex((field) => field.name === name)).filter((place) => place >= 0);
  return {
    schema: { ...schema, refId, fields: places.flatMap((place) => schema.fields[place] ?? []) },
    data: { values: places.map((place) => data.values[place] ?? []) },
  };
}
