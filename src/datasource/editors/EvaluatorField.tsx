import type { TimeRange } from '@grafana/data';
import { EditorField } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { FieldSource } from '../types';

interface Props {
  readonly id: string;
  readonly source: FieldSource;
  readonly range: TimeRange | undefined;
  readonly value: string | undefined;
  readonly onChange: (evaluator: string | undefined) => void;
}

export function EvaluatorField({ id, source, range, value, onChange }: Props) {
  return (
    <EditorField
      label="Evaluator"
      htmlFor={id}
      width={20}
      tooltip="Whose scores; for each dimension the one with the most scores when empty. Scores of two evaluators are never mixed"
    >
      <Combobox
        id={id}
        options={async (search) => {
          const values = await source.values('evaluator', range, [], search).catch(() => []);
          return values.map(({ text, value: name }) => ({ value: String(name ?? text), label: text }));
        }}
        value={value ?? null}
        placeholder="the most used"
        isClearable
        createCustomValue
        onChange={(option) => onChange(option?.value)}
      />
    </EditorField>
  );
}
