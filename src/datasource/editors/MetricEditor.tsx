import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import { isQuantile, MEASURE_INFO, MEASURES } from '../../core/query/measure';
import type { EditorProps } from './editorProps';
import { FormatField } from './FormatField';
import { GroupByField } from './GroupByField';
import { NumberField } from './NumberField';

const OPTIONS = MEASURES.map((value) => ({ value, label: MEASURE_INFO[value].label, description: MEASURE_INFO[value].description }));

const FORMATS = [
  { value: 'time_series', label: 'Time series', description: 'A line a segment' },
  { value: 'table', label: 'Table', description: 'One number a segment over the whole range: for stats, tables and alert rules' },
] as const;

export function MetricEditor({ query, fields, set }: EditorProps<'metric'>) {
  const measure = query.measure ?? 'requests';
  const id = (part: string): string => `${query.refId}-${part}`;
  return (
    <EditorRow>
      <EditorField label="Metric" htmlFor={id('measure')} width={28}>
        <Combobox id={id('measure')} options={OPTIONS} value={measure} onChange={({ value }) => set({ measure: value })} />
      </EditorField>
      {isQuantile(measure) && (
        <NumberField
          id={id('quantile')}
          label="Quantile"
          tooltip="0.95 is the time that 95 % of the requests stay below"
          value={query.quantile}
          placeholder="0.95"
          min={0.01}
          max={0.999}
          onChange={(quantile) => set({ quantile })}
        />
      )}
      <GroupByField id={id('groupby')} fields={fields} value={query.groupBy ?? []} most={3} onChange={(groupBy) => set({ groupBy })} />
      <FormatField formats={FORMATS} value={query.format ?? 'time_series'} onChange={(format) => set({ format })} />
    </EditorRow>
  );
}
