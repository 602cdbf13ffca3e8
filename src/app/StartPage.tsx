import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { LinkButton, useStyles2 } from '@grafana/ui';

/** Where the dashboards of the app are: Grafana imports them under their own uid. */
const DASHBOARDS = [
  {
    uid: 'plumbline-is-it-good',
    title: 'Is it good?',
    text: 'Judge scores with their interval against the target, by topic, prompt version and model version.',
  },
  {
    uid: 'plumbline-is-it-worse',
    title: 'Is it getting worse?',
    text: 'What fell, since when and by how much, and the slices, changes and documents it is blamed on.',
  },
];

export function StartPage() {
  const styles = useStyles2(getStyles);
  return (
    <PluginPage>
      <ul className={styles.list}>
        {DASHBOARDS.map(({ uid, title, text }) => (
          <li key={uid} className={styles.item}>
            <h2>{title}</h2>
            <p>{text}</p>
            <LinkButton href={`/d/${uid}`}>Open {title}</LinkButton>
          </li>
        ))}
      </ul>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(320px, 1fr))',
    gap: theme.spacing(2),
    listStyle: 'none',
    padding: 0,
  }),
  item: css({ padding: theme.spacing(2), border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default }),
});
