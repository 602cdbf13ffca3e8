import { Combobox, InlineField } from '@grafana/ui';
import { QUERY_VERSION } from '../core/query/model';
import type { FieldSource, ValuesQuery } from './types';
import { useFieldOptions } from './useFieldOptions';

interface Props {
  readonly source: FieldSource;
  /** Without a field while the variable is new. */
  readonly query: ValuesQuery;
  readonly onChange: (query: ValuesQuery) => void;
}

export function VariableEditor({ source, query, onChange }: Props) {
  const fields = useFieldOptions(source);
  return (
    <InlineField label="Values of" labelWidth={16} htmlFor="values-field" tooltip="The values that occur in the dashboard's time range">
      <Combobox
        id="values-field"
        options={fields}
        value={query.field ?? null}
        width={32}
        createCustomValue
        onChange={({ value }) => onChange({ ...query, kind: 'values', version: QUERY_VERSION, field: value })}
      />
    </InlineField>
  );
}
