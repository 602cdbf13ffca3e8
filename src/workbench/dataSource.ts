/** The one data source of the workbench: the real plugin class, with settings as Grafana would hand them over. */
import { PluginType, type DataSourceApi, type DataSourceInstanceSettings, type DataSourcePluginMeta } from '@grafana/data';
import { plugin } from '../datasource/module';
import manifest from '../datasource/plugin.json';

const META = {
  ...manifest,
  type: PluginType.datasource,
  module: '',
  baseUrl: '',
  info: {
    ...manifest.info,
    version: '',
    updated: '',
    links: [],
    screenshots: [],
    author: { name: 'Plumbline' },
    description: '',
    logos: { small: '/icon.svg', large: '/icon.svg' },
  },
} as unknown as DataSourcePluginMeta;

export const DATA_SOURCE: DataSourceInstanceSettings = {
  id: 1,
  uid: 'plumbline',
  type: manifest.id,
  name: 'Plumbline',
  meta: META,
  readOnly: true,
  access: 'proxy',
  isDefault: true,
  jsonData: {},
};

/** Typed as any data source, which is how the rest of the page, like Grafana, sees it. */
export function createDataSource(): DataSourceApi {
  const instance = new plugin.DataSourceClass(DATA_SOURCE as never) as unknown as DataSourceApi;
  instance.meta = META;
  instance.components = plugin.components as unknown as NonNullable<DataSourceApi['components']>;
  return instance;
}
