import { css } from '@emotion/css';
import { LoadingState, type GrafanaTheme2, type PanelProps } from '@grafana/data';
import { Badge, Icon, useStyles2, useTheme2, type IconName } from '@grafana/ui';
import { useMemo } from 'react';
import { DocumentTable } from './DocumentTable';
import { documentsLayout } from './layout';
import type { DocumentsPanelOptions } from './options';
import { documentsView, type DocumentsView } from './view';

/** Which documents answers rest on, and which of them make answers worse. */
export function Panel({ data, width, height, options, timeZone, timeRange }: PanelProps<DocumentsPanelOptions>) {
  const styles = useStyles2(getStyles);
  const view = useMemo(() => documentsView(data.series), [data.series]);
  const error = data.errors?.[0] ?? data.error;
  if (error !== undefined && view.documents.length === 0)
    return (
      <Message
        icon="exclamation-triangle"
        title="This could not be answered"
        text={error.message ?? 'The service gave no reason.'}
        isAlert
      />
    );
  if (view.documents.length === 0 && data.state === LoadingState.Loading) return <Message icon="hourglass" title="Loading …" text="" />;
  if (view.documents.length === 0)
    return (
      <Message
        icon="minus-circle"
        title="No documents"
        text={view.notices[0] ?? 'No retrieval in this time range listed documents. Widen the time range or remove a filter.'}
      />
    );
  const layout = documentsLayout(width, height);
  const shown = view.documents.slice(0, options.maxRows);
  const points = view.bucketMs > 0 ? Math.max(1, Math.ceil((timeRange.to.valueOf() - view.from) / view.bucketMs)) : 1;
  return (
    // A scrolling region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.panel} style={{ width, height }} tabIndex={0} aria-label={view.sentence}>
      <Sentence view={view} isLarge={layout.largeSentence} />
      {view.notices.map((text) => (
        <p key={text} className={styles.notice}>
          {text}
        </p>
      ))}
      <DocumentTable documents={shown} dimension={view.dimension} layout={layout} timeZone={timeZone} points={points} />
      {shown.length < view.documents.length && (
        <p className={styles.notice}>{view.documents.length - shown.length} more documents are not shown.</p>
      )}
    </section>
  );
}

function Sentence({ view, isLarge }: { readonly view: DocumentsView; readonly isLarge: boolean }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const color = view.isSuspect ? theme.colors.error.text : theme.colors.text.secondary;
  return (
    <div className={styles.sentence}>
      <Icon
        name={view.isSuspect ? 'exclamation-triangle' : 'info-circle'}
        size={isLarge ? 'xl' : 'md'}
        style={{ color, flexShrink: 0 }}
        aria-hidden
      />
      <p className={isLarge ? styles.text : styles.smallText} role="status">
        {view.sentence}
      </p>
      {view.isGenerated && <Badge color="orange" text="Generated demo data" />}
    </div>
  );
}

interface MessageProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly isAlert?: boolean;
}

function Message({ icon, title, text, isAlert = false }: MessageProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.message} role={isAlert ? 'alert' : 'status'}>
      <Icon name={icon} size="xl" aria-hidden />
      <p className={styles.text}>{title}</p>
      {text !== '' && <p className={styles.notice}>{text}</p>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    overflow: 'auto',
    '.sr-only': { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clip: 'rect(0 0 0 0)', whiteSpace: 'nowrap' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  sentence: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5, 1), padding: theme.spacing(0.5, 1) }),
  text: css({
    margin: 0,
    fontSize: theme.typography.h4.fontSize,
    lineHeight: theme.typography.h4.lineHeight,
    flex: '1 1 200px',
    color: theme.colors.text.primary,
  }),
  smallText: css({
    margin: 0,
    flex: '1 1 160px',
    lineHeight: 1.3,
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  notice: css({ margin: theme.spacing(0.25, 1), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  message: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    height: '100%',
    gap: theme.spacing(0.5),
    textAlign: 'center',
    color: theme.colors.text.secondary,
    '> p': { flex: 'none' },
  }),
});
