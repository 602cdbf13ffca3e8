import type { TimeRange } from '@grafana/data';
import { EditorField } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { FieldSource } from '../types';

interface Props {
  readonly id: string;
  readonly source: FieldSource;
  readonly range: TimeRange | undefined;
  readonly value: string | undefined;
  /** Those of a query that takes one evaluator's scores when absent. */
  readonly tooltip?: string;
  readonly placeholder?: string;
  readonly onChange: (evaluator: string | undefined) => void;
}

const ONE_EVALUATOR = 'Whose scores; for each dimension the one with the most scores when empty. Scores of two evaluators are never mixed';

export function EvaluatorField({ id, source, range, value, tooltip = ONE_EVALUATOR, placeholder = 'the most used', onChange }: Props) {
  return (
    <EditorField label="Evaluator" htmlFor={id} width={20} tooltip={tooltip}>
      <Combobox
        id={id}
        options={async (search) => {
          const values = await source.values('evaluator', range, [], search).catch(() => []);
          return values.map(({ text, value: name }) => ({ value: String(name ?? text), label: text }));
        }}
        value={value ?? null}
        placeholder={placeholder}
        isClearable
        createCustomValue
        onChange={(option) => onChange(option?.value)}
      />
    </EditorField>
  );
}
