import type { TimeRange } from '@grafana/data';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import { QUERY_VERSION } from '../core/query/model';
import { FilterRows } from './editors/FilterRows';
import type { FieldSource, ValuesQuery } from './types';
import { useAttributes, useFields } from './useFields';

interface Props {
  readonly source: FieldSource;
  readonly range: TimeRange | undefined;
  /** Without a field while the variable is new. */
  readonly query: ValuesQuery;
  readonly onChange: (query: ValuesQuery) => void;
}

/** Names that belong to scores and not to requests. */
const SCORE_FIELDS = [
  { value: 'dimension', label: 'Dimension', description: 'What is scored' },
  { value: 'evaluator', label: 'Evaluator', description: 'Who scored' },
];

/** A variable lists the values of a field, narrowed by the choice of other variables. */
export function VariableEditor({ source, range, query, onChange }: Props) {
  const fields = useFields(source);
  const attributes = useAttributes(source, range);
  const set = (change: Partial<ValuesQuery>): void => onChange({ ...query, kind: 'values', version: QUERY_VERSION, ...change });
  return (
    <EditorRows>
      <EditorRow>
        <EditorField label="Values of" htmlFor="values-field" width={36} tooltip="The values that occur in the dashboard's time range">
          <Combobox
            id="values-field"
            options={[
              ...fields.map(({ name, label, description }) => ({ value: name, label, description })),
              ...SCORE_FIELDS,
              ...attributes.map((name) => ({ value: `attributes.${name}`, label: `attributes.${name}` })),
            ]}
            value={query.field ?? null}
            placeholder="choose a field"
            createCustomValue
            onChange={({ value }) => set({ field: value })}
          />
        </EditorField>
      </EditorRow>
      <EditorRow>
        <FilterRows source={source} range={range} fields={fields} filters={query.filters ?? []} onChange={(filters) => set({ filters })} />
      </EditorRow>
    </EditorRows>
  );
}
