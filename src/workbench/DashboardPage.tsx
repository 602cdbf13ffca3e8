import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { UrlSyncContextProvider } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { DATA_SOURCE } from './dataSource';
import { dashboardScene } from './dashboardScene';
import { dashboardOf } from './dashboards';

/** A shipped dashboard, the first when the uid is none of theirs; time range, variables and refresh are in the URL. */
export function DashboardPage({ uid }: { readonly uid: string }) {
  const styles = useStyles2(getStyles);
  const scene = useMemo(() => {
    const found = dashboardOf(uid);
    return found === undefined ? undefined : dashboardScene(found.json, DATA_SOURCE.uid);
  }, [uid]);
  if (scene === undefined) return <p className={styles.page}>No dashboards were shipped.</p>;
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
