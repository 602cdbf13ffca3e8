/** How Grafana's server gets into the service: by a token, by basic authentication, or as it is. */
import type { DataSourceSettings } from '@grafana/data';
import { AuthMethod } from '@grafana/plugin-ui';
import type { PlumblineOptions } from './types';

export type Settings = DataSourceSettings<PlumblineOptions, Record<string, string>>;
type Method = AuthMethod | `custom-${string}`;

export const TOKEN_METHOD = 'custom-token';

/** A token that is there counts as chosen: provisioning files name no method. */
export function authMethodOf({ basicAuth, jsonData, secureJsonFields, secureJsonData }: Settings): Method {
  if (basicAuth) return AuthMethod.BasicAuth;
  const hasToken = secureJsonFields.token === true || (secureJsonData?.token ?? '') !== '';
  return hasToken || jsonData.authMethod === 'token' ? TOKEN_METHOD : AuthMethod.NoAuth;
}

/** A secret of another method is taken out: the service would be sent both. */
export function chooseAuthMethod(settings: Settings, method: Method): Settings {
  const { authMethod: _before, ...jsonData } = settings.jsonData;
  if (method === TOKEN_METHOD) return { ...settings, basicAuth: false, jsonData: { ...jsonData, authMethod: 'token' } };
  return { ...withToken(settings, ''), basicAuth: method === AuthMethod.BasicAuth, jsonData };
}

/** A token to be saved; the empty text takes the saved one out. */
export function withToken(settings: Settings, token: string): Settings {
  return {
    ...settings,
    secureJsonData: { ...settings.secureJsonData, token },
    secureJsonFields: { ...settings.secureJsonFields, token: false },
  };
}
