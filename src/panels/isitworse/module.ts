import { PanelPlugin } from '@grafana/data';
import { DEFAULT_OPTIONS, type WorsePanelOptions } from './options';
import { Panel } from './Panel';

export const plugin = new PanelPlugin<WorsePanelOptions>(Panel)
  .useFieldConfig({ disableStandardOptions: [] })
  .setDataSupport({ annotations: true, alertStates: true })
  .setPanelOptions((builder) =>
    builder
      .addNumberInput({
        path: 'maxCauses',
        name: 'Causes shown',
        description: 'The one that explains most comes first',
        defaultValue: DEFAULT_OPTIONS.maxCauses,
        settings: { min: 1, max: 20, integer: true },
      })
      .addBooleanSwitch({
        path: 'showChanges',
        name: 'What changed then',
        description: 'Prompts, models, documents and releases first seen around the start',
        defaultValue: DEFAULT_OPTIONS.showChanges,
      })
      .addBooleanSwitch({
        path: 'showExamples',
        name: 'Example traces',
        description: 'The worst answers beside matched good ones from before',
        defaultValue: DEFAULT_OPTIONS.showExamples,
      })
      .addBooleanSwitch({
        path: 'showDrift',
        name: 'Other drift',
        description: 'What people ask, what is retrieved, what is answered and which model answers',
        defaultValue: DEFAULT_OPTIONS.showDrift,
      })
      .addTextInput({
        path: 'traceUrl',
        name: 'Address of a trace',
        // Grafana's own way to write a variable.
        // oxlint-disable-next-line no-template-curly-in-string
        description: 'With ${trace_id} in it, for example /d/plumbline-trace?var-trace_id=${trace_id}. Empty opens Explore.',
        defaultValue: DEFAULT_OPTIONS.traceUrl,
      }),
  );
