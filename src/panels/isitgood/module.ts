import { PanelPlugin } from '@grafana/data';
import { DEFAULT_OPTIONS, type GoodPanelOptions } from './options';
import { Panel } from './Panel';

export const plugin = new PanelPlugin<GoodPanelOptions>(Panel).useFieldConfig({ disableStandardOptions: [] }).setPanelOptions((builder) =>
  builder
    .addBooleanSwitch({
      path: 'showHistogram',
      name: 'Score histogram',
      description: 'Distribution of the scores of each dimension',
      defaultValue: DEFAULT_OPTIONS.showHistogram,
    })
    .addBooleanSwitch({
      path: 'showTrend',
      name: 'Trends',
      description: 'Small lines of the mean over time',
      defaultValue: DEFAULT_OPTIONS.showTrend,
    })
    .addNumberInput({
      path: 'maxSegments',
      name: 'Segments shown',
      description: 'The worst come first',
      defaultValue: DEFAULT_OPTIONS.maxSegments,
      settings: { min: 1, integer: true },
    }),
);
