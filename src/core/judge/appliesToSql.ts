import { SEGMENT_NAMES } from '../model/segments';
import type { Evaluator } from './evaluator';

/**
 * Condition on `interaction_metrics` that holds of the requests that an evaluator should judge, as text: it is stored with the
 * evaluator's state, so that whoever counts coverage need not know the configuration.
 */
export function appliesToSql({ where, generated }: Pick<Evaluator, 'where' | 'generated'>): string {
  const segments = SEGMENT_NAMES.flatMap((name) => {
    const values = where[name];
    return values === undefined ? [] : [`${name} IN (${values.map(quoted).join(', ')})`];
  });
  return ["status != 'error'", ...(generated ? [] : ['generated = 0']), ...segments].join(' AND ');
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
