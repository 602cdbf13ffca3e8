import type { PullSource } from '../config/pullSchema';
import type { Settings } from '../config/settings';
import { openForeignServer } from '../storage/clickhouse/clickhouseDriver';
import { DEFAULT_GUARD, type Driver } from '../storage/driver';

/** A statement on a large table may take a while before its first row. */
const ANSWER_TIMEOUT_MS = 180_000;

/** @throws StorageError when the server cannot be reached or refuses the user */
export function openPullSource({ url = '', user }: PullSource, { pullPassword = '' }: Pick<Settings, 'pullPassword'>): Promise<Driver> {
  return openForeignServer({ url, user, password: pullPassword, guard: DEFAULT_GUARD, answerTimeoutMs: ANSWER_TIMEOUT_MS });
}
