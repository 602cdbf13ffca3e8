import { createTheme, ThemeContext } from '@grafana/data';
import { LocationServiceProvider, locationService } from '@grafana/runtime';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { Router } from 'react-router-dom';
import { DashboardPage } from './DashboardPage';
import { Header } from './Header';
import { installRuntime } from './runtime';
import { StatusBanner } from './StatusBanner';
import { isDark, readThemeChoice, saveThemeChoice, type ThemeChoice } from './theme';
import { useHealth } from './useHealth';

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
          />
          <main>
            <StatusBanner health={health} />
            {/* A new theme draws new panels: their charts take colours when they are made. */}
            {health.state === 'ok' && !health.empty && <DashboardPage key={theme.colors.mode} />}
          </main>
        </Router>
      </LocationServiceProvider>
      <PortalContainer />
    </ThemeContext.Provider>
  );
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
