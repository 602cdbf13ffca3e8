import { css } from '@emotion/css';
import { dateTimeFormat, type DataFrame, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** A conversation as lines, the newest first. */
export function LogsView({ frame, timeZone }: { readonly frame: DataFrame; readonly timeZone: string }) {
  const styles = useStyles2(getStyles);
  const column = (name: string): readonly unknown[] => frame.fields.find((field) => field.name === name)?.values ?? [];
  const [times, bodies, severities, labels] = [column('timestamp'), column('body'), column('severity'), column('labels')];
  const trace = frame.fields.find(({ name }) => name === 'trace_id');
  if (frame.length === 0) return <p className={styles.empty}>No data in this time range.</p>;
  return (
    // A scrolling region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ol className={styles.list} aria-label="Conversation" tabIndex={0}>
      {times.map((time, row) => {
        const [link] = trace?.getLinks?.({ valueRowIndex: row }) ?? [];
        return (
          // Lines never move among each other.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={row} className={styles.line}>
            <time>{dateTimeFormat(Number(time), { timeZone, format: 'YYYY-MM-DD HH:mm:ss' })}</time>
            <strong className={severities[row] === 'error' ? styles.error : undefined}>{roleOf(labels[row])}</strong>
            <span className={styles.body}>{String(bodies[row] ?? '')}</span>
            {link !== undefined && <a href={link.href}>{link.title}</a>}
          </li>
        );
      })}
    </ol>
  );
}

function roleOf(labels: unknown): string {
  return typeof labels === 'object' && labels !== null && 'role' in labels ? String(labels.role) : '';
}

const getStyles = (theme: GrafanaTheme2) => ({
  empty: css({ margin: theme.spacing(1), color: theme.colors.text.secondary }),
  list: css({ margin: 0, padding: 0, listStyle: 'none', overflow: 'auto', maxHeight: 640 }),
  line: css({
    display: 'grid',
    gridTemplateColumns: '150px 80px 1fr auto',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontSize: theme.typography.bodySmall.fontSize,
    time: { color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' },
    a: { color: theme.colors.text.link, textDecoration: 'underline' },
  }),
  body: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
  error: css({ color: theme.colors.error.text }),
});
