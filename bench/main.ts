/**
 * `npm run bench -- NAME… [--sizes=400000,2000000] [--seed=1] [--only=3,4]`: runs benchmarks one after the other, prints
 * tables and keeps raw figures. With `only` the other rows stay in the file as they are.
 */
import '../src/storage/chdb/threads';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchContext, Benchmark, BenchReport } from './benchmark';
import { detection } from './detection';
import { good } from './good';
import { goodBySegment } from './goodBySegment';
import { goodUnderLoad } from './goodUnderLoad';
import { ingest } from './ingest';
import { machine } from './machine';
import { masking } from './masking';
import { validators } from './validators';
import { traces } from './traces';
import { worse } from './worse';

const BENCHMARKS: readonly Benchmark[] = [detection, good, goodBySegment, ingest, goodUnderLoad, masking, traces, worse, validators];
const RESULTS = join('bench', 'results');

type Options = Pick<BenchContext, 'sizes' | 'seed' | 'only'>;

async function runOne(benchmark: Benchmark, { sizes, seed, only }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const say = (text: string): void => console.error(`  ${benchmark.name}: ${text}`);
  try {
    console.log(`\n${benchmark.title}`);
    const measured = await benchmark.run({ folder, sizes: sizes.length > 0 ? sizes : benchmark.sizes, seed, only, say });
    const file = join(RESULTS, `${benchmark.name}${seed === 1 ? '' : `-seed${seed}`}.json`);
    const report = only.length > 0 && existsSync(file) ? withRows(readReport(file), measured) : measured;
    const conclusions = { ...report.conclusions, ...benchmark.conclude?.(report.rows) };
    console.table(measured.rows);
    for (const [name, value] of Object.entries(conclusions)) console.log(`${name}: ${value}`);
    const about = { name: benchmark.name, title: benchmark.title, date: new Date().toISOString(), machine: machine() };
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...about, ...report, conclusions }, tidy, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): BenchReport {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** What was measured anew in the places of its rows; those beyond a row, such as `3+`, go with it. */
function withRows(before: BenchReport, now: BenchReport): BenchReport {
  const numberOf = ({ row }: BenchReport['rows'][number]): number => Number.parseFloat(String(row));
  const measured = new Set(now.rows.map(numberOf));
  const kept = before.rows.filter((row) => !measured.has(numberOf(row)));
  return { ...now, rows: [...kept, ...now.rows].sort((a, b) => numberOf(a) - numberOf(b)), raw: { ...before.raw, ...now.raw } };
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
