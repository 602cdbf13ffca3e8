/** Options of the panel as Grafana saves them. */
export interface TracePanelOptions {
  /** Address of another trace of the conversation, with `${trace_id}` in it; empty sets the dashboard's variable. */
  readonly traceUrl: string;
}

export const DEFAULT_OPTIONS: TracePanelOptions = { traceUrl: '' };
