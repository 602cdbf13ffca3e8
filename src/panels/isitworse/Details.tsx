import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatShare } from '../../ui/format';
import { tableStyles } from '../../ui/tableStyles';
import { formatChange, formatValue, isNothing } from './formatValue';
import { listStyles } from './listStyles';
import type { DocumentRow, DriftRow, MixRow } from './readFrames';
import type { MetricView } from './view';

const SHOWN = 6;

/** Documents of the worst slice, the most suspect first. */
export function Documents({ documents, metric }: { readonly documents: readonly DocumentRow[]; readonly metric: MetricView }) {
  const styles = useStyles2(getStyles);
  const telling = documents.filter(({ reason, topNow }) => reason !== '' || (topNow ?? 0) > 0).slice(0, SHOWN);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="sr-only">Documents that were retrieved for the answers that fell</caption>
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col" className={styles.number}>
              At rank 1
            </th>
            <th scope="col" className={styles.number}>
              {metric.metric} with it first
            </th>
          </tr>
        </thead>
        <tbody>
          {telling.map((document) => (
            <tr key={document.id}>
              <th scope="row">
                {document.id}
                {document.reason !== '' && <span className={styles.below}>{document.reason}</span>}
              </th>
              <td className={styles.number}>
                {formatShare(document.topBefore)} → {formatShare(document.topNow)}
              </td>
              <td className={styles.number}>
                {formatValue(document.valueTop, metric.kind)}
                <span className={styles.below}>others {formatValue(document.valueOther, metric.kind)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How much of the change of the mean is other traffic, and how much is worse answers to the same traffic. */
export function Mix({ mix, metric }: { readonly mix: readonly MixRow[]; readonly metric: MetricView }) {
  const styles = useStyles2(getStyles);
  const sum = (pick: (row: MixRow) => number): number => mix.reduce((total, row) => total + pick(row), 0);
  const [other, within] = [sum((row) => row.mix), sum((row) => row.within)];
  // A small slice may fall while everything together does not.
  if (isNothing(other + within, metric.kind) || other + within > 0 !== metric.higherIsWorse) return null;
  return (
    <p className={styles.note}>
      The mean moved by {formatChange(other + within, metric.kind)} since the start: {formatChange(other, metric.kind)} because other things
      are asked (mix), {formatChange(within, metric.kind)} because the same things are answered differently (within).
    </p>
  );
}

const KINDS: Readonly<Record<string, string>> = { usage: 'Usage drift', data: 'Data drift', output: 'Output drift', model: 'Model drift' };

/** Drift that is not quality, by its kind; what was looked at and has not moved folds away. */
export function Drift({ drift }: { readonly drift: readonly DriftRow[] }) {
  const styles = useStyles2(getStyles);
  const [moved, still] = [drift.filter(({ drifted }) => drifted), drift.filter(({ drifted }) => !drifted)];
  return (
    <>
      {moved.length === 0 && <p className={styles.note}>None: questions, documents, form of the answers and models are as before.</p>}
      <ul className={styles.list}>
        {moved.map(({ kind, text }) => (
          <li key={text} className={styles.item}>
            <span>
              <span className={styles.name}>{KINDS[kind] ?? kind}</span> {text}
            </span>
          </li>
        ))}
      </ul>
      {still.length > 0 && (
        <details className={styles.still}>
          <summary>
            {still.length} {still.length === 1 ? 'measure has' : 'measures have'} not moved
          </summary>
          <ul>
            {still.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...tableStyles(theme),
  ...listStyles(theme),
  scroll: css({ overflowX: 'auto', 'tbody th': { overflowWrap: 'anywhere' } }),
  below: css({ display: 'block', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  still: css({
    margin: theme.spacing(0.5, 1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    ul: { margin: 0, paddingLeft: theme.spacing(2) },
    summary: { cursor: 'pointer' },
  }),
});
