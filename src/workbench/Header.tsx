import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { locationService } from '@grafana/runtime';
import { DASHBOARDS, shownDashboard } from './dashboards';
import { THEME_CHOICES, type ThemeChoice } from './theme';
import type { Health } from './useHealth';

interface Props {
  readonly theme: ThemeChoice;
  readonly onTheme: (choice: ThemeChoice) => void;
  readonly health: Health;
  readonly path: string;
  readonly search: string;
}

const THEME_LABELS: Readonly<Record<ThemeChoice, string>> = { system: 'System', light: 'Light', dark: 'Dark' };
const THEME_OPTIONS = THEME_CHOICES.map((value) => ({ value, label: THEME_LABELS[value] }));

export function Header({ theme, onTheme, health, path, search }: Props) {
  const styles = useStyles2(getStyles);
  const shown = shownDashboard(path, search)?.uid;
  return (
    <>
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
      <div className={styles.pages}>
        <nav aria-label="Start">
          <PageLink href="/start" isHere={path === '/start'}>
            Start
          </PageLink>
        </nav>
        <nav aria-label="Dashboards">
          {DASHBOARDS.map(({ uid, title }) => (
            <PageLink key={uid} href={`/${searchOf(uid, search)}`} isHere={uid === shown}>
              {title}
            </PageLink>
          ))}
        </nav>
        <nav aria-label="Pages">
          <PageLink href="/review" isHere={path === '/review'}>
            Review
          </PageLink>
          <PageLink href="/explore" isHere={path === '/explore'}>
            Explore
          </PageLink>
          <PageLink href="/settings" isHere={path === '/settings'}>
            Settings
          </PageLink>
        </nav>
      </div>
    </>
  );
}

function PageLink({ href, isHere, children }: { readonly href: string; readonly isHere: boolean; readonly children: string }) {
  return (
    <a
      href={href}
      {...(isHere ? { 'aria-current': 'page' } : {})}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        locationService.push(href);
      }}
    >
      {children}
    </a>
  );
}

/** The time range goes along from dashboard to dashboard; variables belong to each. */
function searchOf(uid: string, search: string): string {
  const before = new URLSearchParams(search);
  const next = new URLSearchParams({ dashboard: uid });
  for (const name of ['from', 'to']) {
    const value = before.get(name);
    if (value !== null) next.set(name, value);
  }
  return `?${next.toString()}`;
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
  pages: css({
    '&, nav': { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) },
    padding: theme.spacing(0.5, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontSize: theme.typography.bodySmall.fontSize,
    a: {
      padding: theme.spacing(0.5, 0),
      color: theme.colors.text.secondary,
      borderBottom: '2px solid transparent',
      '&:hover': { color: theme.colors.text.primary },
      '&[aria-current]': { color: theme.colors.text.primary, borderBottomColor: theme.colors.primary.border },
    },
  }),
  links: css({
    display: 'flex',
    gap: theme.spacing(2),
    fontSize: theme.typography.bodySmall.fontSize,
    a: {
      color: theme.colors.text.secondary,
      '&[aria-current]': { color: theme.colors.text.primary, textDecoration: 'underline' },
      '&:hover': { color: theme.colors.text.primary, textDecoration: 'underline' },
    },
  }),
});
