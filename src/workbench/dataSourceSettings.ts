/**
 * What the settings page keeps. Secrets stay in memory of the tab's session and are never shown again; the page sends
 * them as Grafana's server would.
 */
import type { Settings } from '../datasource/authMethod';
import manifest from '../datasource/plugin.json';

const KEY = 'plumbline.datasource';
const SECRETS = 'plumbline.datasource.secrets';

interface Storages {
  readonly local: Pick<Storage, 'getItem' | 'setItem'>;
  readonly session: Pick<Storage, 'getItem' | 'setItem'>;
}

type Kept = Pick<Settings, 'url' | 'basicAuth' | 'basicAuthUser' | 'jsonData'>;

const NOTHING: Kept = { url: '', basicAuth: false, basicAuthUser: '', jsonData: {} };

export function readSecrets({ session }: Storages): Readonly<Record<string, string>> {
  return { ...parsed(session.getItem(SECRETS)) } as Readonly<Record<string, string>>;
}

/** @param origin of the page, which is where the service is */
export function readSettings(storages: Storages, origin: string): Settings {
  const kept = { ...NOTHING, url: origin, ...parsed(storages.local.getItem(KEY)) } as Kept;
  const secrets = readSecrets(storages);
  return {
    id: 1,
    uid: 'plumbline',
    orgId: 1,
    name: manifest.name,
    type: manifest.id,
    typeName: manifest.name,
    typeLogoUrl: '/icon.svg',
    access: 'proxy',
    user: '',
    database: '',
    isDefault: true,
    readOnly: false,
    withCredentials: false,
    ...kept,
    secureJsonFields: Object.fromEntries(Object.keys(secrets).map((name) => [name, true])),
  };
}

export function saveSettings(storages: Storages, settings: Settings): void {
  const { url, basicAuth, basicAuthUser, jsonData, secureJsonData = {}, secureJsonFields } = settings;
  storages.local.setItem(KEY, JSON.stringify({ url, basicAuth, basicAuthUser, jsonData }));
  const before = Object.entries(readSecrets(storages)).filter(([name]) => secureJsonFields[name] === true);
  const typed = Object.entries(secureJsonData).filter(([, value]) => value !== '');
  storages.session.setItem(SECRETS, JSON.stringify(Object.fromEntries([...before, ...typed])));
}

/** Headers that the service is sent: the way in and custom ones. */
export function requestHeaders(settings: Settings, secrets: Readonly<Record<string, string>>): Record<string, string> {
  const json = settings.jsonData as Readonly<Record<string, unknown>>;
  const custom = Object.entries(json).flatMap(([key, name]): [string, string][] => {
    const [, place] = /^httpHeaderName(\d+)$/.exec(key) ?? [];
    const value = secrets[`httpHeaderValue${place ?? ''}`];
    return place === undefined || value === undefined || typeof name !== 'string' || name === '' ? [] : [[name, value]];
  });
  const authorization = settings.basicAuth
    ? `Basic ${btoa(`${settings.basicAuthUser}:${secrets.basicAuthPassword ?? ''}`)}`
    : secrets.token === undefined
      ? undefined
      : `Bearer ${secrets.token}`;
  return { ...Object.fromEntries(custom), ...(authorization === undefined ? {} : { authorization }) };
}

function parsed(text: string | null): object {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
