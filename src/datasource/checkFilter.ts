import type { Filter } from '../core/query/model';
import type { FieldInfo } from './types';

type Operator = Filter['operator'];

const TEXT: readonly Operator[] = ['in', 'not in', '=', '!=', '=~', '!~', '>', '>=', '<', '<='];
const NUMBER: readonly Operator[] = ['=', '!=', '>', '>=', '<', '<=', 'in', 'not in'];
const LIST: readonly Operator[] = ['=', '!='];

/** Operators that fit a field; an attribute and a field that is not known are text. */
export function operatorsOf(field: FieldInfo | undefined): readonly Operator[] {
  return { text: TEXT, number: NUMBER, list: LIST }[field?.type ?? 'text'];
}

/** What is wrong with a filter, for the person beside it; undefined when it can be asked. The service decides in the end. */
export function checkFilter({ field: name, operator, values }: Filter, field: FieldInfo | undefined): string | undefined {
  const given = values.filter((value) => !/\$|\[\[/.test(value));
  if (name.trim() === '') return 'Choose a field.';
  if (!operatorsOf(field).includes(operator)) return `${field?.label ?? name} cannot be compared with ${operator}.`;
  const needsNumber = field?.type === 'number' || ['>', '>=', '<', '<='].includes(operator);
  const text = needsNumber ? given.find((value) => value.trim() === '' || !Number.isFinite(Number(value))) : undefined;
  if (text !== undefined) return `"${text}" is no number.`;
  const pattern = operator === '=~' || operator === '!~' ? given.find((value) => !isPattern(value)) : undefined;
  return pattern === undefined ? undefined : `"${pattern}" is no regular expression.`;
}

/** RE2 is close enough to tell a slip of the finger. Its inline flags are another matter, and go to the service. */
function isPattern(text: string): boolean {
  if (/\(\?[a-zA-Z-]+[:)]|\(\?P</.test(text)) return true;
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return isLoosePattern(text);
  }
}

function isLoosePattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}
