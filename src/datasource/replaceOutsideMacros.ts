import { MACRO_NAMES } from '../core/sql/macros';

const MACRO = new RegExp(`(\\$__(?:${MACRO_NAMES.join('|')})\\b)`);

/**
 * Fills in variables of SQL but leaves the service's macros alone. Grafana has variables of the same names, such as
 * `$__interval`, and would write its own form of them; and in an alert rule nobody would fill them in.
 */
export function replaceOutsideMacros(rawSql: string, replace: (text: string) => string): string {
  return rawSql
    .split(MACRO)
    .map((part, index) => (index % 2 === 1 || part === '' ? part : replace(part)))
    .join('');
}
