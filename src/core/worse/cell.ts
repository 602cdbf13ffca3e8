/**
 * What every rule of "is it getting worse?" is computed from: sums of one quantity over an hour and topic. A judge's
 * score, a bad event (0 or 1) and a cost are all such a quantity x.
 *
 * Weights are 1 / inclusion probability (statistics §2.2). They enter in three places only, so that equal weights, whatever they are, give
 * exactly the unweighted figures: a mean is Σwx / Σw (Hájek); the number of answers that a mean is worth is
 * (Σw)² / Σw² (Kish), of whatever the mean is taken over, be it a cell, a day or a window; and cells are added up with
 * their weight Σw, so a fall is one of all requests, not of those that happened to be judged.
 */
export interface Cell {
  /** Start of the hour, seconds since 1970-01-01 UTC. */
  readonly hour: number;
  readonly topic: string;
  /** Answers, unweighted. */
  readonly n: number;
  readonly w: number;
  readonly w2: number;
  /** Σwx and Σwx². */
  readonly x: number;
  readonly xx: number;
  /** False for an answer that a release baseline leaves out; the hour decides alone when absent. */
  readonly base?: boolean;
}

/** Sums of cells. */
export interface CellSums {
  n: number;
  w: number;
  w2: number;
  x: number;
  xx: number;
}

export function noSums(): CellSums {
  return { n: 0, w: 0, w2: 0, x: 0, xx: 0 };
}

/** Adds to `sums` in place: the scan adds up hundreds of thousands of cells. */
export function addCell(sums: CellSums, cell: Readonly<CellSums>): void {
  sums.n += cell.n;
  sums.w += cell.w;
  sums.w2 += cell.w2;
  sums.x += cell.x;
  sums.xx += cell.xx;
}

/** Kish's effective number of answers, (Σw)² / Σw². */
export function sizeOf({ w, w2 }: { readonly w: number; readonly w2: number }): number {
  return w2 > 0 ? (w * w) / w2 : 0;
}

/** True when so many answers are there, whatever rounding makes of 30 answers of one weight. */
export function reaches(size: number, needed: number): boolean {
  return size >= needed * (1 - 1e-9);
}
