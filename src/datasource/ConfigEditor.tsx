import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import {
  AdvancedHttpSettings,
  Auth,
  AuthMethod,
  ConfigSection,
  ConnectionSettings,
  convertLegacyAuthProps,
  DataSourceDescription,
} from '@grafana/plugin-ui';
import { Alert, Divider } from '@grafana/ui';
import { TokenField } from './TokenField';
import { authMethodOf, chooseAuthMethod, TOKEN_METHOD, withToken, type Settings } from './authMethod';
import type { PlumblineOptions, PlumblineSecrets } from './types';

const DOCS = 'https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources';

/** Where the service is and how to get in; Grafana's server calls it, so the address is the one that this server sees. */
export function ConfigEditor({ options, onOptionsChange }: DataSourcePluginOptionsEditorProps<PlumblineOptions, PlumblineSecrets>) {
  // The parts of @grafana/plugin-ui are typed for any settings.
  const settings = options as Settings;
  const change = onOptionsChange as (next: Settings) => void;
  const auth = convertLegacyAuthProps({ config: settings, onChange: change });
  return (
    <>
      <DataSourceDescription dataSourceName="Plumbline" docsLink={DOCS} hasRequiredFields />
      {options.readOnly && (
        <Alert severity="info" title="Provisioned data source">
          This data source comes from a file and cannot be changed here. Change the file and restart Grafana.
        </Alert>
      )}
      <Divider />
      <ConnectionSettings
        config={settings}
        onChange={(next) => change({ ...next, url: next.url.trim() })}
        urlPlaceholder="http://plumbline:3300"
        urlTooltip="Address of the Plumbline service, as Grafana's server reaches it"
      />
      <Divider />
      <Auth
        {...auth}
        selectedMethod={authMethodOf(settings)}
        onAuthMethodSelect={(method) => change(chooseAuthMethod(settings, method))}
        visibleMethods={[TOKEN_METHOD, AuthMethod.BasicAuth, AuthMethod.NoAuth]}
        customMethods={[
          {
            id: TOKEN_METHOD,
            label: 'Access token',
            description: "One of the tokens of the service's configuration",
            component: (
              <TokenField
                disabled={options.readOnly === true}
                isConfigured={options.secureJsonFields.token === true}
                value={options.secureJsonData?.token ?? ''}
                onChange={(token) => change(withToken(settings, token))}
                onReset={() => change(withToken(settings, ''))}
              />
            ),
          },
        ]}
      />
      <Divider />
      <ConfigSection
        title="Additional settings"
        description="Cookies to pass on and the time after which a query is given up."
        isCollapsible
        isInitiallyOpen={settings.jsonData.timeout !== undefined || (settings.jsonData.keepCookies?.length ?? 0) > 0}
      >
        <AdvancedHttpSettings config={settings} onChange={change} />
      </ConfigSection>
    </>
  );
}
