/**
 * A table as data: its name and its columns with their ClickHouse types. Row types are derived from it, the binary
 * encoder reads it, and a test compares it with what the migrations created, so there is one description a column.
 */

/** The TypeScript value that a ClickHouse column type takes. Times are nanoseconds since 1970-01-01 UTC. */
export type ValueOf<T extends string> = T extends `Nullable(${infer U})`
  ? ValueOf<U> | null
  : T extends `LowCardinality(${infer U})`
    ? ValueOf<U>
    : T extends `Array(${infer U})`
      ? readonly ValueOf<U>[]
      : T extends `Map(${string}`
        ? ReadonlyMap<string, string>
        : T extends `DateTime64${string}`
          ? bigint
          : T extends 'String'
            ? string
            : T extends 'UInt64'
              ? bigint
              : T extends 'UInt8' | 'UInt16' | 'UInt32' | 'Int32' | 'Float64'
                ? number
                : never;

export interface Table<C extends Record<string, string> = Record<string, string>> {
  /** Name without the `_local` or `_all` ending that the storage layer adds. */
  readonly name: string;
  readonly columns: C;
}

export type RowOf<T extends Table> = { readonly [K in keyof T['columns']]: ValueOf<T['columns'][K]> };

/** Declares a table; the `const` type parameter keeps each column type as a literal. */
export function table<const C extends Record<string, string>>(name: string, columns: C): Table<C> {
  return { name, columns };
}
