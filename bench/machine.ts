import { cpus, totalmem } from 'node:os';
import type { Driver } from '../src/storage/driver';

/** Facts without which figures of a benchmark mean nothing. */
export function machine(): Readonly<Record<string, string | number>> {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

export async function engineVersion(driver: Driver): Promise<string> {
  const { rows } = await driver.query({ sql: 'SELECT version()' });
  return `${driver.kind}, ClickHouse ${String(rows[0]?.[0])}`;
}
