/** Gives @grafana/runtime and @grafana/ui what a Grafana server's page gives them. */
import {
  EventBusSrv,
  LoadingState,
  setTimeZoneResolver,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformersRegistry,
} from '@grafana/data';
import type {
  DataQueryRequest,
  DataQueryResponse,
  DataSourceApi,
  DataSourceInstanceSettings,
  GrafanaTheme2,
  PanelPlugin,
} from '@grafana/data';
import {
  config,
  locationService,
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setLocationSrv,
  setPluginImportUtils,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import type { DataSourceSrv, EchoSrv, RuntimeDataSource, TemplateSrv } from '@grafana/runtime';
import { initializeLoggersRegistry, registerRuntimeDataSourceInstance } from '@grafana/runtime/unstable';
import { sceneUtils, sceneGraph, type SceneObject } from '@grafana/scenes';
import { catchError, from, map, merge, of, share, takeUntil, timer } from 'rxjs';
import { createBackendSrv } from './backendSrv';
import { createDataSource, DATA_SOURCE } from './dataSource';
import { PANELS, standInsWithMeta } from './panels';
import { standardOptions } from './standardOptions';

/** The bundle's own panels, and stand-ins for those of Grafana. */
const ALL_PANELS: ReadonlyMap<string, PanelPlugin> = new Map([...PANELS, ...standInsWithMeta()]);

let installed = false;

/** Sets up everything once; later calls only change the theme. */
export function installRuntime(theme: GrafanaTheme2): void {
  config.theme2 = theme;
  if (installed) return;
  installed = true;
  initializeLoggersRegistry();
  setBackendSrv(createBackendSrv());
  setLocationSrv(locationService);
  setAppEvents(new EventBusSrv());
  setEchoSrv(SILENT_ECHO);
  setTemplateSrv(SCENE_TEMPLATES);
  setTimeZoneResolver(() => 'browser');
  standardEditorsRegistry.setInit(() => OPTION_EDITORS);
  standardFieldConfigEditorRegistry.setInit(standardOptions);
  standardTransformersRegistry.setInit(() => []);
  setDataSourceSrv(dataSources());
  setRunRequest((dataSource, request, queryFunction) => run(dataSource, request, queryFunction));
  setPluginImportUtils({ importPanelPlugin, getPanelPluginFromCache: (id) => ALL_PANELS.get(id) });
  for (const [pluginId, plugin] of ALL_PANELS) sceneUtils.registerRuntimePanelPlugin({ pluginId, plugin });
}

/** A panel's options are declared with these; the workbench has no editor for them, only their defaults. */
const OPTION_EDITORS = [
  'boolean',
  'number',
  'slider',
  'text',
  'strings',
  'select',
  'multi-select',
  'radio',
  'color',
  'unit',
  'field-name',
].map((id) => ({ id, name: id, description: '', editor: () => null }));

async function importPanelPlugin(id: string): Promise<PanelPlugin> {
  const plugin = ALL_PANELS.get(id);
  if (plugin === undefined) throw new Error(`The panel ${id} exists in Grafana only`);
  return plugin;
}

/** Milliseconds without an answer after which a panel is said to be loading; sooner it would only flicker. Grafana's own value. */
const LOADING_AFTER_MS = 200;

/** @param queryFunction answers instead of the data source itself, as variables with a query of their own do */
function run(
  dataSource: DataSourceApi,
  request: DataQueryRequest,
  queryFunction?: (request: DataQueryRequest) => ReturnType<DataSourceApi['query']>,
) {
  const done = { timeRange: request.range, request };
  // As Grafana does, queries that cannot be answered yet are not sent; variables decide for themselves.
  const targets = request.targets.filter((query) => dataSource.filterQuery?.(query) ?? true);
  const answer = queryFunction?.(request) ?? (targets.length === 0 ? of({ data: [] }) : dataSource.query({ ...request, targets }));
  const answered = from(answer).pipe(
    map((response: DataQueryResponse) => ({
      ...done,
      state: response.error === undefined && !response.errors?.length ? (response.state ?? LoadingState.Done) : LoadingState.Error,
      series: response.data,
      ...(response.error === undefined ? {} : { error: response.error }),
      ...(response.errors === undefined ? {} : { errors: response.errors }),
    })),
    catchError((error: Error) => of({ ...done, state: LoadingState.Error, series: [], error: { message: error.message } })),
    share(),
  );
  const loading = timer(LOADING_AFTER_MS).pipe(map(() => ({ ...done, state: LoadingState.Loading, series: [] })));
  return merge(loading.pipe(takeUntil(answered)), answered);
}

function dataSources(): DataSourceSrv {
  const instance = createDataSource();
  // Grafana is moving from one registry of data sources to another; the page fills both.
  registerRuntimeDataSourceInstance({
    dataSource: Object.assign(instance, { instanceSettings: DATA_SOURCE }) as unknown as RuntimeDataSource,
  });
  const fits = (ref: unknown): boolean => {
    const uid = typeof ref === 'object' && ref !== null && 'uid' in ref ? ref.uid : ref;
    return uid === undefined || uid === null || uid === DATA_SOURCE.uid || uid === DATA_SOURCE.name || String(uid).startsWith('$');
  };
  const service: Partial<DataSourceSrv> = {
    get: async (ref) => {
      if (!fits(ref)) throw new Error(`No data source ${JSON.stringify(ref)} here: the workbench has Plumbline's only`);
      return instance;
    },
    getList: () => [DATA_SOURCE],
    getInstanceSettings: (ref): DataSourceInstanceSettings | undefined => (fits(ref) ? DATA_SOURCE : undefined),
    reload: async () => undefined,
  };
  return service as DataSourceSrv;
}

const SILENT_ECHO: EchoSrv = {
  flush: () => undefined,
  addBackend: () => undefined,
  addEvent: () => undefined,
  onInteraction: () => () => undefined,
};

/** Scenes hands the object whose variables count along with each request, the way it does in Grafana. */
const SCENE_TEMPLATES: TemplateSrv = {
  getVariables: () => [],
  replace: (target, scopedVars, format) => {
    const scene = scopedVars?.__sceneObject?.value as { valueOf(): SceneObject } | undefined;
    return scene === undefined ? (target ?? '') : sceneGraph.interpolate(scene.valueOf(), target, scopedVars, format as string);
  },
  containsTemplate: (target) => /\$\w|\$\{|\[\[/.test(target ?? ''),
  updateTimeRange: () => undefined,
};
