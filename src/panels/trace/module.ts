import { PanelPlugin } from '@grafana/data';
import { DEFAULT_OPTIONS, type TracePanelOptions } from './options';
import { Panel } from './Panel';

export const plugin = new PanelPlugin<TracePanelOptions>(Panel).useFieldConfig({ disableStandardOptions: [] }).setPanelOptions((builder) =>
  builder.addTextInput({
    path: 'traceUrl',
    name: 'Address of another trace',
    // Grafana's own way to write a variable.
    // oxlint-disable-next-line no-template-curly-in-string
    description: 'For the turns of a conversation, with ${trace_id} in it. Empty sets the variable trace_id of the dashboard.',
    defaultValue: DEFAULT_OPTIONS.traceUrl,
  }),
);
