import type { PanelProps } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { Notices } from '../../ui/Notices';
import { EmptyPanel } from '../../ui/PanelMessage';
import { panelStyles } from '../../ui/panelStyles';
import { usePlaces } from '../../ui/usePlaces';
import { DimensionTable } from './DimensionTable';
import { goodLayout } from './layout';
import type { GoodPanelOptions } from './options';
import { SegmentTable } from './SegmentTable';
import { StateIcon } from './StateIcon';
import { goodView, type GoodView } from './view';

/** "Is it good?": the answer as a sentence, then what it rests on. */
export function Panel({ data, width, height, options, timeZone, replaceVariables }: PanelProps<GoodPanelOptions>) {
  const styles = useStyles2(panelStyles);
  const view = useMemo(() => goodView(data.series), [data.series]);
  const places = usePlaces(replaceVariables, { traceTemplate: '', dataSource: undefined });
  if (view.dimensions.length === 0) return <EmptyPanel data={data} notices={view.notices} />;

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
        <SegmentTable view={view} layout={layout} options={options} timeZone={timeZone} places={places} />
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
  const styles = useStyles2(panelStyles);
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
