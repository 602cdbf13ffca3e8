import { StorageError, type Statement } from '../driver';

type Settings = Readonly<Record<string, string | number>>;

/** A statement whose settings hold for the rest of a connection's life. There must be one at least. */
export function setStatement(settings: Settings): string {
  return `SET ${Object.entries(settings)
    .map(([name, value]) => assignment(name, value))
    .join(', ')}`;
}

/**
 * The statement with a SETTINGS clause: `SET` would stay on a pooled connection and reach the next statement. A clause
 * that is already there stays; where both name a setting, the later one counts, which is ours.
 */
export function withSettings(statement: Statement, defaults: Settings): Statement {
  const list = Object.entries({ ...defaults, ...statement.settings }).map(([name, value]) => assignment(name, value));
  if (list.length === 0) return statement;
  return { ...statement, sql: `${statement.sql.replace(/[\s;]+$/, '')}\nSETTINGS ${list.join(', ')}` };
}

function assignment(name: string, value: string | number): string {
  if (!/^[a-z_][a-z0-9_]*$/i.test(name)) throw new StorageError('invalid', `${name} is no setting name.`);
  return `${name} = ${typeof value === 'number' ? value : `'${value.replace(/[\\']/g, '\\$&')}'`}`;
}
