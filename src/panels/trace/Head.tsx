import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { formatCost, formatCount, formatDuration } from '../../ui/format';
import type { TraceLayout } from './layout';
import type { TraceView } from './view';
import { scoreText } from './VerdictList';

/** The question, and the figures of the request. */
export function Head({ view, layout, timeZone }: { readonly view: TraceView; readonly layout: TraceLayout; readonly timeZone: string }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const isFailed = view.summary?.status === 'error' || view.stages.some(({ parent, isFailed: failed }) => parent === '' && failed);
  const color = isFailed ? theme.colors.error.text : theme.colors.success.text;
  return (
    <div className={layout.figures ? styles.head : styles.small}>
      <p className={styles.question} title={view.question}>
        <Icon name={isFailed ? 'exclamation-circle' : 'check-circle'} size="sm" style={{ color, flexShrink: 0 }} aria-hidden />
        <span className="sr-only">{isFailed ? 'Failed: ' : 'Answered: '}</span>
        <span className={styles.text}>{view.question || `Trace ${view.traceId}`}</span>
      </p>
      {layout.figures && <p className={styles.figures}>{figures(view, timeZone).join(' · ')}</p>}
    </div>
  );
}

function figures({ summary, duration, scores }: TraceView, timeZone: string): string[] {
  const [worst] = scores;
  const latency = formatDuration(summary?.latencyMs ?? duration);
  const known = summary === null ? [] : settled(summary, timeZone);
  return [...(worst === undefined || worst.value === null ? [] : [`${worst.name} ${scoreText(worst)}`]), latency, ...known].filter(
    (text) => text !== '',
  );
}

function settled(summary: NonNullable<TraceView['summary']>, timeZone: string): string[] {
  const { inputTokens, outputTokens, costUsd, time } = summary;
  return [
    summary.topic,
    [summary.promptName, summary.promptVersion].filter((text) => text !== '').join(' '),
    summary.modelVersion,
    inputTokens === null ? '' : `${formatCount(inputTokens)} → ${formatCount(outputTokens)} tokens`,
    costUsd === null ? '' : formatCost(costUsd),
    time === null ? '' : dateTimeFormat(time, { timeZone, format: 'ddd D MMM YYYY HH:mm:ss' }),
    summary.error,
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ height: 52, padding: theme.spacing(0.5, 1), overflow: 'hidden' }),
  small: css({ height: 30, padding: theme.spacing(0.5, 1), overflow: 'hidden' }),
  question: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), margin: 0, color: theme.colors.text.primary }),
  text: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', fontWeight: theme.typography.fontWeightMedium }),
  figures: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
});
