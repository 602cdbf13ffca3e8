import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { UrlSyncContextProvider } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import isItGood from '../../provisioning/dashboards/is-it-good.json';
import { DATA_SOURCE } from './dataSource';
import { dashboardScene } from './dashboardScene';

/** The shipped dashboard; time range, variables and refresh are in the URL. */
export function DashboardPage() {
  const styles = useStyles2(getStyles);
  const scene = useMemo(() => dashboardScene(isItGood, DATA_SOURCE.uid), []);
  return (
    <UrlSyncContextProvider scene={scene} updateUrlOnInit createBrowserHistorySteps>
      <div className={styles.page}>
        <scene.Component model={scene} />
      </div>
    </UrlSyncContextProvider>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ padding: theme.spacing(2) }),
});
