import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { Badge, Icon, Input, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { EmptyPanel } from '../../ui/PanelMessage';
import { panelStyles } from '../../ui/panelStyles';
import { traceLink } from '../../ui/traceLink';
import { Head } from './Head';
import { traceLayout } from './layout';
import type { TracePanelOptions } from './options';
import { Overview } from './Overview';
import { StageDetails } from './StageDetails';
import { StageList } from './StageList';
import { stageNote } from './stageNote';
import type { StageLine } from './stageTree';
import { scoreText } from './VerdictList';
import { JUDGE_LINE, searchLines, traceView, type TraceView } from './view';

/** Height of a line of notices, pixels. */
const NOTICE_HEIGHT = 20;
const MOST_NOTICES = 3;

const NOT_CHOSEN = { title: 'No trace is chosen', text: 'Choose one from a list of requests, or type its id above.' } as const;
const NOT_KNOWN = { title: 'No such trace', text: 'The service knows no trace with this id.' } as const;

/** One request as the pipeline ran it. */
export function Panel({ data, width, height, options, timeZone }: PanelProps<TracePanelOptions>) {
  const view = useMemo(() => traceView(data.series), [data.series]);
  const isUnknown = view.stages.length === 0 && view.verdicts.length === 0;
  if (view.traceId === '' || isUnknown)
    return <EmptyPanel data={data} notices={view.traceId === '' ? [] : view.notices} {...(view.traceId === '' ? NOT_CHOSEN : NOT_KNOWN)} />;
  // A new trace starts with nothing chosen and nothing searched.
  return <Trace key={view.traceId} {...{ view, width, height, options, timeZone }} />;
}

type TraceProps = Pick<PanelProps<TracePanelOptions>, 'width' | 'height' | 'options' | 'timeZone'> & { readonly view: TraceView };

function Trace({ view, width, height, options, timeZone }: TraceProps) {
  const styles = useStyles2(getStyles);
  const [chosen, setChosen] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [part, setPart] = useState<'answer' | 'stages'>('answer');
  const lines = useMemo(() => searchLines(view, search), [view, search]);
  const notices = [...view.notices, ...view.incomplete].slice(0, MOST_NOTICES);
  const layout = traceLayout(width, height, view.lines.length, (height >= 240 ? notices.length : 0) * NOTICE_HEIGHT);
  const row = view.lines.find((line) => line.row.id === chosen)?.row;
  const choose = (id: string | null): void => {
    setChosen(id);
    if (layout.single && id !== null) setPart('answer');
  };
  const traceHref = (traceId: string): string => traceLink(traceId, options.traceUrl, locationService.getLocation().search);
  const list = (
    <StageList
      lines={lines}
      start={view.start}
      duration={view.duration}
      chosen={chosen}
      onChoose={choose}
      noteOf={(line) => noteOf(line, view)}
      layout={layout}
    />
  );
  const details = (
    <section
      className={styles.details}
      style={{ height: layout.detailHeight }}
      // A scrolling region must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={row === undefined ? 'The request' : `Stage ${row.name}`}
    >
      {row !== undefined && (
        <button type="button" className={styles.back} onClick={() => choose(null)}>
          <Icon name="arrow-left" size="sm" aria-hidden /> The request as a whole
        </button>
      )}
      {row === undefined || row.id === JUDGE_LINE ? (
        <Overview view={view} search={search} timeZone={timeZone} traceHref={traceHref} />
      ) : (
        <StageDetails view={view} row={row} search={search} />
      )}
    </section>
  );
  return (
    <section
      className={cx(styles.panel, styles.whole)}
      style={{ width, height }}
      aria-label={view.question === '' ? `Trace ${view.traceId}` : view.question}
    >
      <Head view={view} layout={layout} timeZone={timeZone} />
      {height >= 240 && notices.map((text) => <Notice key={text} text={text} />)}
      <div className={styles.search}>
        <Input
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder="Search stages and their text"
          aria-label="Search stages and their text"
          prefix={<Icon name="search" />}
        />
        {search.trim() !== '' && (
          <span role="status" className={styles.count}>
            {lines.length.toLocaleString('en')} of {view.lines.length.toLocaleString('en')}
          </span>
        )}
        {layout.single && <Switch part={part} onSwitch={setPart} />}
        {view.summary?.isGenerated === true && layout.columns && <Badge color="orange" text="Generated demo data" />}
      </div>
      {layout.single ? (
        part === 'stages' ? (
          list
        ) : (
          details
        )
      ) : (
        <div className={layout.columns ? styles.columns : undefined}>
          {list}
          {details}
        </div>
      )}
    </section>
  );
}

/** What the judge said stands in its line; of every other stage what matters there. */
function noteOf({ row }: StageLine, view: TraceView): string {
  if (row.id !== JUDGE_LINE) return stageNote(row);
  return [...view.scores, ...view.checks].map((verdict) => `${verdict.name} ${scoreText(verdict) || 'failed'}`).join(' · ');
}

function Notice({ text }: { readonly text: string }) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.notice} style={{ height: NOTICE_HEIGHT }} title={text}>
      <Icon name="exclamation-triangle" size="sm" aria-hidden /> {text}
    </p>
  );
}

const PARTS = [
  ['answer', 'Answer'],
  ['stages', 'Stages'],
] as const;

function Switch({ part, onSwitch }: { readonly part: 'answer' | 'stages'; readonly onSwitch: (part: 'answer' | 'stages') => void }) {
  const styles = useStyles2(getStyles);
  return PARTS.map(([value, text]) => (
    <button key={value} type="button" className={styles.switch} aria-pressed={part === value} onClick={() => onSwitch(value)}>
      {text}
    </button>
  ));
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...panelStyles(theme),
  whole: css({ overflow: 'hidden' }),
  columns: css({ display: 'flex' }),
  details: css({
    flex: 1,
    minWidth: 0,
    overflow: 'auto',
    padding: theme.spacing(0.5, 1.5),
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  back: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: 0,
    marginBottom: theme.spacing(0.5),
    border: 'none',
    background: 'none',
    color: theme.colors.text.link,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  search: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: 40,
    padding: theme.spacing(0.5, 1),
    '> :first-child': { maxWidth: 320 },
  }),
  count: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, whiteSpace: 'nowrap' }),
  switch: css({
    padding: theme.spacing(0.25, 0.75),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    background: 'none',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    '&[aria-pressed=true]': { color: theme.colors.text.primary, background: theme.colors.action.selected },
  }),
  notice: css({
    margin: theme.spacing(0, 1),
    color: theme.colors.warning.text,
    fontSize: theme.typography.bodySmall.fontSize,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
});
