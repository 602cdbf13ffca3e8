import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatCount } from '../../ui/format';
import { tableStyles } from '../../ui/tableStyles';
import { formatValue } from './formatValue';
import { StateIcon } from './StateIcon';
import type { MetricView } from './view';

interface Props {
  readonly metrics: readonly MetricView[];
  readonly shown: MetricView;
  readonly onShow: (key: string) => void;
}

const MOST = 30;

/** A row a metric (and segment): its verdict, what was observed and what was to be expected. A click draws it. */
export function MetricTable({ metrics, shown, onShow }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <table className={styles.table}>
        <caption className="sr-only">Metrics with their verdict, observed and expected value</caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className={styles.number}>
              Observed
            </th>
            <th scope="col" className={styles.number}>
              Expected
            </th>
            <th scope="col" className={styles.number}>
              n
            </th>
          </tr>
        </thead>
        <tbody>
          {metrics.slice(0, MOST).map((metric) => (
            <tr key={metric.key} className={metric.key === shown.key ? styles.shown : ''}>
              <th scope="row">
                <span className={styles.name}>
                  <StateIcon state={metric.state} size="sm" />
                  <span>
                    <button
                      type="button"
                      className={styles.button}
                      aria-pressed={metric.key === shown.key}
                      onClick={() => onShow(metric.key)}
                    >
                      {metric.label}
                    </button>
                    <span className={styles.verdict}>{metric.verdict}</span>
                    {metric.blindSpot !== '' && <span className={styles.verdict}>{metric.blindSpot}</span>}
                  </span>
                </span>
              </th>
              <td className={styles.number}>{formatValue(metric.observed, metric.kind)}</td>
              <td className={styles.number}>{formatValue(metric.expected, metric.kind)}</td>
              <td className={styles.number}>{formatCount(metric.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {metrics.length > MOST && (
        <p className={styles.verdict}>{metrics.length - MOST} more are not shown. Narrow the filters to see them.</p>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...tableStyles(theme),
  shown: css({ background: theme.colors.action.selected }),
  name: css({ display: 'flex', alignItems: 'flex-start', gap: theme.spacing(1) }),
  button: css({
    padding: 0,
    border: 'none',
    background: 'none',
    color: theme.colors.text.primary,
    font: 'inherit',
    textAlign: 'left',
    overflowWrap: 'anywhere',
    cursor: 'pointer',
    '&:hover': { textDecoration: 'underline' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  verdict: css({ display: 'block', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
