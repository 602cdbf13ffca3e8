import { hash } from '../scores/hash';
import type { Masker } from './createMasker';

/**
 * A row from outside with its free text masked. It names no service, so the rules of all services count. An id that holds
 * personal data becomes a hash of itself: masked, different rows would have one id and replace each other.
 * @param texts columns that a sender writes freely
 */
export function maskColumns<T extends object>(row: T, id: keyof T & string, texts: readonly (keyof T & string)[], masker: Masker): T {
  const rules = masker.forService(undefined);
  if (!rules.isActive) return row;
  const masked = Object.fromEntries(texts.map((column) => [column, rules.text(String(row[column]), column)]));
  const before = String(row[id]);
  return { ...row, ...masked, ...(rules.text(before, id) === before ? {} : { [id]: hash(before) }) };
}
