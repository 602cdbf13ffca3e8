import type { Table } from '../core/model/table';

/** How the store is laid out: one node, or a cluster with a distributed table over each local one. */
export interface Layout {
  readonly database: string;
  /** Empty on one node. */
  readonly cluster: string;
}

/** Table that rows are written to and views read from. */
export function physicalName(name: string, layout: Layout): string {
  return `${layout.cluster === '' ? `${name}_local` : `${name}_all`}`;
}

/** `INSERT INTO …` with the columns in the order in which `encodeBlock` writes them. */
export function insertInto(table: Table, layout: Layout): string {
  return `INSERT INTO \`${layout.database}\`.\`${physicalName(table.name, layout)}\` (${Object.keys(table.columns).join(', ')})`;
}

/**
 * Settings of every insert. Partitions: a batch may span any weeks (replays, back-fills), and the engine's limit of 100
 * would refuse it for ever. Indexes: those of the words of `span_content` cost as much as a third of its insert and are
 * made anew at each merge, so they are first made there; until then a search reads the few rows that have just come.
 * Distributed: the answer waits until the shards have the rows.
 */
export const INSERT_SETTINGS: Readonly<Record<string, number | string>> = {
  max_partitions_per_insert_block: 0,
  async_insert: 0,
  exclude_materialize_skip_indexes_on_insert: 'input_tokens_text,output_tokens_text',
};
export const CLUSTER_INSERT_SETTINGS: Readonly<Record<string, number | string>> = { ...INSERT_SETTINGS, distributed_foreground_insert: 1 };
