import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { LinkButton, useStyles2 } from '@grafana/ui';

/** Where the dashboards are once they were provisioned, or imported from the page of the data source. */
const DASHBOARDS = [
  {
    uid: 'plumbline-four-questions',
    title: 'The four questions',
    text: 'Is it running, working, good, getting better or worse: infrastructure beside quality on one screen.',
  },
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
  {
    uid: 'plumbline-trace',
    title: 'One trace',
    text: 'A request as the pipeline ran it: stages, documents and whether the answer used them, messages, verdicts; and a search for others.',
  },
  {
    uid: 'plumbline-cost',
    title: 'Cost',
    text: 'What the answers cost, by model, topic and prompt, where it rose, and whether the money buys quality.',
  },
  {
    uid: 'plumbline-retrieval',
    title: 'Retrieval and documents',
    text: 'Which documents answers rest on, how good those answers are, and which documents exist in two versions at once.',
  },
  {
    uid: 'plumbline-judge-health',
    title: 'Judge health',
    text: 'Is the judge alive, and does it see enough: coverage, failures, delay, sampling, changes of the evaluator.',
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
