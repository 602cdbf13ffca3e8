import { InlineField, Input, SecretInput } from '@grafana/ui';

interface Props {
  readonly disabled: boolean;
  /** True when Grafana holds a token, which it never shows again. */
  readonly isConfigured: boolean;
  readonly value: string;
  readonly onChange: (token: string) => void;
  readonly onReset: () => void;
}

export function TokenField({ disabled, isConfigured, value, onChange, onReset }: Props) {
  return (
    <InlineField
      label="Token"
      labelWidth={24}
      htmlFor="plumbline-token"
      grow
      required
      disabled={disabled}
      tooltip="Sent as a bearer token. Kept encrypted by Grafana and never sent to the browser"
    >
      {disabled && isConfigured ? (
        // The button that takes a secret back cannot be disabled.
        <Input id="plumbline-token" disabled value="configured" readOnly />
      ) : (
        <SecretInput
          id="plumbline-token"
          isConfigured={isConfigured}
          value={value}
          placeholder="token"
          onChange={(event) => onChange(event.currentTarget.value)}
          onReset={onReset}
        />
      )}
    </InlineField>
  );
}
