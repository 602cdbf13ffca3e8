import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Rows of a labelled data set, which lies beside the project; null where it does not. The caller names their fields. */
export function sharedRows<Row>(file: string): Row[] | null {
  const path = resolve('..', 'shared', 'data', file);
  if (!existsSync(path)) return null;
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}
