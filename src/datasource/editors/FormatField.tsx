import { EditorField } from '@grafana/plugin-ui';
import { RadioButtonGroup } from '@grafana/ui';

interface Props<F extends string> {
  readonly formats: readonly { readonly value: F; readonly label: string; readonly description: string }[];
  readonly value: F;
  readonly onChange: (format: F) => void;
}

export function FormatField<F extends string>({ formats, value, onChange }: Props<F>) {
  return (
    <EditorField label="Format">
      <RadioButtonGroup aria-label="Format" options={[...formats]} value={value} onChange={onChange} />
    </EditorField>
  );
}
