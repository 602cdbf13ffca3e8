import type { Settings } from './settings';

/** Bounds of statements that people write, from the configuration. */
export function guardOf({ file }: Pick<Settings, 'file'>) {
  const { max_rows: maxRows, timeout_seconds: timeoutSeconds, max_memory_mib: mebibytes } = file.query;
  return { maxRows, timeoutSeconds, maxMemoryBytes: mebibytes * 1024 ** 2 };
}
