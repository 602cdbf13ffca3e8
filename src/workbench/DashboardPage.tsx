import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { UrlSyncContextProvider } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import isItGood from '../../provisioning/dashboards/is-it-good.json';
import isItWorse from '../../provisioning/dashboards/is-it-worse.json';
import { DATA_SOURCE } from './dataSource';
import { dashboardScene } from './dashboardScene';

/** A shipped dashboard, chosen by `?dashboard=<uid>`; time range, variables and refresh are in the URL too. */
export function DashboardPage() {
  const styles = useStyles2(getStyles);
  const uid = new URLSearchParams(window.location.search).get('dashboard');
  const scene = useMemo(() => dashboardScene(uid === isItWorse.uid ? isItWorse : isItGood, DATA_SOURCE.uid), [uid]);
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
