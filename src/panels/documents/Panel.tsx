import type { PanelProps } from '@grafana/data';
import { Badge, Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { Notices } from '../../ui/Notices';
import { EmptyPanel } from '../../ui/PanelMessage';
import { panelStyles } from '../../ui/panelStyles';
import { DocumentTable } from './DocumentTable';
import { documentsLayout } from './layout';
import type { DocumentsPanelOptions } from './options';
import { documentsView, type DocumentsView } from './view';

/** Which documents answers rest on, and which of them make answers worse. */
export function Panel({ data, width, height, options, timeZone, timeRange }: PanelProps<DocumentsPanelOptions>) {
  const styles = useStyles2(panelStyles);
  const view = useMemo(() => documentsView(data.series), [data.series]);
  if (view.documents.length === 0)
    return (
      <EmptyPanel
        data={data}
        notices={view.notices}
        title="No documents"
        text="No retrieval in this time range listed documents. Widen the time range or remove a filter."
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
      <Notices texts={view.notices} />
      <DocumentTable documents={shown} dimension={view.dimension} layout={layout} timeZone={timeZone} points={points} />
      {shown.length < view.documents.length && (
        <p className={styles.notice}>{view.documents.length - shown.length} more documents are not shown.</p>
      )}
    </section>
  );
}

function Sentence({ view, isLarge }: { readonly view: DocumentsView; readonly isLarge: boolean }) {
  const styles = useStyles2(panelStyles);
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
