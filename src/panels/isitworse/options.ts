/** Options of the panel as Grafana saves them. */
export interface WorsePanelOptions {
  /** Causes drawn at most. */
  readonly maxCauses: number;
  readonly showChanges: boolean;
  readonly showExamples: boolean;
  readonly showDrift: boolean;
  /** Address of a trace, with `${trace_id}` in it; empty for Explore. */
  readonly traceUrl: string;
}

export const DEFAULT_OPTIONS: WorsePanelOptions = { maxCauses: 5, showChanges: true, showExamples: true, showDrift: true, traceUrl: '' };
