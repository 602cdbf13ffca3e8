import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import { useState } from 'react';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly tooltip: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
}

/** A text that is taken over on leaving the field or with Enter. */
export function TextField({ id, label, tooltip, value, placeholder, onChange }: Props) {
  const [text, setText] = useState<string>();
  const leave = (): void => {
    setText(undefined);
    if (text !== undefined && text !== value) onChange(text);
  };
  return (
    <EditorField label={label} htmlFor={id} width={44} tooltip={tooltip}>
      <Input
        id={id}
        value={text ?? value}
        placeholder={placeholder}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave();
        }}
      />
    </EditorField>
  );
}
