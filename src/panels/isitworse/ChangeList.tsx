import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatShare } from '../../ui/format';
import { CHANGE_LETTERS } from './Chart';
import { listStyles } from './listStyles';
import type { ChangeRow } from './readFrames';

const SHOWN = CHANGE_LETTERS.length;

const TITLES: Readonly<Record<string, string>> = {
  prompt: 'Prompt',
  model: 'Model',
  document: 'Document',
  evaluator: 'Evaluator',
  release: 'Release',
  traffic: 'Traffic',
};

/** What changed around the start, the most likely cause first. The letters are those in the chart. */
export function ChangeList({ changes, timeZone }: { readonly changes: readonly ChangeRow[]; readonly timeZone: string }) {
  const styles = useStyles2(getStyles);
  if (changes.length === 0)
    return <p className={styles.note}>No version of a prompt, model, document or release was new around the start.</p>;
  return (
    <ol className={styles.list}>
      {changes.slice(0, SHOWN).map((change, index) => (
        <li key={`${change.kind}${change.name}${change.version}`} className={styles.row}>
          <span className={styles.letter} aria-hidden>
            {CHANGE_LETTERS[index]}
          </span>
          <span>
            <span className={styles.name}>{changeTitle(change)}</span>
            <span className={styles.detail}>
              {' '}
              {dateTimeFormat(change.time, { timeZone, format: 'ddd D MMM HH:mm' })}
              {', '}
              {distance(change.hoursBefore)}
              {change.reach !== null && change.reach > 0 && `, ${reached(change.kind, change.reach)}`}
              {change.previous !== '' && `, after ${change.previous}`}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

export function changeTitle({ kind, name, version }: ChangeRow): string {
  const part = name.includes(version) ? name : `${name} ${version}`;
  return `${TITLES[kind] ?? kind} ${part.trim()}`;
}

function reached(kind: string, reach: number): string {
  return kind === 'traffic' ? `${formatShare(reach)} of the change of the mean` : `reached ${formatShare(reach)} of the answers that fell`;
}

/** `3 hours before the start`. */
export function distance(hoursBefore: number | null): string {
  if (hoursBefore === null) return 'around the start';
  const hours = Math.abs(hoursBefore);
  if (hours < 1) return 'at the start';
  const text = hours < 48 ? `${Math.round(hours)} ${Math.round(hours) === 1 ? 'hour' : 'hours'}` : `${Math.round(hours / 24)} days`;
  return `${text} ${hoursBefore >= 0 ? 'before' : 'after'} the start`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...listStyles(theme),
  row: css({
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    overflowWrap: 'anywhere',
  }),
  letter: css({
    flex: 'none',
    width: 18,
    height: 18,
    border: `1px solid ${theme.colors.info.text}`,
    borderRadius: 2,
    textAlign: 'center',
    lineHeight: '16px',
    fontSize: 11,
    fontWeight: theme.typography.fontWeightMedium,
  }),
});
