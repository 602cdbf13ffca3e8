import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatCount, formatScore, formatTarget } from '../../ui/format';
import { Histogram } from './Histogram';
import { IntervalBar } from './IntervalBar';
import type { GoodLayout } from './layout';
import type { GoodPanelOptions } from './options';
import { StateIcon } from './StateIcon';
import { RowLinks } from '../../ui/RowLinks';
import { tableStyles } from '../../ui/tableStyles';
import { Trend } from './Trend';
import type { ScoreView } from './view';

interface Props {
  readonly scores: readonly ScoreView[];
  readonly layout: GoodLayout;
  readonly options: GoodPanelOptions;
  readonly width: number;
  readonly timeZone: string;
}

/** A row a dimension: verdict, mean, interval against target, and how much it rests on. */
export function DimensionTable({ scores, layout, options, width, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  const barWidth = Math.round(Math.min(320, Math.max(56, width * 0.22)));
  const histogram = layout.histogram && options.showHistogram;
  const trend = layout.trend && options.showTrend;
  return (
    <table className={styles.table}>
      <caption className="sr-only">Dimensions with their mean, interval, target and coverage</caption>
      <thead>
        <tr>
          <th scope="col">Dimension</th>
          <th scope="col" className={styles.number}>
            Mean
          </th>
          {layout.interval && <th scope="col">{layout.range ? '95 % interval against target' : 'Interval'}</th>}
          {layout.range && (
            <th scope="col" className={styles.number}>
              Target
            </th>
          )}
          {layout.range && (
            <th scope="col" className={styles.number}>
              Judged
            </th>
          )}
          {layout.coverage && (
            <th scope="col" className={styles.number}>
              Coverage
            </th>
          )}
          {histogram && <th scope="col">Scores</th>}
          {trend && <th scope="col">Trend</th>}
        </tr>
      </thead>
      <tbody>
        {scores.map((score) => (
          <tr key={score.dimension}>
            <th scope="row">
              <span className={styles.name}>
                <StateIcon state={score.state} />
                <span>
                  {score.dimension}
                  <span className={styles.verdict}>{score.verdict}</span>
                  {score.people !== null && (
                    <span className={styles.verdict} title={score.people.detail}>
                      {score.people.title}
                      <span className="sr-only">, {score.people.detail}</span>
                    </span>
                  )}
                </span>
              </span>
            </th>
            <td className={styles.mean}>
              <RowLinks of={score.dimension} links={score.links()}>
                {formatScore(score.mean, score.isRate)}
              </RowLinks>
              {layout.interval && score.people !== null && score.people.corrected !== '' && (
                <span className={styles.people}>{score.people.corrected}</span>
              )}
            </td>
            {layout.interval && (
              <td>
                <IntervalBar score={score} width={barWidth} />
                <span className={layout.range ? styles.range : 'sr-only'}>{intervalText(score)}</span>
              </td>
            )}
            {layout.range && <td className={styles.number}>{score.target === null ? 'none' : formatTarget(score.target, score.isRate)}</td>}
            {layout.range && <td className={styles.number}>{formatCount(score.n)}</td>}
            {layout.coverage && (
              <td className={styles.number} title={score.coverageDetail}>
                {score.coverage}
                <span className="sr-only">, {score.coverageDetail}</span>
              </td>
            )}
            {histogram && <td>{score.histogram.length > 0 ? <Histogram steps={score.histogram} /> : '–'}</td>}
            {trend && (
              <td>
                <Trend score={score} width={140} timeZone={timeZone} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function intervalText({ lower, upper, isRate }: ScoreView): string {
  return lower === null || upper === null ? 'no interval' : `${formatScore(lower, isRate)} to ${formatScore(upper, isRate)}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...tableStyles(theme),
  name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  verdict: css({
    display: 'block',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
  }),
  mean: css({ '&&': { textAlign: 'right' }, fontVariantNumeric: 'tabular-nums', fontSize: theme.typography.h5.fontSize }),
  people: css({
    display: 'block',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1.2,
    maxWidth: 180,
    marginLeft: 'auto',
  }),
  range: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' }),
});
