import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatShare } from '../../ui/format';

const NAMES = ['rank 1', 'rank 2', 'rank 3', 'later'] as const;
const HEIGHT = 22;

/** How often a document came first, second, third and later. */
export function RankBars({ ranks }: { readonly ranks: readonly number[] }) {
  const styles = useStyles2(getStyles);
  const all = ranks.reduce((sum, count) => sum + count, 0);
  const share = (count: number): number => (all > 0 ? count / all : 0);
  const text = NAMES.map((name, index) => `${name}: ${formatShare(share(ranks[index] ?? 0))}`).join(', ');
  return (
    <span className={styles.box} role="img" aria-label={text} title={text}>
      {NAMES.map((name, index) => (
        <span key={name} className={styles.slot}>
          <span className={styles.bar} style={{ height: Math.round(HEIGHT * share(ranks[index] ?? 0)) }} />
        </span>
      ))}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'inline-flex', gap: 2, height: HEIGHT, alignItems: 'flex-end' }),
  slot: css({ width: 12, height: HEIGHT, display: 'flex', alignItems: 'flex-end', background: theme.colors.background.secondary }),
  bar: css({ width: '100%', minHeight: 1, background: theme.colors.primary.main }),
});
