import type { QueryEditorProps } from '@grafana/data';
import { InlineField, InlineFieldRow, Input, MultiCombobox, RadioButtonGroup } from '@grafana/ui';
import type { Filter, GoodQuery } from '../core/query/model';
import type { PlumblineDataSource } from './datasource';
import { FilterRows } from './FilterRows';
import type { PlumblineOptions, PlumblineQuery } from './types';
import { useDimensionOptions } from './useDimensionOptions';
import { useFieldOptions } from './useFieldOptions';

const LABEL = 16;
const FORMATS = [
  { value: 'panel', label: 'Panel', description: 'Everything that the "Is it good?" panel draws' },
  { value: 'table', label: 'Table', description: 'A row a dimension and segment: for tables and alert rules' },
  { value: 'time_series', label: 'Time series', description: 'A line a dimension and segment' },
] as const;

export function GoodEditor({
  datasource,
  query,
  range,
  onChange,
  onRunQuery,
}: QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions>) {
  const good = query as Partial<GoodQuery> & PlumblineQuery;
  const fields = useFieldOptions(datasource);
  const dimensions = useDimensionOptions(datasource);
  const set = (change: Partial<GoodQuery>): void => {
    onChange({ ...query, ...change } as PlumblineQuery);
    onRunQuery();
  };
  const single = good.dimensions?.length === 1 ? good.dimensions[0] : undefined;
  return (
    <>
      <InlineFieldRow>
        <InlineField label="Dimensions" labelWidth={LABEL} tooltip="Nothing chosen asks for every dimension that has scores">
          <MultiCombobox
            id={`${query.refId}-dimensions`}
            options={dimensions}
            value={good.dimensions ?? []}
            width={40}
            placeholder="all"
            createCustomValue
            onChange={(chosen) => set({ dimensions: chosen.map(({ value }) => value) })}
          />
        </InlineField>
        <InlineField label="Group by" tooltip="At most three fields">
          <MultiCombobox
            id={`${query.refId}-groupby`}
            options={fields}
            value={good.groupBy ?? []}
            width={40}
            placeholder="nothing"
            createCustomValue
            onChange={(chosen) => set({ groupBy: chosen.slice(0, 3).map(({ value }) => value) })}
          />
        </InlineField>
        {single !== undefined && (
          <InlineField
            label="Target"
            htmlFor={`${query.refId}-target`}
            tooltip="What counts as good for this dimension; the configuration's target when empty"
          >
            <Input
              id={`${query.refId}-target`}
              type="number"
              step="any"
              width={12}
              defaultValue={good.targets?.[single] ?? ''}
              onBlur={(event) => {
                const text = event.currentTarget.value;
                set({ targets: text === '' ? {} : { [single]: Number(text) } });
              }}
            />
          </InlineField>
        )}
      </InlineFieldRow>
      <FilterRows
        datasource={datasource}
        range={range}
        fields={fields}
        filters={query.filters ?? []}
        onChange={(filters: Filter[]) => set({ filters })}
      />
      <InlineField label="Format" labelWidth={LABEL}>
        <RadioButtonGroup
          aria-label="Format"
          options={[...FORMATS]}
          value={good.format ?? 'panel'}
          onChange={(format) => set({ format })}
        />
      </InlineField>
    </>
  );
}
