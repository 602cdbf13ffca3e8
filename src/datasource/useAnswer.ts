import type { TimeRange } from '@grafana/data';
import { useEffect, useState } from 'react';

/**
 * What a source says about a time range; `before` until it is there and when it fails. What is wrong with the service is
 * shown by the query itself, and what a list does not offer can still be typed.
 */
export function useAnswer<S, T>(
  source: S,
  range: TimeRange | undefined,
  ask: (source: S, range: TimeRange | undefined) => Promise<T>,
  before: T,
): T {
  const [answer, setAnswer] = useState<T>(before);
  const key = keyOf(range);
  useEffect(() => {
    let stopped = false;
    ask(source, range).then(
      (value) => {
        if (!stopped) setAnswer(() => value);
      },
      () => undefined,
    );
    return () => {
      stopped = true;
    };
    // A range is a new object at each refresh; its key changes when it does.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [source, key, ask]);
  return answer;
}

/** The range as the person chose it: "the last seven days" stays the same while time goes on. */
function keyOf(range: TimeRange | undefined): string {
  return range === undefined ? '' : `${String(range.raw.from)} ${String(range.raw.to)}`;
}
