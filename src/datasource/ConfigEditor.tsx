import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, FieldSet, Input, SecretInput } from '@grafana/ui';
import type { PlumblineOptions, PlumblineSecrets } from './types';

const WIDTH = 60;

export function ConfigEditor({ options, onOptionsChange }: DataSourcePluginOptionsEditorProps<PlumblineOptions, PlumblineSecrets>) {
  const { jsonData, secureJsonFields, readOnly } = options;
  const setToken = (token: string): void => onOptionsChange({ ...options, secureJsonData: { ...options.secureJsonData, token } });
  return (
    <FieldSet label="Plumbline service" disabled={readOnly}>
      <Field label="URL" htmlFor="plumbline-url" required description="Where the service listens, as Grafana's server reaches it">
        <Input
          id="plumbline-url"
          width={WIDTH}
          placeholder="http://plumbline:3300"
          value={options.url}
          onChange={(event) => onOptionsChange({ ...options, url: event.currentTarget.value.trim() })}
        />
      </Field>
      <Field label="Token" htmlFor="plumbline-token" description="Needed when the service's configuration lists tokens">
        <SecretInput
          id="plumbline-token"
          width={WIDTH}
          isConfigured={secureJsonFields.token === true}
          value={options.secureJsonData?.token ?? ''}
          onChange={(event) => setToken(event.currentTarget.value)}
          onReset={() =>
            onOptionsChange({
              ...options,
              secureJsonFields: { ...secureJsonFields, token: false },
              secureJsonData: { ...options.secureJsonData, token: '' },
            })
          }
        />
      </Field>
      <Field label="Timeout" htmlFor="plumbline-timeout" description="Seconds before a query is given up; 30 when empty">
        <Input
          id="plumbline-timeout"
          width={16}
          type="number"
          min={1}
          placeholder="30"
          value={jsonData.timeout ?? ''}
          onChange={(event) => {
            const timeout = Number(event.currentTarget.value);
            const { timeout: _before, ...rest } = jsonData;
            onOptionsChange({ ...options, jsonData: timeout > 0 ? { ...rest, timeout } : rest });
          }}
        />
      </Field>
    </FieldSet>
  );
}
