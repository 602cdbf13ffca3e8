import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { THEME_CHOICES, type ThemeChoice } from './theme';
import type { Health } from './useHealth';

interface Props {
  readonly theme: ThemeChoice;
  readonly onTheme: (choice: ThemeChoice) => void;
  readonly health: Health;
}

const THEME_LABELS: Readonly<Record<ThemeChoice, string>> = { system: 'System', light: 'Light', dark: 'Dark' };
const THEME_OPTIONS = THEME_CHOICES.map((value) => ({ value, label: THEME_LABELS[value] }));

export function Header({ theme, onTheme, health }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <header className={styles.header}>
      <a className={styles.brand} href="/" aria-label="Plumbline, start page">
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span>Plumbline</span>
      </a>
      <span className={styles.claim}>workbench</span>
      <span className={styles.spacer} />
      <nav className={styles.links} aria-label="Service">
        <a href="/api/v1/openapi.yaml">API</a>
        <a href="/api/v1/health">Health</a>
        <a href="/metrics">Metrics</a>
      </nav>
      {health.state === 'ok' && health.version !== '' && <span className={styles.claim}>v{health.version}</span>}
      <RadioButtonGroup size="sm" aria-label="Theme" options={THEME_OPTIONS} value={theme} onChange={onTheme} />
    </header>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(1, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  brand: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontSize: theme.typography.h4.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.primary,
  }),
  claim: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  spacer: css({ flex: 1 }),
  links: css({
    display: 'flex',
    gap: theme.spacing(2),
    fontSize: theme.typography.bodySmall.fontSize,
    a: { color: theme.colors.text.secondary, '&:hover': { color: theme.colors.text.primary, textDecoration: 'underline' } },
  }),
});
