import { css } from '@emotion/css';
import { FieldType, type DataFrame, type TimeRange } from '@grafana/data';
import { LogsView } from './LogsView';
import { TableView } from './TableView';
import { TimeSeriesView } from './TimeSeriesView';
import { TraceView } from './TraceView';

interface Props {
  readonly frames: readonly DataFrame[];
  readonly isError: boolean;
  readonly timeRange: TimeRange;
  readonly timeZone: string;
  readonly width: number;
}

const GRAPH_HEIGHT = 320;
const table = css({ maxHeight: 560, overflow: 'auto', marginBottom: 16 });

/** An answer in the form that its frames ask for. */
export function ResultView({ frames, isError, timeRange, timeZone, width }: Props) {
  const [first] = frames;
  if (isError) return <p>The query failed; the editor above says why.</p>;
  if (first === undefined) return <p>Nothing to show yet.</p>;
  if (first.meta?.preferredVisualisationType === 'trace') return <TraceView frame={first} />;
  if (first.meta?.preferredVisualisationType === 'logs') return <LogsView frame={first} timeZone={timeZone} />;
  if (frames.every(isLine) && first.fields.length > 0)
    return (
      <TimeSeriesView frames={frames} annotations={[]} timeRange={timeRange} timeZone={timeZone} width={width} height={GRAPH_HEIGHT} />
    );
  return frames.map((frame, index) => {
    const label = titleOf(frame);
    return (
      // Frames of one answer keep their order.
      // oxlint-disable-next-line react/no-array-index-key
      <div key={index}>
        {frames.length > 1 && <h2 className={css({ fontSize: '1rem' })}>{label}</h2>}
        <div className={table}>
          <TableView frame={frame} label={label} />
        </div>
      </div>
    );
  });
}

function isLine({ fields }: DataFrame): boolean {
  return fields.length === 2 && fields[0]?.type === FieldType.time && fields[1]?.type === FieldType.number;
}

function titleOf(frame: DataFrame): string {
  const kind = String(frame.meta?.custom?.kind ?? frame.name ?? 'Result').replaceAll('_', ' ');
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
