import { createTheme, ThemeContext } from '@grafana/data';
import { LocationServiceProvider, locationService } from '@grafana/runtime';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { Router } from 'react-router-dom';
import { createDataSource } from './dataSource';
import { DashboardPage } from './DashboardPage';
import { shownDashboard } from './dashboards';
import { ExplorePage } from './ExplorePage';
import { Header } from './Header';
import { PageFrame } from './PageFrame';
import { installRuntime } from './runtime';
import { SettingsPage } from './SettingsPage';
import { ReviewPage } from '../app/review/ReviewPage';
import { StartPage } from '../app/StartPage';
import { StatusBanner } from './StatusBanner';
import { isDark, readThemeChoice, saveThemeChoice, type ThemeChoice } from './theme';
import { useHealth, type Health } from './useHealth';

/** The system's own: Grafana's monospace font is not published, and a page that asks for it only gets a 404. */
const MONOSPACE = 'ui-monospace, Menlo, Consolas, monospace';

/** The page: header, what is to be said about the store, and the dashboard. */
export function App() {
  const [choice, setChoice] = useState<ThemeChoice>(() => readThemeChoice(localStorage));
  const systemDark = useSystemDark();
  const dark = isDark(choice, systemDark);
  const theme = useMemo(
    () => createTheme({ colors: { mode: dark ? 'dark' : 'light' }, typography: { fontFamilyMonospace: MONOSPACE } }),
    [dark],
  );
  installRuntime(theme);
  const health = useHealth();
  const location = useLocation();

  useEffect(() => {
    document.documentElement.style.background = theme.colors.background.canvas;
    document.documentElement.style.colorScheme = theme.colors.mode;
  }, [theme]);

  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Router navigator={locationService.getHistory()} location={location}>
          <Header
            theme={choice}
            onTheme={(next) => {
              saveThemeChoice(localStorage, next);
              setChoice(next);
            }}
            health={health}
            path={location.pathname}
            search={location.search}
          />
          <main>
            <StatusBanner health={health} />
            {/* A new theme draws new panels: their charts take colours when they are made. */}
            <Page key={theme.colors.mode} path={location.pathname} search={location.search} health={health} />
          </main>
        </Router>
      </LocationServiceProvider>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

function Page({ path, search, health }: { readonly path: string; readonly search: string; readonly health: Health }) {
  const dataSource = useMemo(() => createDataSource(), []);
  if (path === '/settings') return <SettingsPage />;
  if (path === '/start')
    return (
      <PageFrame>
        <StartPage />
      </PageFrame>
    );
  if (health.state !== 'ok' || health.empty) return null;
  if (path === '/review')
    return (
      <PageFrame>
        <ReviewPage />
      </PageFrame>
    );
  if (path === '/explore') return <ExplorePage dataSource={dataSource} />;
  const uid = shownDashboard(path, search)?.uid ?? '';
  return <DashboardPage key={uid} uid={uid} />;
}

function useSystemDark(): boolean {
  const query = useMemo(() => window.matchMedia('(prefers-color-scheme: dark)'), []);
  const [matches, setMatches] = useState(query.matches);
  useEffect(() => {
    const listen = (): void => setMatches(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, [query]);
  return matches;
}

function useLocation() {
  const history = locationService.getHistory();
  const [location, setLocation] = useState(history.location);
  useEffect(() => history.listen((next: typeof location) => setLocation(next)), [history]);
  return location;
}
