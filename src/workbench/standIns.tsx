/** Stand-ins for Grafana's own panels, which are not published: so that every shipped dashboard can be looked at here. */
import { css } from '@emotion/css';
import { PanelPlugin, type PanelProps } from '@grafana/data';
import { StatView } from './results/StatView';
import { TableView } from './results/TableView';
import { TimeSeriesView } from './results/TimeSeriesView';

/** A panel that this page cannot fill. */
export const ELSEWHERE = 'plumbline-elsewhere';

function TimeSeriesPanel({ data, timeRange, timeZone, width, height }: PanelProps) {
  return (
    <TimeSeriesView
      frames={data.series}
      annotations={data.annotations ?? []}
      timeRange={timeRange}
      timeZone={timeZone}
      width={width}
      height={height}
    />
  );
}

function TablePanel({ data, title, width, height }: PanelProps) {
  const frame = data.series[0];
  return (
    <div style={{ width, height }}>
      {frame === undefined ? <p>No data in this time range.</p> : <TableView frame={frame} label={title === '' ? 'Table' : title} />}
    </div>
  );
}

function StatPanel({ data, width, height }: PanelProps) {
  return (
    <div style={{ width, height }}>
      <StatView frames={data.series} />
    </div>
  );
}

function ElsewherePanel() {
  return (
    <p className={css({ margin: 8, opacity: 0.8 })}>Shown in Grafana: it reads another data source or is drawn by a panel of Grafana.</p>
  );
}

export const STAND_INS: ReadonlyMap<string, PanelPlugin> = new Map([
  ['timeseries', new PanelPlugin(TimeSeriesPanel).useFieldConfig().setDataSupport({ annotations: true })],
  ['table', new PanelPlugin(TablePanel).useFieldConfig()],
  ['stat', new PanelPlugin(StatPanel).useFieldConfig()],
  [ELSEWHERE, new PanelPlugin(ElsewherePanel)],
]);
