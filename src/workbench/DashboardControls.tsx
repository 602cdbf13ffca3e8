import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { SceneObjectBase, type SceneComponentProps, type SceneObject, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

interface State extends SceneObjectState {
  readonly title: string;
  readonly time: SceneObject[];
  readonly variables: SceneObject[];
}

/** The head of a dashboard as in Grafana: title and time in one line, variables and annotations below. */
export class DashboardControls extends SceneObjectBase<State> {
  static readonly Component = Head;
}

function Head({ model }: SceneComponentProps<DashboardControls>) {
  const styles = useStyles2(getStyles);
  // A scene object's own hook: a model never changes its class.
  // oxlint-disable-next-line react/rules-of-hooks
  const { title, time, variables } = model.useState();
  return (
    <div className={styles.head}>
      <div className={styles.line}>
        <h1 className={styles.title}>{title}</h1>
        {time.map((control) => (
          <control.Component key={control.state.key} model={control} />
        ))}
      </div>
      <div className={styles.line}>
        {variables.map((control) => (
          <control.Component key={control.state.key} model={control} />
        ))}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ flex: '1 1 100%', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  title: css({ flex: '1 1 auto', margin: 0, fontSize: theme.typography.h3.fontSize }),
});
