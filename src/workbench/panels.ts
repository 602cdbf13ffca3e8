/** The real panel plugins of the bundle, with the manifest data that Grafana's loader adds. */
import { PluginType, type PanelPlugin, type PanelPluginMeta } from '@grafana/data';
import { plugin as documents } from '../panels/documents/module';
import documentsManifest from '../panels/documents/plugin.json';
import { plugin as isItGood } from '../panels/isitgood/module';
import isItGoodManifest from '../panels/isitgood/plugin.json';
import { plugin as isItWorse } from '../panels/isitworse/module';
import isItWorseManifest from '../panels/isitworse/plugin.json';
import { plugin as trace } from '../panels/trace/module';
import traceManifest from '../panels/trace/plugin.json';
import { STAND_INS } from './standIns';

interface Manifest {
  readonly id: string;
  readonly name: string;
}

function withMeta(plugin: unknown, manifest: Manifest): readonly [string, PanelPlugin] {
  const panel = plugin as PanelPlugin;
  panel.meta = {
    id: manifest.id,
    name: manifest.name,
    type: PluginType.panel,
    sort: 1,
    module: '',
    baseUrl: '',
    info: {
      author: { name: 'Plumbline' },
      description: '',
      links: [],
      logos: { small: '/icon.svg', large: '/icon.svg' },
      screenshots: [],
      updated: '',
      version: '',
    },
  } as PanelPluginMeta;
  return [manifest.id, panel];
}

export const PANELS: ReadonlyMap<string, PanelPlugin> = new Map([
  withMeta(isItGood, isItGoodManifest),
  withMeta(isItWorse, isItWorseManifest),
  withMeta(trace, traceManifest),
  withMeta(documents, documentsManifest),
]);

export function standInsWithMeta(): (readonly [string, PanelPlugin])[] {
  return [...STAND_INS].map(([id, plugin]) => withMeta(plugin, { id, name: id }));
}
