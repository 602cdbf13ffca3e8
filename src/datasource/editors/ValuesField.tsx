import { EditorField } from '@grafana/plugin-ui';
import { MultiCombobox } from '@grafana/ui';

interface Props<N extends string> {
  readonly id: string;
  readonly names: readonly N[];
  readonly value: readonly N[];
  /** What nothing chosen stands for. */
  readonly placeholder?: string;
  readonly onChange: (values: N[]) => void;
}

/** Number columns of the answer. */
export function ValuesField<N extends string>({ id, names, value, placeholder = 'all', onChange }: Props<N>) {
  return (
    <EditorField label="Values" htmlFor={id} width={30} tooltip="Numbers to return. An alert rule takes exactly one a label set">
      <MultiCombobox<N>
        id={id}
        options={names.map((name) => ({ value: name, label: name }))}
        value={[...value]}
        placeholder={placeholder}
        onChange={(chosen) => onChange(chosen.map((option) => option.value))}
      />
    </EditorField>
  );
}
