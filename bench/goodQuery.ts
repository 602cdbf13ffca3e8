import type { FrameJSON } from '../src/core/frames/frame';
import { loadSettings } from '../src/config/settings';
import { answerQueries } from '../src/server/answerQueries';
import type { Driver } from '../src/storage/driver';
import { SERVICE } from './syntheticScores';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const settings = loadSettings({});

/** What the panel asks: every frame over 30 days for one service. Each run begins an hour earlier, so no cache has it. */
export async function askGood(driver: Driver, until: number, run: number, groupBy: readonly string[] = []): Promise<void> {
  const to = until - (run % 24) * HOUR_MS;
  const query = { refId: 'A', kind: 'good', groupBy, filters: [{ field: 'service', operator: '=', values: [SERVICE] }] };
  const { results } = await answerQueries(
    { from: to - 30 * DAY_MS, to, queries: [query] },
    { driver, settings, clock: { now: () => Date.now() } },
  );
  const answer = results['A'];
  if (answer === undefined || answer.error !== undefined) throw new Error(answer?.error ?? 'no answer');
  if (scoredIn(answer.frames[0]) === 0) throw new Error('The answer knows no scores: a time for it would mean nothing.');
}

function scoredIn(frame: FrameJSON | undefined): number {
  const place = frame?.schema.fields.findIndex(({ name }) => name === 'n') ?? -1;
  return (frame?.data.values[place] ?? []).reduce<number>((sum, n) => sum + Number(n), 0);
}
