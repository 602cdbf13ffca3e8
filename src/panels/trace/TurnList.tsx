import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { TurnRow } from './readFrames';

interface Props {
  readonly turns: readonly TurnRow[];
  /** The trace that is shown. */
  readonly traceId: string;
  readonly timeZone: string;
  readonly traceHref: (traceId: string) => string;
}

/** The conversation around the request, in its order. */
export function TurnList({ turns, traceId, timeZone, traceHref }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <ol className={styles.list}>
      {turns.map((turn) => {
        const isShown = turn.traceId === traceId;
        return (
          <li key={turn.traceId} className={styles.turn} aria-current={isShown ? 'true' : undefined}>
            <span className={styles.detail}>
              {turn.time !== null && dateTimeFormat(turn.time, { timeZone, format: 'D MMM HH:mm:ss' })}
              {turn.status === 'error' && ' · failed'}
              {' · '}
              {isShown ? (
                'this request'
              ) : (
                <a className={styles.link} href={traceHref(turn.traceId)}>
                  Open trace {turn.traceId.slice(0, 8)}
                </a>
              )}
            </span>
            <div className={styles.text}>{turn.question || '(no question was sent)'}</div>
            <div className={styles.answer}>{turn.answer || '(no answer was sent)'}</div>
          </li>
        );
      })}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  turn: css({
    padding: theme.spacing(0.5, 1),
    borderLeft: `3px solid ${theme.colors.border.weak}`,
    marginBottom: theme.spacing(0.5),
    '&[aria-current]': { borderLeftColor: theme.colors.primary.main, background: theme.colors.background.secondary },
  }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  link: css({ color: theme.colors.text.link, textDecoration: 'underline' }),
  text: css({ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  answer: css({ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', color: theme.colors.text.secondary }),
});
