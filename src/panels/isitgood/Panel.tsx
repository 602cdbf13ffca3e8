import { css } from '@emotion/css';
import { LoadingState, type GrafanaTheme2, type PanelProps } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { DimensionTable } from './DimensionTable';
import { goodLayout } from './layout';
import type { GoodPanelOptions } from './options';
import { SegmentTable } from './SegmentTable';
import { StateIcon } from './StateIcon';
import { goodView, type GoodView } from './view';

/** "Is it good?": the answer as a sentence, then what it rests on. */
export function Panel({ data, width, height, options, timeZone }: PanelProps<GoodPanelOptions>) {
  const styles = useStyles2(getStyles);
  const view = useMemo(() => goodView(data.series), [data.series]);
  const error = data.errors?.[0] ?? data.error;
  if (error !== undefined && view.dimensions.length === 0)
    return <Message title="This could not be answered" text={error.message ?? 'The service gave no reason.'} alert />;
  if (view.dimensions.length === 0 && data.state === LoadingState.Loading) return <Message title="Loading …" text="" />;
  if (view.dimensions.length === 0) return <NoData view={view} />;

  const layout = goodLayout(width, height, view.dimensions.length);
  const grouped = view.groupBy.length > 0;
  const worst = view.dimensions.filter(({ state }) => state === view.state).slice(0, 1);
  return (
    // A scrolling region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.panel} style={{ width, height }} tabIndex={0} aria-label={view.sentence}>
      <Sentence view={view} isLarge={layout.largeSentence} />
      {/* What changes how the figures are read stands before them, unless it would push them out of a small panel. */}
      {layout.largeSentence && <Notices texts={view.notices} />}
      {grouped ? (
        <SegmentTable view={view} layout={layout} options={options} timeZone={timeZone} />
      ) : (
        <DimensionTable
          scores={layout.rows === 'all' ? view.dimensions : worst}
          layout={layout}
          options={options}
          width={width}
          timeZone={timeZone}
        />
      )}
      {!layout.largeSentence && <Notices texts={view.notices} />}
    </section>
  );
}

function Sentence({ view, isLarge }: { readonly view: GoodView; readonly isLarge: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.sentence}>
      <StateIcon state={view.state} size={isLarge ? 'xl' : 'md'} />
      <p className={isLarge ? styles.text : styles.smallText} role="status">
        {view.sentence}
      </p>
      {view.generated && <Badge color="orange" text="Generated demo data" />}
    </div>
  );
}

function Notices({ texts }: { readonly texts: readonly string[] }) {
  const styles = useStyles2(getStyles);
  return texts.map((text) => (
    <p key={text} className={styles.notice}>
      {text}
    </p>
  ));
}

function NoData({ view }: { readonly view: GoodView }) {
  return (
    <Message
      title="No data"
      text={view.notices[0] ?? 'No requests in this time range with these filters. Widen the time range or remove a filter.'}
    />
  );
}

function Message({ title, text, alert = false }: { readonly title: string; readonly text: string; readonly alert?: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.message} role={alert ? 'alert' : 'status'}>
      <StateIcon state={alert ? 'not_good' : 'no_data'} size="xl" />
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
  smallText: css({ margin: 0, flex: '1 1 200px', color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  notice: css({ margin: theme.spacing(0.5, 1), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  message: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    height: '100%',
    gap: theme.spacing(0.5),
    textAlign: 'center',
    '> p': { flex: 'none' },
  }),
});
