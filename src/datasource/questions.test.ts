/** What a new query asks is a valid query, and lists of queries name it. */
import { CoreApp } from '@grafana/data';
import { querySchema } from '../core/query/model';
import { QUESTIONS, startQuery } from './questions';

const APPS: readonly (CoreApp | undefined)[] = [undefined, CoreApp.Explore, CoreApp.UnifiedAlerting];
test.each(APPS)('coverage starts as a valid query in %s', (app) => {
  const isAlert = app === CoreApp.UnifiedAlerting;
  expect(querySchema.parse(startQuery('coverage', 'A', app))).toMatchObject({
    kind: 'coverage',
    format: isAlert ? 'table' : 'panel',
    values: isAlert ? ['state'] : [],
  });
});

test('its line in a list of queries', () => {
  const summary = QUESTIONS.find(({ kind }) => kind === 'coverage')?.summary;
  const query = startQuery('coverage', 'A');
  expect(summary?.(query)).toBe('Does the judge see enough?');
  expect(summary?.({ ...query, evaluator: 'answer-judge', groupBy: ['topic'] })).toBe('Does the judge see enough? answer-judge by topic');
});
