/** Options of the panel as Grafana saves them. */
export interface GoodPanelOptions {
  readonly showHistogram: boolean;
  readonly showTrend: boolean;
  /** Segments drawn at most; the rest is counted in a last line. */
  readonly maxSegments: number;
}

export const DEFAULT_OPTIONS: GoodPanelOptions = { showHistogram: true, showTrend: true, maxSegments: 50 };
