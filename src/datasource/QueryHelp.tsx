import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorHelpProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { startQuery } from './questions';
import type { PlumblineQuery } from './types';

interface Example {
  readonly title: string;
  readonly text: string;
  readonly query: PlumblineQuery;
}

const EXAMPLES: readonly Example[] = [
  {
    title: 'Is it good, by topic?',
    text: 'The verdict on each topic with its interval, the worst first.',
    query: { ...startQuery('good', 'A'), groupBy: ['topic'], format: 'table' },
  },
  {
    title: 'Is factuality getting worse?',
    text: 'The mean of a dimension against the 28 days before the last week.',
    query: { ...startQuery('worse', 'A'), metrics: [{ kind: 'score', dimension: 'factuality' }], format: 'table' },
  },
  {
    title: 'The worst answers',
    text: 'Requests with the lowest score, with what was asked and answered.',
    query: { ...startQuery('traces', 'A'), order: 'worst', dimension: 'factuality' },
  },
  {
    title: 'Which documents make answers bad?',
    text: 'Retrieved documents with the mean score of the answers that had them.',
    query: { ...startQuery('documents', 'A'), groupBy: ['topic'] },
  },
  {
    title: 'Slow first tokens by model',
    text: '95th percentile of the time to the first token.',
    query: { ...startQuery('metric', 'A'), measure: 'ttft', groupBy: ['model_version'] },
  },
  {
    title: 'What does the telemetry lack?',
    text: 'Fields that fewer than 90 % of the requests have, and what is empty because of it.',
    query: { ...startQuery('health', 'A'), below: 0.9 },
  },
  {
    title: 'Scores with SQL',
    text: 'Mean score by hour, for a question that the builder does not have.',
    query: {
      ...startQuery('sql', 'A'),
      format: 'time_series',
      rawSql:
        'SELECT $__timeInterval(time) AS time, name, avg(value) AS score\nFROM scores\nWHERE $__timeFilter(time)\nGROUP BY time, name\nORDER BY time',
    },
  },
];

/** What can be asked, with examples that fill the editor. */
export function QueryHelp({ onClickExample }: QueryEditorHelpProps<PlumblineQuery>) {
  const styles = useStyles2(getStyles);
  return (
    <div>
      <h2>What can be asked</h2>
      <ul className={styles.list}>
        {EXAMPLES.map(({ title, text, query }) => (
          <li key={title}>
            <button type="button" className={styles.example} onClick={() => onClickExample(query)}>
              <strong>{title}</strong>
              <span>{text}</span>
            </button>
          </li>
        ))}
      </ul>
      <p>
        <strong>Filters</strong> hold all together. A filter whose variable is at &quot;All&quot; restricts nothing. Ad hoc filters of a
        dashboard are added to every question but SQL.
      </p>
      <p>
        <strong>In SQL</strong> the service fills in <code>$__timeFilter(time)</code>, <code>$__timeInterval(time)</code>,{' '}
        <code>$__fromTime</code>, <code>$__toTime</code>, <code>$__interval</code> and <code>$__in(topic, $topic)</code>, also for alert
        rules. It reads the views only, within limits on time, memory and rows.
      </p>
      <p>
        <strong>Alert rules</strong> take one number a label set: choose the format Table and one value, such as <code>state</code> or{' '}
        <code>firing</code>.
      </p>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))',
    gap: theme.spacing(1),
    listStyle: 'none',
    padding: 0,
  }),
  example: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    width: '100%',
    height: '100%',
    padding: theme.spacing(1),
    textAlign: 'left',
    color: theme.colors.text.primary,
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.emphasize(theme.colors.background.secondary, 0.03) },
  }),
});
