import { css } from '@emotion/css';
import { CoreApp, type DataSourceApi, type GrafanaTheme2 } from '@grafana/data';
import { EmbeddedScene, SceneRefreshPicker, SceneTimePicker, SceneTimeRange, UrlSyncContextProvider } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import type { PlumblineDataSource } from '../datasource/datasource';
import { startQuery } from '../datasource/questions';
import { DashboardControls } from './DashboardControls';
import { ExploreBody } from './ExploreBody';
import { readExploreState } from './exploreState';

/** The query editor with its answer, as in Grafana's Explore; links of data lead here. */
export function ExplorePage({ dataSource }: { readonly dataSource: DataSourceApi }) {
  const styles = useStyles2(getStyles);
  const scene = useMemo(() => {
    const { query, range } = readExploreState(new URLSearchParams(window.location.search).get('left'));
    return new EmbeddedScene({
      $timeRange: new SceneTimeRange({ from: timeOf(range?.from, 'now-7d'), to: timeOf(range?.to, 'now') }),
      controls: [
        new DashboardControls({
          title: 'Explore',
          time: [new SceneTimePicker({ isOnCanvas: true }), new SceneRefreshPicker({ isOnCanvas: true, withText: true })],
          variables: [],
        }),
      ],
      body: new ExploreBody(query ?? startQuery('good', 'A', CoreApp.Explore), dataSource as unknown as PlumblineDataSource),
    });
  }, [dataSource]);
  return (
    <UrlSyncContextProvider scene={scene} updateUrlOnInit createBrowserHistorySteps>
      <div className={styles.page}>
        <scene.Component model={scene} />
      </div>
    </UrlSyncContextProvider>
  );
}

/** Links write times as milliseconds in text, the picker wants ISO. */
function timeOf(text: string | undefined, fallback: string): string {
  if (text === undefined) return fallback;
  return /^\d+$/.test(text) ? new Date(Number(text)).toISOString() : text;
}

const getStyles = (theme: GrafanaTheme2) => ({ page: css({ padding: theme.spacing(2) }) });
