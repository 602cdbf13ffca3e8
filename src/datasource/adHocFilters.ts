import type { AdHocVariableFilter } from '@grafana/data';
import type { Filter } from '../core/query/model';

/** Grafana's operators and ours; the two with a bar take several values. */
const OPERATORS: Readonly<Record<string, Filter['operator']>> = {
  '=': '=',
  '!=': '!=',
  '=~': '=~',
  '!~': '!~',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '=|': 'in',
  '!=|': 'not in',
};

/** Ad hoc filters of a dashboard as filters of a query. One that is not filled in yet restricts nothing. */
export function adHocFilters(filters: readonly AdHocVariableFilter[]): Filter[] {
  return filters.flatMap(({ key, operator, value, values }) => {
    const known = OPERATORS[operator];
    const list = known === 'in' || known === 'not in' ? (values ?? [value]) : [value];
    const given = list.filter((text) => text !== '' || known === '=' || known === '!=');
    return known === undefined || key === '' || given.length === 0 ? [] : [{ field: key, operator: known, values: given }];
  });
}
