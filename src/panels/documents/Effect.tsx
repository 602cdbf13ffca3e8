import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, useTheme2, type IconName } from '@grafana/ui';
import { formatCount } from '../../ui/format';
import type { EffectView } from './view';

const LOOKS: Readonly<Record<EffectView['verdict'], { readonly icon: IconName; readonly color: 'error' | 'success' | 'info' }>> = {
  worse: { icon: 'arrow-down', color: 'error' },
  better: { icon: 'arrow-up', color: 'success' },
  'no difference': { icon: 'minus', color: 'info' },
};

/** Two means of the same topics, and how sure their difference is. */
export function Effect({ effect, none }: { readonly effect: EffectView | null; readonly none: string }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  if (effect === null) return <span className={styles.detail}>{none}</span>;
  const { icon, color } = LOOKS[effect.verdict];
  const isPlain = effect.verdict === 'no difference';
  return (
    <span className={styles.effect}>
      <span className={styles.means}>
        {effect.mean.toFixed(2)} <span className={styles.detail}>against</span> {effect.without.toFixed(2)}
      </span>
      <span className={styles.detail} style={isPlain ? undefined : { color: theme.colors[color].text }}>
        <Icon name={icon} size="sm" aria-hidden /> {signed(effect.difference)} ({signed(effect.lower)} to {signed(effect.upper)})
        <span className="sr-only">, {effect.verdict}</span>
      </span>
      <span className={styles.detail}>
        {formatCount(effect.n)} and {formatCount(effect.nWithout)} answers
      </span>
    </span>
  );
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  effect: css({ display: 'flex', flexDirection: 'column', lineHeight: 1.3, whiteSpace: 'nowrap' }),
  means: css({ fontVariantNumeric: 'tabular-nums' }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' }),
});
