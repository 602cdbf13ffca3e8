import type { TimeRange } from '@grafana/data';
import { Button, Combobox, IconButton, InlineField, InlineFieldRow, MultiCombobox, type ComboboxOption } from '@grafana/ui';
import { FILTER_OPERATORS, type Filter } from '../core/query/model';
import type { FieldSource } from './types';

interface Props {
  readonly datasource: FieldSource;
  readonly range: TimeRange | undefined;
  readonly fields: ComboboxOption<string>[];
  readonly filters: readonly Filter[];
  readonly onChange: (filters: Filter[]) => void;
}

const OPERATORS: ComboboxOption<Filter['operator']>[] = FILTER_OPERATORS.map((value) => ({ value, label: value }));

/** Rows of field, operator and values; values are offered from the data of the time range. */
export function FilterRows({ datasource, range, fields, filters, onChange }: Props) {
  const change = (index: number, part: Partial<Filter>): void =>
    onChange(filters.map((filter, at) => (at === index ? { ...filter, ...part } : filter)));
  return (
    <InlineField label="Filters" labelWidth={16} grow>
      <div>
        {filters.map((filter, index) => (
          // Rows have no identity of their own, and a row that moves up is the same row with other content.
          // oxlint-disable-next-line react/no-array-index-key
          <InlineFieldRow key={index}>
            <Combobox
              aria-label={`Field of filter ${index + 1}`}
              options={fields}
              value={filter.field}
              width={24}
              createCustomValue
              onChange={({ value }) => change(index, { field: value, values: [] })}
            />
            <Combobox
              aria-label={`Operator of filter ${index + 1}`}
              options={OPERATORS}
              value={filter.operator}
              width={12}
              onChange={({ value }) => change(index, { operator: value })}
            />
            <MultiCombobox
              aria-label={`Values of filter ${index + 1}`}
              options={(search) => offered(datasource, range, filter.field, search)}
              value={filter.values}
              width={40}
              placeholder="any"
              createCustomValue
              onChange={(chosen) => change(index, { values: chosen.map(({ value }) => value) })}
            />
            <IconButton
              name="trash-alt"
              aria-label={`Remove filter ${index + 1}`}
              onClick={() => onChange(filters.filter((_filter, at) => at !== index))}
            />
          </InlineFieldRow>
        ))}
        <Button
          variant="secondary"
          size="sm"
          icon="plus"
          onClick={() => onChange([...filters, { field: 'topic', operator: 'in', values: [] }])}
        >
          Add filter
        </Button>
      </div>
    </InlineField>
  );
}

async function offered(
  datasource: FieldSource,
  range: TimeRange | undefined,
  field: string,
  search: string,
): Promise<ComboboxOption<string>[]> {
  const values = await datasource.values(field, range, [], search);
  return values.map(({ text, value }) => ({ value: String(value ?? text), label: text }));
}
