import { css } from '@emotion/css';
import {
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
  type DataFrame,
  type Field,
  type GrafanaTheme2,
  type TimeRange,
} from '@grafana/data';
import { LegendDisplayMode } from '@grafana/schema';
import { TimeSeries, useStyles2, useTheme2, type VizLegendOptions } from '@grafana/ui';
import { AnnotationLines } from './AnnotationLines';

const NO_LEGEND = {
  showLegend: false,
  displayMode: LegendDisplayMode.Hidden,
  placement: 'bottom',
  calcs: [],
} as unknown as VizLegendOptions;

/** Height of a line of the legend, and how many there are before it scrolls. */
const LEGEND_LINE = 22;
const MOST_LINES = 3;

interface Props {
  readonly frames: readonly DataFrame[];
  readonly annotations: readonly DataFrame[];
  readonly timeRange: TimeRange;
  readonly timeZone: string;
  readonly width: number;
  readonly height: number;
}

/** Lines over time with the present value of each and the links to what stands behind it. */
export function TimeSeriesView({ frames, annotations, timeRange, timeZone, width, height }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const lines = frames.filter(isSeries).map((frame, index) => withLook(frame, colorOf(index, theme)));
  if (lines.length === 0) return <p className={styles.empty}>No data in this time range.</p>;
  const legend = Math.min(MOST_LINES, Math.ceil(lines.length / 3)) * LEGEND_LINE + 4;
  return (
    <div>
      <TimeSeries
        frames={lines}
        timeRange={timeRange}
        timeZone={timeZone}
        width={width}
        height={Math.max(80, height - legend)}
        legend={NO_LEGEND}
      >
        {(config) => <AnnotationLines config={config} annotations={annotations} />}
      </TimeSeries>
      {/* A scrolling region must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={styles.legend} style={{ maxHeight: legend }} aria-label="Series" tabIndex={0}>
        {lines.flatMap((frame) =>
          frame.fields
            .filter(({ type }) => type === FieldType.number)
            .map((field) => (
              <Entry
                key={`${frame.name ?? ''}${getFieldDisplayName(field, frame, lines)}`}
                field={field}
                name={getFieldDisplayName(field, frame, lines)}
              />
            )),
        )}
      </ul>
    </div>
  );
}

function Entry({ field, name }: { readonly field: Field; readonly name: string }) {
  const styles = useStyles2(getStyles);
  const last = field.values.length - 1;
  const [link] = last < 0 ? [] : (field.getLinks?.({ valueRowIndex: last }) ?? []);
  const display = field.display?.(field.values[last] ?? null);
  return (
    <li className={styles.entry}>
      <span className={styles.mark} style={{ background: field.config.color?.fixedColor ?? 'currentColor' }} />
      {link === undefined ? (
        name
      ) : (
        <a className={styles.link} href={link.href} title={link.title}>
          {name}
        </a>
      )}
      {display !== undefined && <span className={styles.value}>{formattedValueToString(display)}</span>}
    </li>
  );
}

function isSeries({ fields, length }: DataFrame): boolean {
  return length > 0 && fields.some(({ type }) => type === FieldType.time) && fields.some(({ type }) => type === FieldType.number);
}

function colorOf(index: number, { visualization }: GrafanaTheme2): string {
  const { palette } = visualization;
  return visualization.getColorByName(palette[index % palette.length] ?? 'green');
}

/** Thin lines with points where they stand alone, each in a colour of its own. */
function withLook(frame: DataFrame, color: string): DataFrame {
  const look = { lineWidth: 1.5, showPoints: 'auto', spanNulls: false, fillOpacity: 0 };
  return {
    ...frame,
    fields: frame.fields.map((field) =>
      field.type === FieldType.number
        ? {
            ...field,
            config: {
              ...field.config,
              color: { mode: 'fixed', fixedColor: color },
              custom: { ...look, ...(field.config.custom as object) },
            },
          }
        : field,
    ),
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  empty: css({ margin: theme.spacing(1), color: theme.colors.text.secondary }),
  legend: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 2),
    margin: 0,
    padding: theme.spacing(0, 1),
    listStyle: 'none',
    overflow: 'auto',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  entry: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), height: LEGEND_LINE }),
  mark: css({ display: 'inline-block', width: 12, height: 3, borderRadius: 2 }),
  link: css({ color: theme.colors.text.link, textDecoration: 'underline' }),
  value: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
});
