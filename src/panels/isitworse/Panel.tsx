import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type PanelProps } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import { useMemo, useState, type ReactNode } from 'react';
import { Notices } from '../../ui/Notices';
import { EmptyPanel } from '../../ui/PanelMessage';
import { panelStyles } from '../../ui/panelStyles';
import { CauseList, CauseName } from './CauseList';
import { ChangeList, changeTitle, distance } from './ChangeList';
import { Chart } from './Chart';
import { Documents, Drift, Mix } from './Details';
import { ExampleList } from './ExampleList';
import { formatValue } from './formatValue';
import { worseLayout, type WorseLayout } from './layout';
import { MetricTable } from './MetricTable';
import type { WorsePanelOptions } from './options';
import { StateIcon } from './StateIcon';
import { usePlaces, type Places } from '../../ui/usePlaces';
import { worseView, type MetricView, type WorseView } from './view';

/** "Is it getting worse?": the answer as a sentence, the fall as a picture, and what it is blamed on. */
export function Panel({ data, width, height, options, timeZone, replaceVariables }: PanelProps<WorsePanelOptions>) {
  const styles = useStyles2(getStyles);
  const view = useMemo(() => worseView(data.series), [data.series]);
  const [chosen, setChosen] = useState<string | null>(null);
  const dataSource = data.request?.targets[0]?.datasource?.uid;
  const places = usePlaces(replaceVariables, { traceTemplate: options.traceUrl, dataSource });
  const shown =
    [...view.metrics, ...view.segments].find(({ key }) => key === chosen) ??
    view.explained ??
    view.metrics.find(({ key }) => view.series.has(key)) ??
    view.metrics[0];
  if (shown === undefined) return <EmptyPanel data={data} notices={view.notices} />;

  const layout = worseLayout(width, height);
  const chart = layout.chartHeight > 0 && (
    <Chart
      metric={shown}
      series={view.series.get(shown.key)}
      changes={view.changes}
      width={layout.chartWidth}
      height={layout.chartHeight}
      hasLegend={layout.lists}
      timeZone={timeZone}
    />
  );
  const lists = <Lists {...{ view, places, options, timeZone }} />;
  const left = (
    <>
      {chart}
      {shown.sensitivity !== '' && <p className={styles.notice}>{shown.sensitivity}</p>}
    </>
  );
  const table = <MetricTable view={view} shown={shown} places={places} onShow={setChosen} />;
  return (
    // A scrolling region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.panel} style={{ width, height }} tabIndex={0} aria-label={view.sentence}>
      <Sentence view={view} layout={layout} timeZone={timeZone} />
      {layout.lists && <Notices texts={view.notices} />}
      {layout.columns && (
        <div className={styles.columns}>
          <div style={{ width: layout.chartWidth }}>
            {left}
            {table}
          </div>
          <div className={styles.side}>{lists}</div>
        </div>
      )}
      {layout.lists && !layout.columns && (
        <>
          {left}
          {lists}
          {table}
        </>
      )}
      {!layout.lists && (
        <>
          {chart}
          <FirstCause view={view} places={places} />
          <Notices texts={view.notices} />
        </>
      )}
    </section>
  );
}

function Sentence({ view, layout, timeZone }: { readonly view: WorseView; readonly layout: WorseLayout; readonly timeZone: string }) {
  const styles = useStyles2(getStyles);
  const { largeSentence: isLarge, lists } = layout;
  return (
    <div className={styles.sentence}>
      <StateIcon state={view.state} size={isLarge ? 'xl' : 'md'} />
      <p className={isLarge ? styles.text : styles.smallText} role="status">
        {lists ? view.sentence : shortSentence(view, timeZone)}
        {view.generated && !isLarge && <span className={styles.generated}> Generated demo data</span>}
      </p>
      {view.generated && isLarge && <Badge color="orange" text="Generated demo data" />}
    </div>
  );
}

/** The answer without what a small panel has no room for. */
function shortSentence({ sentence, state, explained }: WorseView, timeZone: string): string {
  if (state !== 'worse' || explained === null || explained.since === null) return sentence;
  const { label, kind, expected, observed, since } = explained;
  return `Worse: ${label} ${formatValue(expected, kind)} → ${formatValue(observed, kind)} since ${dateTimeFormat(since, { timeZone, format: 'ddd D MMM HH:mm' })}`;
}

/** What a small panel says of the cause. */
function FirstCause({ view, places }: { readonly view: WorseView; readonly places: Places }) {
  const styles = useStyles2(getStyles);
  const cause = view.causes.find(({ role }) => role === 'cause');
  const [change] = view.changes;
  if (cause === undefined) return null;
  return (
    <p className={styles.notice}>
      <CauseName cause={cause} places={places} />
      {change !== undefined && `; ${changeTitle(change)} ${distance(change.hoursBefore)}`}
    </p>
  );
}

interface ListsProps {
  readonly view: WorseView;
  readonly places: Places;
  readonly options: WorsePanelOptions;
  readonly timeZone: string;
}

/** Everything that explains the fall; without one only the drift that is not quality. */
function Lists({ view, places, options, timeZone }: ListsProps) {
  const metric: MetricView | null = view.explained;
  return (
    <>
      {metric !== null && (
        <>
          <Part title={`What got worse: ${metric.metric}`}>
            <CauseList causes={view.causes} metric={metric} places={places} max={options.maxCauses} />
            {view.mix.length > 0 && <Mix mix={view.mix} metric={metric} />}
          </Part>
          {options.showChanges && (
            <Part title="What changed then">
              <ChangeList changes={view.changes} timeZone={timeZone} />
            </Part>
          )}
          {view.documents.length > 0 && (
            <Part title="Documents behind the answers that fell">
              <Documents documents={view.documents} metric={metric} />
            </Part>
          )}
          {options.showExamples && view.examples.length > 0 && (
            <Part title="The worst answers, and good ones from before">
              <ExampleList examples={view.examples} metric={metric} places={places} timeZone={timeZone} />
            </Part>
          )}
        </>
      )}
      {options.showDrift && view.drift.length > 0 && (
        <Part title="Drift that is not quality">
          <Drift drift={view.drift} />
        </Part>
      )}
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.part}>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...panelStyles(theme),
  columns: css({ display: 'flex', gap: theme.spacing(2) }),
  side: css({ flex: 1, minWidth: 0 }),
  generated: css({
    color: theme.colors.warning.text,
    fontWeight: theme.typography.fontWeightRegular,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  part: css({ marginBottom: theme.spacing(1) }),
  heading: css({
    margin: theme.spacing(0.5, 1),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.secondary,
  }),
});
