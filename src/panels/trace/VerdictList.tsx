import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { LongText } from './LongText';
import type { VerdictRow } from './readFrames';
import { shareOf } from './view';

/** Scores with their reasons, the worst first. */
export function VerdictList({ verdicts, search }: { readonly verdicts: readonly VerdictRow[]; readonly search: string }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list}>
      {verdicts.map((verdict) => (
        <li key={`${verdict.name}${verdict.evaluator}${verdict.scored}`} className={styles.item}>
          <div className={styles.head}>
            <strong>{verdict.name}</strong>
            <Score verdict={verdict} />
            <span className={styles.detail}>
              {verdict.kind === 'HUMAN'
                ? `labelled by ${verdict.evaluator || 'a person'}`
                : [verdict.evaluator, verdict.version].filter(Boolean).join(' ')}
            </span>
          </div>
          {verdict.reason !== '' && <LongText name={`the reason of ${verdict.name}`} text={verdict.reason} search={search} />}
        </li>
      ))}
    </ul>
  );
}

/** Below this part of its scale a score is bad at first sight. */
const BAD = 0.5;

function Score({ verdict }: { readonly verdict: VerdictRow }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  if (verdict.value === null)
    return (
      <span className={styles.failed}>
        {verdict.errorType === '' ? verdict.label || 'no score' : `the evaluator failed: ${verdict.errorType}`}
      </span>
    );
  const isBad = shareOf(verdict) < BAD;
  return (
    <span style={{ color: isBad ? theme.colors.error.text : theme.colors.text.primary }} className={styles.value}>
      {scoreText(verdict)}
      {isBad && <span className="sr-only"> in the lower half of its scale</span>}
    </span>
  );
}

/** `2 of 5`, or the label of a yes or no. */
export function scoreText({ value, label, scaleMax, isRate }: VerdictRow): string {
  if (value === null) return label;
  if (isRate) return label || (value > 0 ? 'yes' : 'no');
  return `${Number(value.toFixed(2))}${scaleMax === null ? '' : ` of ${scaleMax}`}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  item: css({ marginBottom: theme.spacing(1) }),
  head: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: theme.spacing(0, 1.5), marginBottom: theme.spacing(0.25) }),
  value: css({ fontVariantNumeric: 'tabular-nums', fontWeight: theme.typography.fontWeightMedium }),
  failed: css({ color: theme.colors.warning.text }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
