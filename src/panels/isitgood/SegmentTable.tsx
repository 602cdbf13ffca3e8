import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { useMemo, useState, type ReactNode } from 'react';
import { formatCount, formatScore } from '../../ui/format';
import { IntervalBar } from './IntervalBar';
import type { GoodLayout } from './layout';
import type { GoodPanelOptions } from './options';
import { isSameColumn, nextSort, sortSegments, type SegmentSort } from './sortSegments';
import { StateIcon } from './StateIcon';
import type { CellLink } from '../../ui/frameCells';
import { RowLinks } from '../../ui/RowLinks';
import { tableStyles } from '../../ui/tableStyles';
import { narrowLinks, type Places } from '../../ui/usePlaces';
import { Trend } from './Trend';
import type { GoodView, ScoreView, SegmentView } from './view';

interface Props {
  readonly view: GoodView;
  readonly layout: GoodLayout;
  readonly options: GoodPanelOptions;
  readonly timeZone: string;
  readonly places: Places;
}

/** A row a segment, a column a dimension; on a narrow panel only the dimension that is worst in that segment. */
export function SegmentTable({ view, layout, options, timeZone, places }: Props) {
  const styles = useStyles2(getStyles);
  const [sort, setSort] = useState<SegmentSort>({ by: 'urgency' });
  const sorted = useMemo(() => sortSegments(view.segments, sort), [view.segments, sort]);
  const shown = sorted.slice(0, options.maxSegments);
  const trend = layout.trend && options.showTrend;
  const narrow = ({ values }: SegmentView): CellLink[] => narrowLinks(view.groupBy, values, places);
  return (
    <>
      <table className={styles.table}>
        <caption className="sr-only">Segments with the mean of each dimension</caption>
        <thead>
          <tr>
            <Sortable column="label" sort={sort} onSort={setSort}>
              {view.groupBy.map(columnTitle).join(' · ')}
            </Sortable>
            {layout.matrix ? (
              view.dimensions.map(({ dimension }) => (
                <Sortable key={dimension} column={{ dimension }} sort={sort} onSort={setSort}>
                  {dimension}
                </Sortable>
              ))
            ) : (
              <th scope="col">Worst dimension</th>
            )}
            {trend && <th scope="col">Trend of the worst</th>}
            {layout.range && (
              <Sortable column="n" sort={sort} onSort={setSort} isNumber>
                Judged
              </Sortable>
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map((segment) => (
            <tr key={segment.key}>
              <th scope="row">
                <span className={styles.cell}>
                  <StateIcon state={segment.worst.state} size="sm" />
                  <span className={styles.label}>{segment.label}</span>
                </span>
              </th>
              {layout.matrix ? (
                view.dimensions.map(({ dimension }) => (
                  <td key={dimension}>{cellOf(segment, dimension, { bar: layout.segmentBar, narrow: narrow(segment) })}</td>
                ))
              ) : (
                <td>
                  <ScoreCell score={segment.worst} of={segment.label} narrow={narrow(segment)} named bar={layout.segmentBar} />
                </td>
              )}
              {trend && (
                <td>
                  <Trend score={segment.worst} width={120} timeZone={timeZone} />
                </td>
              )}
              {layout.range && <td className={styles.number}>{formatCount(segment.n)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < sorted.length && (
        <p className={styles.rest}>{sorted.length - shown.length} more segments are not shown. Narrow the filters to see them.</p>
      )}
    </>
  );
}

/** `prompt_version` reads as "Prompt version". */
function columnTitle(field: string): string {
  const words = field.replace(/^attributes\./, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function cellOf(segment: SegmentView, dimension: string, cell: { readonly bar: number; readonly narrow: readonly CellLink[] }): ReactNode {
  const score = segment.scores.find((candidate) => candidate.dimension === dimension);
  return score === undefined ? <span>–</span> : <ScoreCell score={score} of={segment.label} {...cell} />;
}

interface ScoreCellProps {
  readonly score: ScoreView;
  /** The segment's name. */
  readonly of: string;
  /** The way to the segment alone. */
  readonly narrow: readonly CellLink[];
  readonly named?: boolean;
  readonly bar: number;
}

function ScoreCell({ score, of, narrow, named = false, bar }: ScoreCellProps) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.cell} title={`${score.dimension}: ${score.verdict}`}>
      <StateIcon state={score.state} size="sm" />
      {named && <span>{score.dimension}</span>}
      <span className={styles.mean}>
        <RowLinks of={`${score.dimension} of ${of}`} links={[...score.links(), ...narrow]}>
          {formatScore(score.mean, score.isRate)}
        </RowLinks>
      </span>
      {bar > 0 && <IntervalBar score={score} width={bar} />}
      <span className="sr-only">{score.verdict}</span>
    </span>
  );
}

interface SortableProps {
  readonly column: Parameters<typeof nextSort>[1];
  readonly sort: SegmentSort;
  readonly onSort: (sort: SegmentSort) => void;
  /** Its cells stand at the right, and so does its head. */
  readonly isNumber?: boolean;
  readonly children: ReactNode;
}

function Sortable({ column, sort, onSort, isNumber = false, children }: SortableProps) {
  const styles = useStyles2(getStyles);
  const active = isSameColumn(sort, nextSort({ by: 'urgency' }, column)) && sort.by !== 'urgency' ? sort : undefined;
  return (
    <th
      scope="col"
      className={isNumber ? styles.number : ''}
      aria-sort={active === undefined ? 'none' : active.descending ? 'descending' : 'ascending'}
    >
      <button type="button" className={styles.sort} onClick={() => onSort(nextSort(sort, column))}>
        {children}
        {active !== undefined && <Icon name={active.descending ? 'arrow-down' : 'arrow-up'} size="sm" aria-hidden />}
      </button>
    </th>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...tableStyles(theme),
  cell: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  label: css({ overflowWrap: 'anywhere', minWidth: 64 }),
  mean: css({ minWidth: 36, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  rest: css({ margin: theme.spacing(1), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  sort: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.25),
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    cursor: 'pointer',
    '&:hover': { color: theme.colors.text.primary },
  }),
});
