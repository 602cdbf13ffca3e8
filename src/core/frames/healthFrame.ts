import { healthState, type FieldHealth } from '../health/healthRows';
import type { HealthQuery } from '../query/health';
import { columns, labelField, numberField, stringField } from './field';
import type { FrameJSON } from './frame';

const STATE_ORDER = ['missing', 'partly', 'filled'] as const;

/**
 * A row a service and field. `table` holds labels and the share alone: what an alert rule takes.
 * @param health in the order of the services
 */
export function healthFrame(
  { refId, below, format }: HealthQuery,
  health: readonly FieldHealth[],
  { executedQueryString }: { readonly executedQueryString: string },
): FrameJSON {
  const listed = health.filter(({ rows, filled }) => below === undefined || filled / rows < below).toSorted(byServiceAndState);
  const labels = ['service', 'of', 'instrumentation', 'field'].map(labelField);
  const share = numberField('share', { unit: 'percentunit', min: 0, max: 1, description: 'Share of the rows that have the field' });
  const fields =
    format === 'table'
      ? [...labels, share]
      : [
          ...labels,
          stringField('label'),
          numberField('rows', { description: 'Requests, or spans of the stage, that could have the field' }),
          numberField('filled', { description: 'Of these, those that have it' }),
          share,
          stringField('state'),
          stringField('empty', { description: 'What shows nothing, or less, because of it' }),
          stringField('source', { description: 'Where the field comes from' }),
        ];
  return {
    schema: {
      refId,
      name: 'health',
      meta: {
        ...(format === 'table' ? { type: 'numeric-long', typeVersion: [0, 1] } : { type: 'table', typeVersion: [0, 0] }),
        ...(format === 'table' ? {} : { preferredVisualisationType: 'table' }),
        executedQueryString,
        ...(health.length === 0 ? { notices: [{ severity: 'info', text: 'No requests in the range.' }] } : {}),
        custom: { kind: 'health' },
      },
      fields,
    },
    data: { values: columns(listed.map(format === 'table' ? labelled : everything), fields.length) },
  };
}

function byServiceAndState(a: FieldHealth, b: FieldHealth): number {
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return STATE_ORDER.indexOf(healthState(a)) - STATE_ORDER.indexOf(healthState(b));
}

const labelsOf = ({ service, of, instrumentation, field }: FieldHealth): unknown[] => [service, of, instrumentation, field.name];

const labelled = (health: FieldHealth): unknown[] => [...labelsOf(health), health.filled / health.rows];

function everything(health: FieldHealth): unknown[] {
  const { field, rows, filled } = health;
  const state = healthState(health);
  return [...labelsOf(health), field.label, rows, filled, filled / rows, state, state === 'filled' ? '' : field.feeds, field.source];
}
