import { EditorField } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { DimensionInfo } from '../types';

interface Props {
  readonly id: string;
  readonly dimensions: readonly DimensionInfo[];
  readonly value: string | undefined;
  readonly tooltip: string;
  /** Asked for with the empty text when the choice is taken back. */
  readonly onChange: (dimension: string | undefined) => void;
}

export function DimensionField({ id, dimensions, value, tooltip, onChange }: Props) {
  const names = dimensions.map(({ name }) => name);
  const options = (value === undefined || names.includes(value) ? names : [...names, value]).map((name) => ({ value: name, label: name }));
  return (
    <EditorField label="Dimension" htmlFor={id} width={24} tooltip={tooltip}>
      <Combobox
        id={id}
        options={options}
        value={value ?? null}
        placeholder={names[0] ?? 'first of the configuration'}
        isClearable
        createCustomValue
        onChange={(option) => onChange(option?.value)}
      />
    </EditorField>
  );
}
