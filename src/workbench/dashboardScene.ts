/** Turns a shipped dashboard into a scene: the same variables, panels, places, time range and refresh. */
import type { DataQuery, FieldConfigSource } from '@grafana/data';
import {
  AdHocFiltersVariable,
  CustomVariable,
  dataLayers,
  EmbeddedScene,
  QueryVariable,
  SceneDataLayerControls,
  SceneDataLayerSet,
  SceneGridItem,
  SceneGridLayout,
  SceneQueryRunner,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  SceneVariableSet,
  TextBoxVariable,
  VariableValueSelectors,
  VizPanel,
  type SceneVariable,
} from '@grafana/scenes';
import { DashboardControls } from './DashboardControls';
import { DATA_SOURCE } from './dataSource';
import { PANELS } from './panels';
import { ELSEWHERE, STAND_INS } from './standIns';
import manifest from '../datasource/plugin.json';
import { dashboardSchema, type AnnotationJson, type DashboardJson, type PanelJson, type VariableJson } from './dashboardJson';

/** How many rows a chart asks for at most; panels of this product draw hours, so more would only be thinned out. */
const MAX_DATA_POINTS = 1000;

/** @throws ZodError when the JSON is no dashboard */
export function dashboardScene(json: unknown, dataSourceUid: string): EmbeddedScene {
  const dashboard = dashboardSchema.parse(json);
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: dashboard.time.from, to: dashboard.time.to }),
    $variables: new SceneVariableSet({ variables: dashboard.templating.list.flatMap((variable) => variableOf(variable, dataSourceUid)) }),
    ...(dashboard.annotations.list.length === 0 ? {} : { $data: layersOf(dashboard, dataSourceUid) }),
    controls: [controlsOf(dashboard)],
    body: new SceneGridLayout({
      isLazy: false,
      children: dashboard.panels.filter(({ type }) => type !== 'row').map((panel) => gridItem(panel, dataSourceUid)),
    }),
  });
}

function controlsOf(dashboard: DashboardJson): DashboardControls {
  const intervals = dashboard.timepicker.refresh_intervals;
  const refreshPicker = new SceneRefreshPicker({
    isOnCanvas: true,
    // Without it the button has no name that a screen reader could say.
    withText: true,
    refresh: dashboard.refresh || '',
    ...(intervals === undefined ? {} : { intervals }),
  });
  return new DashboardControls({
    title: dashboard.title,
    time: [new SceneTimePicker({ isOnCanvas: true }), refreshPicker],
    variables: [new VariableValueSelectors({}), new SceneDataLayerControls()],
  });
}

/** Annotations; the page shows one switch for them, which the set names. */
function layersOf({ annotations }: DashboardJson, dataSourceUid: string): SceneDataLayerSet {
  return new SceneDataLayerSet({
    name: annotations.list.map(({ name }) => name).join(', '),
    layers: annotations.list.map((annotation) => layerOf(annotation, dataSourceUid)),
  });
}

function layerOf({ name, enable, hide, iconColor, target }: AnnotationJson, dataSourceUid: string): dataLayers.AnnotationsDataLayer {
  const datasource = { type: DATA_SOURCE.type, uid: dataSourceUid };
  return new dataLayers.AnnotationsDataLayer({
    name,
    isEnabled: enable,
    isHidden: hide,
    query: { name, enable, iconColor, datasource, target: { ...target, datasource } },
  });
}

/** The data source variable of a shipped dashboard has one value here, so it is filled in instead of shown. */
function variableOf(variable: VariableJson, dataSourceUid: string): SceneVariable[] {
  const common = { name: variable.name, ...(variable.label ? { label: variable.label } : {}), hide: variable.hide };
  const value = variable.current.value;
  switch (variable.type) {
    case 'datasource':
      return [];
    case 'query':
      return [
        new QueryVariable({
          ...common,
          datasource: { type: variable.datasource?.type ?? '', uid: dataSourceUid },
          query: variable.query as DataQuery,
          refresh: 2,
          sort: 1,
          isMulti: variable.multi,
          includeAll: variable.includeAll,
          ...(variable.allValue ? { allValue: variable.allValue } : {}),
          defaultToAll: variable.includeAll,
          ...(value === undefined ? {} : { value }),
        }),
      ];
    case 'adhoc':
      return [
        new AdHocFiltersVariable({
          ...common,
          datasource: { type: DATA_SOURCE.type, uid: dataSourceUid },
          applyMode: 'auto',
          layout: 'combobox',
          allowCustomValue: true,
          supportsMultiValueOperators: manifest.multiValueFilterOperators,
          filters: variable.filters,
        }),
      ];
    case 'custom':
      return [
        new CustomVariable({ ...common, query: String(variable.query ?? ''), isMulti: variable.multi, includeAll: variable.includeAll }),
      ];
    case 'textbox':
      return [new TextBoxVariable({ ...common, value: typeof value === 'string' ? value : '' })];
    default:
      throw new Error(`The variable ${variable.name} has the type ${variable.type}, which the workbench cannot show`);
  }
}

function gridItem(panel: PanelJson, dataSourceUid: string): SceneGridItem {
  const { x, y, w, h } = panel.gridPos;
  return new SceneGridItem({
    key: `grid-${panel.id}`,
    x,
    y,
    width: w,
    height: h,
    isDraggable: false,
    isResizable: false,
    body: vizPanel(panel, dataSourceUid),
  });
}

function vizPanel(panel: PanelJson, dataSourceUid: string): VizPanel {
  const pluginId = isHere(panel) ? panel.type : ELSEWHERE;
  return new VizPanel({
    key: `panel-${panel.id}`,
    pluginId,
    title: panel.title,
    ...(panel.description === undefined ? {} : { description: panel.description }),
    options: pluginId === panel.type ? panel.options : {},
    fieldConfig: panel.fieldConfig as FieldConfigSource,
    ...(panel.targets.length === 0 || pluginId === ELSEWHERE
      ? {}
      : {
          $data: new SceneQueryRunner({
            datasource: { type: panel.datasource?.type ?? '', uid: dataSourceUid },
            queries: panel.targets.map((target) => ({ ...target, datasource: { type: panel.datasource?.type ?? '', uid: dataSourceUid } })),
            maxDataPoints: MAX_DATA_POINTS,
          }),
        }),
  });
}

/** True for a panel of this product's data that the page can draw. */
function isHere({ type, datasource }: PanelJson): boolean {
  return (PANELS.has(type) || STAND_INS.has(type)) && (datasource?.type ?? DATA_SOURCE.type) === DATA_SOURCE.type;
}
