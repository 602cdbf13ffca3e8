import { EditorField } from '@grafana/plugin-ui';
import { MultiCombobox } from '@grafana/ui';
import type { FieldInfo } from '../types';

interface Props {
  readonly id: string;
  readonly fields: readonly FieldInfo[];
  readonly value: readonly string[];
  readonly most: number;
  readonly onChange: (groupBy: string[]) => void;
}

/** Columns to group by: those that are kept by the hour. */
export function GroupByField({ id, fields, value, most, onChange }: Props) {
  const options = fields.filter(({ groupable }) => groupable).map(({ name, label, description }) => ({ value: name, label, description }));
  return (
    <EditorField label="Group by" htmlFor={id} width={30} tooltip={`At most ${most === 1 ? 'one field' : `${most} fields`}`}>
      <MultiCombobox
        id={id}
        options={options}
        value={[...value]}
        placeholder="nothing"
        onChange={(chosen) => onChange(chosen.slice(0, most).map((option) => option.value))}
      />
    </EditorField>
  );
}
