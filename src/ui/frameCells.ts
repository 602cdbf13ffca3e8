/** Data frames as panels read them: by the names of their columns. */

/** A link that Grafana has made for a cell. */
export interface CellLink {
  readonly title: string;
  readonly href: string;
  readonly target?: string | undefined;
  readonly onClick?: ((event: unknown) => void) | undefined;
}

/** The parts of a Grafana data frame that are read. */
export interface FrameLike {
  readonly name?: string | undefined;
  readonly length: number;
  readonly meta?:
    | {
        readonly custom?: Readonly<Record<string, unknown>> | undefined;
        readonly notices?: readonly { readonly text: string; readonly severity: string }[] | undefined;
      }
    | undefined;
  readonly fields: readonly {
    readonly name: string;
    readonly values: ArrayLike<unknown>;
    readonly getLinks?: ((place: { readonly valueRowIndex: number }) => readonly CellLink[]) | undefined;
  }[];
}

/** Frames of an answer that has several, by their kind. */
export function framesOf(frames: readonly FrameLike[], kind: string): readonly FrameLike[] {
  return frames.filter(({ meta }) => meta?.custom?.kind === kind);
}

/** Group-by columns of the answer, in their order; empty when it is not grouped. */
export function groupByOf(frames: readonly FrameLike[]): readonly string[] {
  for (const { meta } of frames) {
    const groupBy = meta?.custom?.groupBy;
    if (Array.isArray(groupBy) && groupBy.length > 0) return groupBy.map(String);
  }
  return [];
}

/** A row's cells by column name. */
export interface RowReader {
  readonly text: (name: string) => string;
  readonly number: (name: string) => number | null;
  /** A cell as it is, such as a list. */
  readonly value: (name: string) => unknown;
  /** Links of a cell; made when they are asked for, as that takes a while. */
  readonly links: (name: string) => () => readonly CellLink[];
}

/** Every row of a frame. A column that is not there reads as empty, as an older service may not write it. */
export function readRows<T>(frame: FrameLike, read: (row: RowReader) => T): T[] {
  const columns = new Map(frame.fields.map(({ name, values }) => [name, values]));
  const linksOf = new Map(frame.fields.map(({ name, getLinks }) => [name, getLinks]));
  return Array.from({ length: frame.length }, (_, index) =>
    read({
      text: (name) => String(columns.get(name)?.[index] ?? ''),
      value: (name) => columns.get(name)?.[index],
      links: (name) => () => linksOf.get(name)?.({ valueRowIndex: index }) ?? [],
      number: (name) => {
        const value = columns.get(name)?.[index];
        return typeof value === 'number' && Number.isFinite(value) ? value : null;
      },
    }),
  );
}
