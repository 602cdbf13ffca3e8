import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import { useState } from 'react';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly tooltip?: string;
  readonly value: number | undefined;
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
  /** Undefined when the field is emptied. */
  readonly onChange: (value: number | undefined) => void;
}

/** A number that is taken over on leaving the field, and says beside itself why it is not. */
export function NumberField({ id, label, tooltip, value, placeholder, min, max, onChange }: Props) {
  const [text, setText] = useState<string>();
  const shown = text ?? (value === undefined ? '' : String(value));
  const problem = problemOf(shown, min, max);
  const leave = (): void => {
    if (text === undefined || problem !== undefined) return;
    setText(undefined);
    onChange(text.trim() === '' ? undefined : Number(text));
  };
  return (
    <EditorField
      label={label}
      htmlFor={id}
      width={12}
      invalid={problem !== undefined}
      {...(problem === undefined ? {} : { error: problem })}
      {...(tooltip === undefined ? {} : { tooltip })}
    >
      <Input
        id={id}
        inputMode="decimal"
        width={14}
        value={shown}
        {...(placeholder === undefined ? {} : { placeholder })}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave();
        }}
      />
    </EditorField>
  );
}

function problemOf(text: string, min = -Infinity, max = Infinity): string | undefined {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return 'Enter a number.';
  if (value >= min && value <= max) return undefined;
  return max === Infinity ? `At least ${min}.` : `Between ${min} and ${max}.`;
}
