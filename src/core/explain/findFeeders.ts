/**
 * Which parts of an input fed which columns: read it again without a part, and see what is missing. So an explanation is
 * made by the reading code itself and cannot say anything else than what is stored, and reading pays nothing for it.
 */
import { changed, type Cells } from './cells';

/**
 * @param read the cells without these parts
 * @returns the parts of which the result depends, with the columns. Of two parts that say the same neither is found.
 *   A part without effect costs little: parts are taken away by halves.
 */
export function findFeeders<T>(parts: readonly T[], read: (taken: readonly T[]) => Cells): ReadonlyMap<T, readonly string[]> {
  const whole = read([]);
  const found = new Map<T, readonly string[]>();
  const look = (some: readonly T[]): void => {
    const [only] = some;
    if (only === undefined) return;
    const columns = changed(whole, read(some));
    if (columns.length === 0) return;
    if (some.length === 1) {
      found.set(only, columns);
      return;
    }
    const middle = some.length >> 1;
    look(some.slice(0, middle));
    look(some.slice(middle));
  };
  look(parts);
  return found;
}
