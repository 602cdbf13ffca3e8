import type { ScopedVars } from '@grafana/data';
import type { Filter } from '../core/query/model';

/** Fills in variables of one text; a variable with several values hands them to `format` as an array. */
export type Replace = (text: string, scopedVars: ScopedVars, format: (value: unknown) => string) => string;

/** What "All" stands for inside Grafana, besides the empty choice. */
const ALL = '$__all';

/**
 * Fills in variables inside filter values. A variable with several values becomes that many values; a filter whose
 * variable is at "All" is dropped, because it asks for no restriction.
 */
export function interpolateFilters(filters: readonly Filter[], scopedVars: ScopedVars, replace: Replace): Filter[] {
  return filters.flatMap((filter) => {
    const field = replace(filter.field, scopedVars, String);
    const values = filter.values.flatMap((value) => expand(value, scopedVars, replace));
    return values.includes(ALL) || values.length === 0 ? [] : [{ ...filter, field, values }];
  });
}

function expand(text: string, scopedVars: ScopedVars, replace: Replace): string[] {
  const lists: string[][] = [];
  const replaced = replace(text, scopedVars, (value) => {
    const list = (Array.isArray(value) ? value : [value]).map(String);
    lists.push(list);
    return list.length === 1 ? (list[0] ?? '') : `\u0000${lists.length - 1}\u0000`;
  });
  // A whole value that is one variable is the only place where a list has a meaning; inside longer text it is joined.
  const whole = /^\u0000(\d+)\u0000$/.exec(replaced);
  if (whole !== null) return lists[Number(whole[1])] ?? [];
  return [replaced.replace(/\u0000(\d+)\u0000/g, (_all, index: string) => (lists[Number(index)] ?? []).join(','))];
}
