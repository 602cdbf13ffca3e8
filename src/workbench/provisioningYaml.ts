import { stringify } from 'yaml';
import type { Settings } from '../datasource/authMethod';

/** The same settings as a file of Grafana's provisioning; secrets are read from its environment. */
export function provisioningYaml({
  name,
  type,
  uid,
  url,
  basicAuth,
  basicAuthUser,
  jsonData,
  secureJsonData,
  secureJsonFields,
}: Settings): string {
  const { authMethod: _editorOnly, ...json } = jsonData;
  const secrets = new Set([
    ...Object.keys(secureJsonFields).filter((key) => secureJsonFields[key] === true),
    ...Object.entries(secureJsonData ?? {}).flatMap(([key, value]) => (value === '' ? [] : [key])),
  ]);
  const variable = (key: string): string => `\${PLUMBLINE_${key.replace(/([a-z])([A-Z0-9])/g, '$1_$2').toUpperCase()}}`;
  return stringify({
    apiVersion: 1,
    datasources: [
      {
        name,
        uid,
        type,
        access: 'proxy',
        url,
        ...(basicAuth ? { basicAuth, basicAuthUser } : {}),
        ...(Object.keys(json).length === 0 ? {} : { jsonData: json }),
        ...(secrets.size === 0 ? {} : { secureJsonData: Object.fromEntries([...secrets].sort().map((key) => [key, variable(key)])) }),
      },
    ],
  });
}
