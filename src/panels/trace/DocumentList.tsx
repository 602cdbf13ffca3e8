import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, type IconName } from '@grafana/ui';
import type { GivenDocument } from './givenDocuments';
import { LongText } from './LongText';

interface Props {
  readonly documents: readonly GivenDocument[];
  readonly search: string;
}

/** Documents by rank, with what became of each. */
export function DocumentList({ documents, search }: Props) {
  const styles = useStyles2(getStyles);
  if (documents.length === 0) return <p className={styles.none}>No documents.</p>;
  return (
    <ol className={styles.list}>
      {documents.map((document) => (
        <li key={`${document.rank}${document.id}`} className={styles.item}>
          <span className={styles.rank} aria-hidden>
            {document.rank}
          </span>
          <div className={styles.body}>
            <div className={styles.head}>
              <strong>{document.id}</strong>
              {document.version !== '' && <span className={styles.detail}>{document.version}</span>}
              {document.score !== null && <span className={styles.detail}>score {Number(document.score.toFixed(3))}</span>}
              {document.distance !== null && <span className={styles.detail}>distance {Number(document.distance.toFixed(3))}</span>}
              <Use document={document} />
            </div>
            {document.newer !== null && (
              <div className={styles.warning}>
                <Icon name="exclamation-triangle" size="sm" aria-hidden /> Older version of {document.newer.id}, which stands at rank{' '}
                {document.newer.rank}
              </div>
            )}
            {document.content !== '' && <LongText name={document.id} text={document.content} search={search} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

const LOOKS: Readonly<Record<GivenDocument['use'], { readonly text: string; readonly icon: IconName }>> = {
  cited: { text: 'cited by the answer', icon: 'check' },
  used: { text: 'used by the answer', icon: 'check' },
  'not used': { text: 'not used: a distractor', icon: 'times' },
  unknown: { text: 'no text to tell whether it was used', icon: 'question-circle' },
};

function Use({ document }: { readonly document: GivenDocument }) {
  const styles = useStyles2(getStyles);
  if (!document.isGiven) return <span className={styles.detail}>not given to the model</span>;
  const { text, icon } = LOOKS[document.use];
  return (
    <span className={document.use === 'cited' || document.use === 'used' ? styles.used : styles.detail}>
      <Icon name={icon} size="sm" aria-hidden /> {text}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  none: css({ color: theme.colors.text.secondary, margin: 0 }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  item: css({ display: 'flex', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
  rank: css({ flex: '0 0 20px', textAlign: 'right', color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  body: css({ flex: 1, minWidth: 0 }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    gap: theme.spacing(0, 1.5),
    overflowWrap: 'anywhere',
    marginBottom: theme.spacing(0.25),
  }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  used: css({ color: theme.colors.success.text, fontSize: theme.typography.bodySmall.fontSize }),
  warning: css({ color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize, marginBottom: theme.spacing(0.25) }),
});
