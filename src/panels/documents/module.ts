import { PanelPlugin } from '@grafana/data';
import { DEFAULT_OPTIONS, type DocumentsPanelOptions } from './options';
import { Panel } from './Panel';

export const plugin = new PanelPlugin<DocumentsPanelOptions>(Panel)
  .useFieldConfig({ disableStandardOptions: [] })
  .setPanelOptions((builder) =>
    builder.addNumberInput({
      path: 'maxRows',
      name: 'Documents shown',
      description: 'The most suspect come first',
      defaultValue: DEFAULT_OPTIONS.maxRows,
      settings: { min: 1, max: 1000, integer: true },
    }),
  );
