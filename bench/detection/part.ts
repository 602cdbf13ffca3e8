import type { Driver } from '../../src/storage/driver';
import type { Row } from './targetRow';

/** A group of rows of the table of targets (statistics §7) that are measured together. */
export interface Part {
  /** Numbers of the rows. */
  readonly rows: readonly number[];
  readonly measure: (context: PartContext) => readonly Row[] | Promise<readonly Row[]>;
}

export interface PartContext {
  /** Streams a case. */
  readonly streams: number;
  /** Seed of the first stream of a part, by the part's own number: no two parts share a stream, nor do two runs. */
  readonly seed: (place: number) => number;
  /** Single measurements by case, for any other statistic later. */
  readonly raw: Record<string, readonly number[]>;
  readonly say: (text: string) => void;
  /** The embedded engine with empty tables of hours. */
  readonly emptyStore: () => Promise<Driver>;
}
