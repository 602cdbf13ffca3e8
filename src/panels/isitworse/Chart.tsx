import { css } from '@emotion/css';
import { dateTimeFormat, dateTimeForTimeZone, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useId, useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatCount } from '../../ui/format';
import { chartDrawing, timeStep, type ChartBox, type ChartDrawing } from './chartGeometry';
import { formatValue } from './formatValue';
import { labelRows } from './labelRows';
import type { ChangeRow, SeriesPoint } from './readFrames';
import { stateColor } from './stateLook';
import type { MetricSeries, MetricView } from './view';

interface Props {
  readonly metric: MetricView;
  /** Undefined when there is no line of it. */
  readonly series: MetricSeries | undefined;
  /** Changes within the range, the most likely cause first. */
  readonly changes: readonly ChangeRow[];
  readonly width: number;
  readonly height: number;
  /** The line of text below: what the lines are, or the figures of the point under the pointer. */
  readonly hasLegend: boolean;
  readonly timeZone: string;
}

/** Height of the line of text under the chart, pixels. */
const READOUT = 22;
/** Side of a letter's box, pixels, and rows of them where they would lie over each other. */
const LABEL = 14;
const LABEL_ROWS = 2;
/** Height below which a chart is low, pixels. */
const LOW = 120;
/** Changes that get a letter in the chart. */
const MARKED = 5;
export const CHANGE_LETTERS = 'ABCDE';

/** What was observed, with its interval, on the band that was to be expected; the start, the changes and the evaluator's borders. */
export function Chart({ metric, series, changes, width, height, hasLegend, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  const box = useMemo(() => boxOf(width, height - (hasLegend ? READOUT : 0)), [width, height, hasLegend]);
  const drawing = useMemo(() => (series === undefined ? null : chartDrawing(series.points, series.bucketMs, box)), [series, box]);
  const [chosen, setChosen] = useState<number | null>(null);
  const seen = useMemo(() => (series?.points ?? []).filter(({ observed }) => observed !== null), [series]);
  if (drawing === null || seen.length === 0) return <p className={styles.empty}>No values in this time range to draw.</p>;
  const index = chosen === null ? seen.length - 1 : Math.min(chosen, seen.length - 1);
  const point = seen[index];
  const readout = point === undefined ? '' : readoutOf(point, metric, timeZone);
  return (
    <div className={styles.chart} style={{ width }}>
      {/* A slider is the one control that is read out point by point: arrow keys walk along the line. */}
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${metric.label} over time. ${describe(metric, timeZone)}`}
        aria-valuemin={0}
        aria-valuemax={seen.length - 1}
        aria-valuenow={index}
        aria-valuetext={readout}
        className={styles.slider}
        onKeyDown={(event) => setChosen(keyTarget(event, index, seen.length - 1) ?? chosen)}
        onPointerMove={(event) => setChosen(nearest(seen, event, drawing))}
        onPointerLeave={() => setChosen(null)}
      >
        <Picture {...{ metric, drawing, box, changes, timeZone }} pointer={chosen === null ? undefined : point} />
      </div>
      {hasLegend && (
        <p className={styles.readout} aria-hidden>
          {chosen === null ? <Legend metric={metric} /> : readout}
        </p>
      )}
    </div>
  );
}

interface PictureProps {
  readonly metric: MetricView;
  readonly drawing: ChartDrawing;
  readonly box: ChartBox;
  readonly changes: readonly ChangeRow[];
  readonly timeZone: string;
  readonly pointer: SeriesPoint | undefined;
}

function Picture({ metric, drawing, box, changes, timeZone, pointer }: PictureProps) {
  const theme = useTheme2();
  const clip = useId();
  const color = lineColor(theme, metric);
  const { y } = drawing;
  const bottom = box.height - box.bottom;
  return (
    <svg width={box.width} height={box.height} aria-hidden focusable={false} style={{ display: 'block' }}>
      <clipPath id={clip}>
        <rect x={box.left} y={box.top} width={Math.max(0, box.width - box.left - box.right)} height={Math.max(0, bottom - box.top)} />
      </clipPath>
      <Axes {...{ metric, drawing, box, timeZone }} />
      <g clipPath={`url(#${clip})`}>
        <path d={drawing.band} fill={theme.colors.text.secondary} fillOpacity={0.16} />
        <path d={drawing.expected} fill="none" stroke={theme.colors.text.secondary} strokeWidth={1} strokeDasharray="5 3" />
        <path d={drawing.interval} fill={color} fillOpacity={0.18} />
        <path d={drawing.observed} fill="none" stroke={color} strokeWidth={1.75} strokeLinejoin="round" />
        {drawing.lonely.map(({ time, observed }) => (
          <circle key={time} cx={drawing.middle(time)} cy={y(observed ?? 0)} r={2} fill={color} />
        ))}
        {pointer !== undefined && pointer.observed !== null && (
          <>
            <line
              x1={drawing.middle(pointer.time)}
              x2={drawing.middle(pointer.time)}
              y1={box.top}
              y2={bottom}
              stroke={theme.colors.text.secondary}
              strokeWidth={1}
            />
            <circle
              cx={drawing.middle(pointer.time)}
              cy={y(pointer.observed)}
              r={4}
              fill={color}
              stroke={theme.colors.background.primary}
            />
          </>
        )}
      </g>
      <Marks {...{ metric, drawing, box, changes }} />
    </svg>
  );
}

function Axes({ metric, drawing, box, timeZone }: Omit<PictureProps, 'changes' | 'pointer'>) {
  const theme = useTheme2();
  const { x, y } = drawing;
  const text = { fill: theme.colors.text.secondary, fontSize: 11 };
  const step = timeStep(drawing.to - drawing.from, (box.width - box.left - box.right) / 84);
  const format = step >= 24 * 3_600_000 ? 'MMM D' : drawing.to - drawing.from > 24 * 3_600_000 ? 'ddd HH:mm' : 'HH:mm';
  return (
    <>
      {drawing.yTicks.map((tick) => (
        <g key={tick}>
          <line x1={box.left} x2={box.width - box.right} y1={y(tick)} y2={y(tick)} stroke={theme.colors.border.weak} strokeWidth={1} />
          <text x={box.left - 6} y={y(tick) + 4} textAnchor="end" {...text}>
            {formatTick(tick, metric, drawing.yTicks)}
          </text>
        </g>
      ))}
      {ticksOfTime(drawing, step, timeZone)
        .filter((tick) => x(tick) >= box.left + 4 && x(tick) <= box.width - 24)
        .map((tick) => (
          <text key={tick} x={x(tick)} y={box.height - 4} textAnchor="middle" {...text}>
            {dateTimeFormat(tick, { timeZone, format })}
          </text>
        ))}
    </>
  );
}

/** Lines at times, each with a shape or letter of its own: start ▼, changes A to E, a new evaluator ‖. */
function Marks({ metric, drawing, box, changes }: Omit<PictureProps, 'timeZone' | 'pointer'>) {
  const theme = useTheme2();
  const { x, from, to } = drawing;
  const bottom = box.height - box.bottom;
  const inside = (time: number | null): time is number => time !== null && time >= from && time <= to;
  const start = metric.since;
  const lettered = changes
    .slice(0, MARKED)
    .flatMap((change, index) => (inside(change.time) ? [{ change, letter: CHANGE_LETTERS[index] ?? '' }] : []));
  const rows = labelRows(
    lettered.map(({ change }) => x(change.time)),
    LABEL + 2,
    box.height < LOW ? 1 : LABEL_ROWS,
  );
  const marked = lettered.map((one, index) => ({ ...one, row: rows[index] ?? 0 }));
  const startColor = stateColor(theme, metric.state === 'better' ? 'better' : 'worse');
  return (
    <g fontSize={11} fontWeight={600}>
      {marked.map(({ change, letter, row }) => (
        <g key={letter}>
          <line
            x1={x(change.time)}
            x2={x(change.time)}
            y1={LABEL * (row + 1)}
            y2={bottom}
            stroke={theme.colors.info.text}
            strokeDasharray="2 3"
          />
          <rect
            x={x(change.time) - LABEL / 2}
            y={LABEL * row}
            width={LABEL}
            height={LABEL}
            rx={2}
            fill={theme.colors.background.secondary}
            stroke={theme.colors.info.text}
          />
          <text x={x(change.time)} y={LABEL * row + 11} textAnchor="middle" fill={theme.colors.text.primary}>
            {letter}
          </text>
        </g>
      ))}
      {inside(metric.epochSince) && (
        <g stroke={theme.colors.warning.text}>
          <line x1={x(metric.epochSince) - 2} x2={x(metric.epochSince) - 2} y1={box.top} y2={bottom} />
          <line x1={x(metric.epochSince) + 2} x2={x(metric.epochSince) + 2} y1={box.top} y2={bottom} />
          <text x={x(metric.epochSince) + 6} y={box.top + 11} stroke="none" fill={theme.colors.warning.text}>
            new evaluator
          </text>
        </g>
      )}
      {inside(start) && (
        <g>
          <line x1={x(start)} x2={x(start)} y1={box.top} y2={bottom} stroke={startColor} strokeWidth={2} />
          <path d={`M${x(start) - 6} ${bottom + 8}L${x(start)} ${bottom}L${x(start) + 6} ${bottom + 8}Z`} fill={startColor} />
        </g>
      )}
    </g>
  );
}

function Legend({ metric }: { readonly metric: MetricView }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const color = lineColor(theme, metric);
  return (
    <>
      <svg width={18} height={10} className={styles.key}>
        <rect y={1} width={18} height={8} fill={color} fillOpacity={0.18} />
        <line x2={18} y1={5} y2={5} stroke={color} strokeWidth={2} />
      </svg>
      {metric.label} with 95 % interval
      <svg width={18} height={10} className={styles.key}>
        <rect y={0} width={18} height={10} fill={theme.colors.text.secondary} fillOpacity={0.16} />
        <line x2={18} y1={5} y2={5} stroke={theme.colors.text.secondary} strokeDasharray="5 3" />
      </svg>
      expected
      {metric.since !== null && ' · ▲ start'}
    </>
  );
}

/** Only what is worse has the colour of it; all else is a line like any other. */
function lineColor(theme: GrafanaTheme2, { state }: MetricView): string {
  return state === 'worse' ? stateColor(theme, state) : theme.colors.primary.text;
}

function boxOf(width: number, height: number): ChartBox {
  // A low chart has no room for two rows of letters.
  return { width, height, left: 44, right: 8, top: height < LOW ? LABEL + 2 : LABEL * LABEL_ROWS + 4, bottom: 20 };
}

function nearest(points: readonly SeriesPoint[], event: PointerEvent<HTMLElement>, { middle }: ChartDrawing): number {
  const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
  let best = 0;
  points.forEach(({ time }, index) => {
    if (Math.abs(middle(time) - at) < Math.abs(middle(points[best]?.time ?? 0) - at)) best = index;
  });
  return best;
}

/** @returns where a key leads to; null when it leads nowhere */
function keyTarget(event: KeyboardEvent, index: number, last: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowDown: -1,
    ArrowUp: 1,
    PageDown: -24,
    PageUp: 24,
    Home: -last,
    End: last,
  };
  const step = steps[event.key];
  if (step === undefined) return null;
  event.preventDefault();
  return Math.min(last, Math.max(0, index + step));
}

function readoutOf({ time, observed, lower, upper, expected, n }: SeriesPoint, { kind }: MetricView, timeZone: string): string {
  const interval = lower === null || upper === null ? '' : ` (${formatValue(lower, kind)} to ${formatValue(upper, kind)})`;
  return `${dateTimeFormat(time, { timeZone, format: 'ddd D MMM HH:mm' })}: ${formatValue(observed, kind)}${interval}, expected ${formatValue(expected, kind)}, n = ${formatCount(n)}`;
}

function describe({ since, observed, expected, kind, epochSince }: MetricView, timeZone: string): string {
  const at = (time: number): string => dateTimeFormat(time, { timeZone, format: 'ddd D MMM HH:mm' });
  return [
    `Now ${formatValue(observed, kind)}, expected ${formatValue(expected, kind)}.`,
    since === null ? '' : `The change began about ${at(since)}.`,
    epochSince === null ? '' : `A new evaluator scores since ${at(epochSince)}.`,
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function formatTick(tick: number, { kind }: MetricView, ticks: readonly number[]): string {
  const step = (ticks[1] ?? tick + 1) - (ticks[0] ?? tick);
  const decimals = Math.max(0, Math.min(4, -Math.floor(Math.log10((kind === 'rate' ? 100 : 1) * step) + 1e-9)));
  switch (kind) {
    case 'rate':
      return `${(tick * 100).toFixed(decimals)} %`;
    case 'cost':
      return `$${tick.toFixed(decimals)}`;
    case 'score':
      return tick.toFixed(decimals);
  }
}

/** Times at whole steps of the viewer's clock. */
function ticksOfTime({ from, to }: ChartDrawing, step: number, timeZone: string): number[] {
  const day = 24 * 3_600_000;
  const start = dateTimeForTimeZone(timeZone, from).startOf('day');
  const ticks: number[] = [];
  if (step >= day) {
    for (const at = start; at.valueOf() <= to; at.add(step / day, 'days')) if (at.valueOf() >= from) ticks.push(at.valueOf());
    return ticks;
  }
  for (let at = start.valueOf(); at <= to; at += step) if (at >= from) ticks.push(at);
  return ticks;
}

const getStyles = (theme: GrafanaTheme2) => ({
  chart: css({ maxWidth: '100%', overflow: 'hidden' }),
  slider: css({ cursor: 'crosshair', '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 } }),
  readout: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    height: READOUT,
    margin: 0,
    paddingLeft: theme.spacing(1),
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    textOverflow: 'ellipsis',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
  key: css({ flexShrink: 0, marginLeft: theme.spacing(0.5) }),
  empty: css({ margin: theme.spacing(1), color: theme.colors.text.secondary }),
});
