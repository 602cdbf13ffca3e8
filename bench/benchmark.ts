/** One question to the machine: prepares, measures, and says what the figures mean. */
export interface Benchmark {
  readonly name: string;
  /** What is asked, in one line. */
  readonly title: string;
  /** Sizes that it runs at when none are given, smallest first; empty when it has only one. */
  readonly sizes: readonly number[];
  run(context: BenchContext): Promise<BenchReport>;
  /** What follows from all rows together, also of those that another run measured. */
  readonly conclude?: (rows: BenchReport['rows']) => BenchReport['conclusions'];
}

export interface BenchContext {
  /** Own empty folder, removed afterwards. */
  readonly folder: string;
  readonly sizes: readonly number[];
  /** Of whatever is random; 1 where none is asked for. */
  readonly seed: number;
  /** Numbers of the rows that are asked for, where a benchmark has such; empty for all. */
  readonly only: readonly number[];
  /** Tells a person what is going on. */
  readonly say: (text: string) => void;
}

export interface BenchReport {
  /** One row a case, with the same keys, fit for a table on screen. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** Ratios and other conclusions, by name. */
  readonly conclusions: Readonly<Record<string, number | string>>;
  /** Single measurements in milliseconds by case, so that any other statistic can be taken later. */
  readonly raw: Readonly<Record<string, readonly number[]>>;
}

/** Nearest rank: a time that was really seen. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Three significant digits; no more is ever reproducible here. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

export interface TimingOptions {
  readonly warmUp: number;
  readonly repeat: number;
  /** Stops early after this time, but not before five repetitions. */
  readonly limitMs: number;
}

/** Times of single runs, milliseconds. The number of the run is passed on, so that no two ask the very same. */
export async function timeEach(work: (run: number) => Promise<unknown>, { warmUp, repeat, limitMs }: TimingOptions): Promise<number[]> {
  for (let run = 0; run < warmUp; run++) await work(run);
  const times: number[] = [];
  const started = performance.now();
  for (let run = 0; run < repeat; run++) {
    if (run >= 5 && performance.now() - started > limitMs) break;
    const before = performance.now();
    await work(warmUp + run);
    times.push(performance.now() - before);
  }
  return times;
}
