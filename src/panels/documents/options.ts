/** Options of the panel as Grafana saves them. */
export interface DocumentsPanelOptions {
  /** Rows drawn at most. */
  readonly maxRows: number;
}

export const DEFAULT_OPTIONS: DocumentsPanelOptions = { maxRows: 200 };
