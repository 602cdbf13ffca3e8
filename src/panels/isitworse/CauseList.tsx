import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { formatCount, formatShare } from '../../ui/format';
import { formatChange, formatValue } from './formatValue';
import { listStyles } from './listStyles';
import type { CauseRow } from './readFrames';
import type { Places } from '../../ui/usePlaces';
import type { MetricView } from './view';

interface Props {
  readonly causes: readonly CauseRow[];
  readonly metric: MetricView;
  readonly places: Places;
  readonly max: number;
}

/** Below this discovery rate a slice stands out among all that were looked at (statistics §2.6). */
const Q_ALLOWED = 0.1;

/** What the fall is blamed on, the first one explaining most. A click narrows the whole dashboard to it. */
export function CauseList({ causes, metric, places, max }: Props) {
  const styles = useStyles2(getStyles);
  const found = causes.filter(({ role }) => role === 'cause').slice(0, max);
  if (found.length === 0) return <p className={styles.note}>No slice stands out: the fall is general.</p>;
  return (
    <ol className={styles.list}>
      {found.map((cause) => (
        <li key={cause.slice} className={cx(styles.item, (cause.q ?? 1) > Q_ALLOWED && styles.faint)}>
          <CauseName cause={cause} places={places} />
          <span className={styles.figures}>
            {formatChange(changeOf(cause), metric.kind)}
            <span className={styles.detail}>
              {formatValue(cause.expected, metric.kind)} → {formatValue(cause.n < 20 ? cause.shrunk : cause.observed, metric.kind)}
              {cause.n < 20 && ' (drawn to the rest)'} · {formatCount(cause.n)} answers
            </span>
          </span>
          {cause.share !== null && (
            <span className={styles.share}>
              <span className={styles.track} aria-hidden>
                <span className={styles.bar} style={{ width: `${Math.round(100 * Math.min(1, Math.max(0, cause.share)))}%` }} />
              </span>
              {formatShare(Math.max(0, cause.share))} of the fall
            </span>
          )}
          {(cause.document !== '' || cause.tool !== '') && <span className={styles.detail}>{withinText(cause)}</span>}
          <span className={styles.detail}>
            {intervalText(cause, metric)}
            {(cause.q ?? 1) > Q_ALLOWED ? ' · may be chance' : ''}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The slice as a link that sets the dashboard's variables, or as text where the dashboard has none for it. */
export function CauseName({ cause, places }: { readonly cause: CauseRow; readonly places: Places }) {
  const styles = useStyles2(getStyles);
  const applied = cause.fixed.length > 0 && cause.fixed.every(([field, value]) => places.isSet(field, value));
  const link = places.slice(cause.fixed, applied);
  const name = (
    <>
      {cause.slice}
      {cause.fixed.length > 0 && (
        <span className={styles.detail}> {cause.fixed.map(([field]) => field.replaceAll('_', ' ')).join(' × ')}</span>
      )}
    </>
  );
  if (link === null) return <span className={styles.name}>{name}</span>;
  return (
    <a
      href={link.href}
      className={styles.link}
      aria-current={applied ? 'true' : undefined}
      title={applied ? 'Show everything again' : `Show ${cause.slice} alone on this dashboard`}
      onClick={(event) => places.follow(event, link)}
    >
      <Icon name={applied ? 'times' : 'filter'} size="sm" aria-hidden /> {name}
      {applied && <span className={styles.detail}> shown alone: click to show everything</span>}
    </a>
  );
}

/** Falls are losses; the value itself moved the other way unless more is worse. */
function changeOf({ observed, expected }: CauseRow): number | null {
  return observed === null || expected === null ? null : observed - expected;
}

/** The document or tool in which the fall lies, within the slice. */
function withinText({ document, tool }: CauseRow): string {
  const parts = [document === '' ? '' : `with ${document} at rank 1`, tool === '' ? '' : `after calls of ${tool}`].filter(
    (part) => part !== '',
  );
  return `Most of it in answers ${parts.join(' and ')}`;
}

function intervalText({ lower, upper }: CauseRow, { kind, higherIsWorse }: MetricView): string {
  if (lower === null || upper === null) return '';
  const [from, to] = higherIsWorse ? [lower, upper] : [-upper, -lower];
  return `95 % interval ${formatChange(from, kind)} to ${formatChange(to, kind)}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...listStyles(theme),
  faint: css({ '> *': { color: theme.colors.text.secondary } }),
  figures: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 1), alignItems: 'baseline', fontVariantNumeric: 'tabular-nums' }),
  share: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), fontSize: theme.typography.bodySmall.fontSize }),
  track: css({ flex: '0 1 120px', height: 6, borderRadius: 3, background: theme.colors.border.medium, overflow: 'hidden' }),
  bar: css({ display: 'block', height: '100%', background: theme.colors.error.main }),
});
