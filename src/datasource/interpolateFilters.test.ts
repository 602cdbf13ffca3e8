import type { Filter } from '../core/query/model';
import { interpolateFilters, type Replace } from './interpolateFilters';

/** Grafana's replacement: `$name` and `${name}`, each value through the format function. */
function replaceWith(variables: Readonly<Record<string, unknown>>): Replace {
  return (text, _scopedVars, format) =>
    text.replace(/\$\{(\w+)\}|\$(\w+)/g, (all, braced?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      return name in variables ? format(variables[name]) : all;
    });
}

const filter = (...values: string[]): Filter => ({ field: 'topic', operator: 'in', values });

const ROWS: [string, Filter[], Record<string, unknown>, Filter[]][] = [
  ['a single value', [filter('$topic')], { topic: 'shipping' }, [filter('shipping')]],
  ['several values', [filter('$topic')], { topic: ['shipping', 'returns'] }, [filter('shipping', 'returns')]],
  ['All drops the filter', [filter('$topic')], { topic: ['$__all'] }, []],
  ['All as the custom value of a shipped dashboard, which Grafana does not format', [filter('$__all')], {}, []],
  ['nothing chosen drops the filter', [filter('$topic')], { topic: [] }, []],
  ['a value and a variable', [filter('fixed', '${topic}')], { topic: ['a', 'b'] }, [filter('fixed', 'a', 'b')]],
  ['a variable inside a text', [filter('v-$topic')], { topic: ['a', 'b'] }, [filter('v-a,b')]],
  ['a value with a comma stays one value', [filter('$topic')], { topic: ['a,b', 'c'] }, [filter('a,b', 'c')]],
  ['text without variables', [filter('a')], {}, [filter('a')]],
  ['a variable that does not exist', [filter('$nope')], {}, [filter('$nope')]],
];
test.each(ROWS)('%s', (_name, filters, variables, expected) =>
  expect(interpolateFilters(filters, {}, replaceWith(variables))).toEqual(expected),
);
