import { param, sql, type Sql } from './sql';

/** Milliseconds since 1970-01-01 UTC. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export function timeWithin({ from, to }: Range): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  return sql`time >= ${at(from)} AND time < ${at(to)}`;
}
