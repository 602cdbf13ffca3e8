import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatCount } from '../../ui/format';
import { RowLinks } from '../../ui/RowLinks';
import { tableStyles } from '../../ui/tableStyles';
import { formatValue } from './formatValue';
import { listStyles } from './listStyles';
import { StateIcon } from './StateIcon';
import { narrowLinks, type Places } from '../../ui/usePlaces';
import type { MetricView, WorseView } from './view';

interface Props {
  readonly view: WorseView;
  readonly shown: MetricView;
  readonly places: Places;
  readonly onShow: (key: string) => void;
}

/** Segments that are listed at most, and the states of which one is worth a row. */
const MOST = 20;
const NOTABLE: ReadonlySet<string> = new Set(['worse', 'better', 'judge_blind', 'evaluator_changed']);

/** A row a metric, and a segment in which something happened: its verdict, what was observed and what was to be expected. */
export function MetricTable({ view, shown, places, onShow }: Props) {
  const styles = useStyles2(getStyles);
  const notable = view.segments.filter(({ state }) => NOTABLE.has(state)).slice(0, MOST);
  const rest = view.segments.length - notable.length;
  return (
    <div className={styles.scroll}>
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
              Answers
            </th>
          </tr>
        </thead>
        <tbody>
          {[...view.metrics, ...notable].map((metric) => (
            <tr key={metric.key} className={metric.key === shown.key ? styles.shown : ''}>
              <th scope="row">
                <span className={styles.name}>
                  <StateIcon state={metric.state} size="sm" />
                  <span>
                    <Name {...{ metric, view, places, onShow }} isShown={metric.key === shown.key} />
                    <span className={styles.verdict}>{metric.verdict}</span>
                  </span>
                </span>
              </th>
              <td className={styles.number}>
                <RowLinks of={metric.label} links={[...metric.links(), ...narrowLinks(view.groupBy, metric.segment, places)]}>
                  {formatValue(metric.observed, metric.kind)}
                </RowLinks>
              </td>
              <td className={styles.number}>{formatValue(metric.expected, metric.kind)}</td>
              <td className={styles.number}>{formatCount(metric.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && (
        <p className={styles.rest}>
          {rest} {rest === 1 ? 'segment' : 'segments'} by {view.groupBy.map((field) => field.replaceAll('_', ' ')).join(' and ')} without a
          change or with too little data.
        </p>
      )}
    </div>
  );
}

interface NameProps extends Pick<Props, 'view' | 'places' | 'onShow'> {
  readonly metric: MetricView;
  readonly isShown: boolean;
}

/** What has a line of its own can be drawn; of another segment the dashboard shows it when it is narrowed to that one. */
function Name({ metric, view, places, onShow, isShown }: NameProps) {
  const styles = useStyles2(getStyles);
  if (view.series.has(metric.key))
    return (
      <button type="button" className={styles.button} aria-pressed={isShown} onClick={() => onShow(metric.key)}>
        {metric.label}
      </button>
    );
  const link = places.slice(
    metric.segment.map((value, index) => [view.groupBy[index] ?? '', value]),
    false,
  );
  if (link === null) return <span>{metric.label}</span>;
  return (
    <a href={link.href} className={styles.link} onClick={(event) => places.follow(event, link)}>
      {metric.label}
    </a>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...listStyles(theme),
  ...tableStyles(theme),
  scroll: css({ overflowX: 'auto' }),
  rest: css({ margin: theme.spacing(0.5, 1), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  // On the darker ground of the chosen row the secondary text colour has too little contrast.
  shown: css({ background: theme.colors.action.selected, '& th span': { color: theme.colors.text.primary } }),
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
