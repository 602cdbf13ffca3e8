/**
 * Brings tables and views up to date. Several replicas may do it at once: ClickHouse has no locks, so every statement is
 * one that changes nothing when it runs again (IF NOT EXISTS, OR REPLACE), and a migration is recorded after it ran.
 */
import { hash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Driver } from './driver';
import { commentViews } from './commentViews';
import { fillIn } from './migrations/fillIn';
import { MIGRATIONS, type Migration } from './migrations/index';
import type { Layout } from './tableName';

export interface MigrationReport {
  /** Names of the migrations that this call ran, in order. */
  readonly applied: readonly string[];
}

/**
 * @throws StorageError when a statement fails, Error when a recorded migration has another text than the one here
 */
export async function migrate(driver: Driver, layout: Layout, migrations: readonly Migration[] = MIGRATIONS): Promise<MigrationReport> {
  for (const sql of fillIn(RECORD_TABLE, layout)) await driver.command({ sql });
  const recorded = await readRecord(driver, layout);
  const applied: string[] = [];
  for (const migration of migrations) {
    const checksum = checksumOf(migration);
    const known = recorded.get(migration.version);
    if (known !== undefined && known !== checksum) throw new Error(changedMessage(migration));
    if (known !== undefined) continue;
    for (const sql of fillIn(migration.text, layout)) await driver.command({ sql });
    await record(driver, layout, migration, checksum);
    applied.push(migration.name);
  }
  // Also when nothing was applied: an earlier run may have ended between the two.
  await commentViews(driver, layout);
  return { applied };
}

const RECORD_TABLE = `
CREATE TABLE IF NOT EXISTS {table schema_migrations} {on_cluster}
(
    version UInt32 COMMENT 'Number of the migration',
    name String COMMENT 'Name of its file',
    checksum String COMMENT 'SHA-256 of its text, by which an edit of a released file is found',
    applied_at DateTime64(3, 'UTC') COMMENT 'When it ran, UTC',
    applied_by String COMMENT 'Host and process that ran it'
)
ENGINE = {engine ReplacingMergeTree(applied_at)}
ORDER BY version
COMMENT 'Migrations that have run';
`;

async function readRecord(driver: Driver, { database }: Layout): Promise<ReadonlyMap<number, string>> {
  const { rows } = await driver.query({
    sql: `SELECT version, argMax(checksum, applied_at) FROM \`${database}\`.schema_migrations_local GROUP BY version`,
  });
  return new Map(rows.map(([version, checksum]) => [Number(version), String(checksum)]));
}

function record(driver: Driver, { database }: Layout, migration: Migration, checksum: string): Promise<void> {
  return driver.command({
    sql: `INSERT INTO \`${database}\`.schema_migrations_local SELECT {version:UInt32}, {name:String}, {checksum:String}, now64(3), {by:String}`,
    params: { version: migration.version, name: migration.name, checksum, by: `${hostname()}:${process.pid}` },
  });
}

/** White space at line ends is left out, so that a checkout with other line ends has the same sum. */
function checksumOf({ text }: Migration): string {
  return hash('sha256', text.replace(/[ \t\r]+$/gm, '').trim());
}

function changedMessage({ name }: Migration): string {
  return (
    `Migration ${name} has been applied with another text than the one of this version. ` +
    'A released migration is never edited: restore the file, or point Plumbline at an empty database.'
  );
}
