import { css } from '@emotion/css';
import {
  applyFieldOverrides,
  CoreApp,
  FieldType,
  LoadingState,
  type DataFrame,
  type GrafanaTheme2,
  type PanelData,
  type TimeRange,
} from '@grafana/data';
import {
  sceneGraph,
  SceneObjectBase,
  SceneObjectUrlSyncConfig,
  SceneQueryRunner,
  type SceneComponentProps,
  type SceneObjectState,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Button, LoadingBar, useStyles2, useTheme2 } from '@grafana/ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PlumblineDataSource } from '../datasource/datasource';
import { QueryEditor } from '../datasource/QueryEditor';
import { QueryHelp } from '../datasource/QueryHelp';
import type { PlumblineQuery } from '../datasource/types';
import { DATA_SOURCE } from './dataSource';
import { readExploreState, writeExploreState } from './exploreState';
import { ResultView } from './results/ResultView';

interface State extends SceneObjectState {
  readonly query: PlumblineQuery;
  readonly datasource: PlumblineDataSource;
}

const REF = { type: DATA_SOURCE.type, uid: DATA_SOURCE.uid };

/** One query with its editor and its answer; the query is in the address. */
export class ExploreBody extends SceneObjectBase<State> {
  static readonly Component = Explore;
  protected override _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['left'] });

  constructor(query: PlumblineQuery, datasource: PlumblineDataSource) {
    super({
      query,
      datasource,
      $data: new SceneQueryRunner({ datasource: REF, queries: [{ ...query, datasource: REF }], maxDataPoints: 1000 }),
    });
  }

  getUrlState(): SceneObjectUrlValues {
    return { left: writeExploreState(this.state.query) };
  }

  updateFromUrl(values: SceneObjectUrlValues): void {
    const { query } = readExploreState(typeof values.left === 'string' ? values.left : null);
    if (query !== undefined && JSON.stringify(query) !== JSON.stringify(this.state.query)) {
      this.setState({ query });
      this.run();
    }
  }

  change(query: PlumblineQuery): void {
    this.setState({ query });
  }

  run(): void {
    const runner = this.state.$data;
    if (!(runner instanceof SceneQueryRunner)) return;
    runner.setState({ queries: [{ ...this.state.query, datasource: REF }] });
    runner.runQueries();
  }
}

function Explore({ model }: SceneComponentProps<ExploreBody>) {
  const styles = useStyles2(getStyles);
  // A scene object's own hooks: a model never changes its class.
  // oxlint-disable-next-line react/rules-of-hooks
  const { query, datasource } = model.useState();
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const { data } = sceneGraph.getData(model).useState();
  const [showsHelp, setHelp] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const frames = useShown(model, data, range);
  return (
    <div className={styles.page} ref={box}>
      <section className={styles.card} aria-label="Query">
        <QueryEditor
          datasource={datasource}
          query={query}
          range={range}
          app={CoreApp.Explore}
          {...(data === undefined ? {} : { data })}
          onChange={(next) => model.change(next)}
          onRunQuery={() => model.run()}
        />
        <div className={styles.buttons}>
          <Button icon="play" onClick={() => model.run()}>
            Run query
          </Button>
          <Button variant="secondary" icon="question-circle" aria-expanded={showsHelp} onClick={() => setHelp(!showsHelp)}>
            Help
          </Button>
        </div>
        {showsHelp && (
          <QueryHelp
            datasource={datasource as never}
            query={query}
            onClickExample={(example) => {
              model.change({ ...(example as PlumblineQuery), refId: query.refId });
              model.run();
            }}
          />
        )}
      </section>
      <section className={styles.card} aria-label="Result" aria-busy={data?.state === LoadingState.Loading}>
        {data?.state === LoadingState.Loading && <LoadingBar width={width} />}
        <ResultView
          frames={frames}
          isError={data?.state === LoadingState.Error}
          timeRange={range}
          timeZone={sceneGraph.getTimeRange(model).getTimeZone()}
          width={Math.max(200, width - 64)}
        />
      </section>
    </div>
  );
}

/** Frames with their displays and links, as a panel is given them. */
function useShown(model: ExploreBody, data: PanelData | undefined, range: TimeRange): DataFrame[] {
  const theme = useTheme2();
  return useMemo(
    () =>
      applyFieldOverrides({
        data: (data?.series ?? []).map((frame) => ({
          ...frame,
          fields: frame.fields.filter(({ type }) => type !== FieldType.nestedFrames),
        })),
        fieldConfig: { defaults: {}, overrides: [] },
        replaceVariables: (text, scopedVars, format) => sceneGraph.interpolate(model, text, scopedVars, format as string),
        theme,
        timeZone: sceneGraph.getTimeRange(model).getTimeZone(),
        ...(range === undefined ? {} : {}),
      }),
    [model, data, theme, range],
  );
}

function useWidth(box: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(1000);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 1000));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), width: '100%', minWidth: 0 }),
  card: css({
    padding: theme.spacing(2),
    minWidth: 0,
    overflow: 'hidden',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  buttons: css({ display: 'flex', gap: theme.spacing(1), marginTop: theme.spacing(1) }),
});
