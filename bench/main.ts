/**
 * `npm run bench -- NAME… [--sizes=400000,2000000] [--seed=1] [--only=3,4]`: runs benchmarks one after the other, prints
 * tables and keeps raw figures: those of the whole, at seed 1 under the benchmark's own name.
 */
import '../src/storage/chdb/threads';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchContext, Benchmark } from './benchmark';
import { detection } from './detection';
import { good } from './good';
import { goodBySegment } from './goodBySegment';
import { goodUnderLoad } from './goodUnderLoad';
import { ingest } from './ingest';
import { machine } from './machine';
import { masking } from './masking';
import { worse } from './worse';

const BENCHMARKS: readonly Benchmark[] = [detection, good, goodBySegment, ingest, goodUnderLoad, masking, worse];
const RESULTS = join('bench', 'results');

type Options = Pick<BenchContext, 'sizes' | 'seed' | 'only'>;

async function runOne(benchmark: Benchmark, { sizes, seed, only }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const say = (text: string): void => console.error(`  ${benchmark.name}: ${text}`);
  try {
    console.log(`\n${benchmark.title}`);
    const report = await benchmark.run({ folder, sizes: sizes.length > 0 ? sizes : benchmark.sizes, seed, only, say });
    console.table(report.rows);
    for (const [name, value] of Object.entries(report.conclusions)) console.log(`${name}: ${value}`);
    const result = { name: benchmark.name, title: benchmark.title, date: new Date().toISOString(), machine: machine(), ...report };
    if (only.length > 0) return;
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(join(RESULTS, `${benchmark.name}${seed === 1 ? '' : `-seed${seed}`}.json`), `${JSON.stringify(result, tidy, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Microseconds are the last digits of a time that mean anything. */
function tidy(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(3)) : value;
}

async function main(args: readonly string[]): Promise<void> {
  const sizes = numbersOf(args, 'sizes');
  const only = numbersOf(args, 'only');
  const [seed = 1] = numbersOf(args, 'seed');
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (names.length === 0 || unknown.length > 0 || [...sizes, ...only, seed].some((value) => !(value > 0))) {
    console.log(`Usage: npm run bench -- NAME… [--sizes=400000,2000000] [--seed=1] [--only=3,4]\n`);
    for (const { name, title } of BENCHMARKS) console.log(`  ${name.padEnd(12)} ${title}`);
    process.exitCode = names.length === 0 ? 0 : 1;
    return;
  }
  for (const benchmark of BENCHMARKS) if (names.includes(benchmark.name)) await runOne(benchmark, { sizes, seed, only });
}

function numbersOf(args: readonly string[], name: string): number[] {
  const start = `--${name}=`;
  return args
    .filter((arg) => arg.startsWith(start))
    .flatMap((arg) => arg.slice(start.length).split(','))
    .map(Number);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
