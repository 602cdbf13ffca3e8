import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { formatDuration } from '../../ui/format';
import { AXIS_HEIGHT, LINE_HEIGHT, type TraceLayout } from './layout';
import { moveBy } from './moveBy';
import { stageColor } from './stageColor';
import { unfolded, type StageLine } from './stageTree';
import { scrollTo, visibleRows } from './visibleRows';

interface Props {
  readonly lines: readonly StageLine[];
  readonly start: number;
  readonly duration: number;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  readonly noteOf: (line: StageLine) => string;
  readonly layout: TraceLayout;
}

/** Every stage on one scale of time. Only the lines in sight are drawn, so that a trace of ten thousand opens at once. */
export function StageList({ lines, start, duration, chosen, onChoose, noteOf, layout }: Props) {
  const styles = useStyles2(getStyles);
  const prefix = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => unfolded(lines, folded), [lines, folded]);
  const height = layout.listHeight - AXIS_HEIGHT;
  const { first, end } = visibleRows(scrollTop, height, LINE_HEIGHT, shown.length);
  const active = shown.findIndex(({ row }) => row.id === chosen);

  const fold = (id: string, isFolded: boolean): void => {
    const next = new Set(folded);
    if (isFolded) next.add(id);
    else next.delete(id);
    setFolded(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = moveBy(event.key, { lines: shown, active, folded, page: Math.max(1, Math.floor(height / LINE_HEIGHT) - 1) });
    if (move === null) return;
    event.preventDefault();
    if (move.fold !== undefined) fold(move.fold.id, move.fold.isFolded);
    const target = move.to === undefined ? undefined : shown[move.to];
    if (target !== undefined) onChoose(target.row.id);
  };
  useEffect(() => {
    const box = scroller.current;
    if (box !== null && active >= 0) box.scrollTop = scrollTo(active, box.scrollTop, height, LINE_HEIGHT);
  }, [active, height]);

  return (
    <div style={{ width: layout.listWidth }}>
      <Axis duration={duration} nameWidth={layout.nameWidth} />
      <div
        ref={scroller}
        className={styles.scroller}
        style={{ height }}
        role="tree"
        aria-label="Stages of the request"
        tabIndex={0}
        aria-activedescendant={active >= first && active < end ? `${prefix}${active}` : undefined}
        onKeyDown={onKeyDown}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        {/* The height of all lines, so that the scroll bar tells the truth. */}
        <div role="presentation" style={{ height: shown.length * LINE_HEIGHT, position: 'relative' }}>
          {shown.slice(first, end).map((line, index) => (
            <Line
              key={line.row.id}
              id={`${prefix}${first + index}`}
              line={line}
              place={first + index}
              count={shown.length}
              isChosen={line.row.id === chosen}
              isFolded={folded.has(line.row.id)}
              note={layout.notes ? noteOf(line) : ''}
              bar={barOf(line, start, duration)}
              nameWidth={layout.nameWidth}
              onChoose={() => onChoose(line.row.id)}
              onFold={() => fold(line.row.id, !folded.has(line.row.id))}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface LineProps {
  readonly id: string;
  readonly line: StageLine;
  readonly place: number;
  readonly count: number;
  readonly isChosen: boolean;
  readonly isFolded: boolean;
  readonly note: string;
  readonly bar: { readonly left: number; readonly width: number } | null;
  readonly nameWidth: number;
  readonly onChoose: () => void;
  readonly onFold: () => void;
}

function Line({ id, line, place, count, isChosen, isFolded, note, bar, nameWidth, onChoose, onFold }: LineProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { row, depth, hasChildren } = line;
  const title = row.stage === '' || row.stage === 'other' ? row.name : row.stage;
  return (
    // Keys are taken by the tree, which alone has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-posinset={place + 1}
      aria-setsize={count}
      aria-selected={isChosen}
      aria-expanded={hasChildren ? !isFolded : undefined}
      aria-label={[title, row.name === title ? '' : row.name, note, bar === null ? '' : formatDuration(row.duration)]
        .filter(Boolean)
        .join(', ')}
      className={cx(styles.line, isChosen && styles.chosen)}
      style={{ top: place * LINE_HEIGHT }}
      onClick={onChoose}
    >
      <span className={styles.name} style={{ width: nameWidth, paddingLeft: 4 + Math.min(depth, 8) * 12 }}>
        <button
          type="button"
          className={styles.fold}
          tabIndex={-1}
          aria-hidden
          style={{ visibility: hasChildren ? 'visible' : 'hidden' }}
          onClick={(event) => {
            event.stopPropagation();
            onFold();
          }}
        >
          <Icon name={isFolded ? 'angle-right' : 'angle-down'} size="sm" />
        </button>
        {row.isFailed && <Icon name="exclamation-circle" size="sm" style={{ color: theme.colors.error.text, flexShrink: 0 }} />}
        <span className={styles.title}>{title}</span>
        {row.name !== title && <span className={styles.plain}>{row.name}</span>}
      </span>
      <span className={styles.track}>
        {bar !== null && (
          <span
            className={styles.bar}
            style={{
              left: `${bar.left}%`,
              width: `${bar.width}%`,
              background: row.isFailed ? theme.colors.error.main : stageColor(theme, row.stage),
            }}
          />
        )}
        <span
          className={cx(styles.note, bar !== null && notePlace(bar).isOver && styles.over)}
          style={bar === null ? { left: 0 } : notePlace(bar).style}
        >
          {bar !== null && <span className={styles.time}>{formatDuration(row.duration)}</span>}
          {note}
        </span>
      </span>
    </div>
  );
}

/** Place and width in per cent of the whole; null for what has no time in the request. */
function barOf({ row }: StageLine, start: number, duration: number): { readonly left: number; readonly width: number } | null {
  if (row.stage === 'judge') return null;
  const whole = Math.max(duration, 1e-6);
  const left = Math.min(100, Math.max(0, (100 * (row.start - start)) / whole));
  return { left, width: Math.min(100 - left, (100 * row.duration) / whole) };
}

/** Beside its bar where there is room, else over its end. */
function notePlace({ left, width }: { readonly left: number; readonly width: number }) {
  if (left + width <= LATE) return { isOver: false, style: { left: `${left + width}%` } };
  return left > LATE ? { isOver: false, style: { right: `${100 - left}%` } } : { isOver: true, style: { right: '0.25%' } };
}

/** Per cent of the scale behind which no text fits. */
const LATE = 55;

const TICKS = [0, 0.25, 0.5, 0.75, 1];

function Axis({ duration, nameWidth }: { readonly duration: number; readonly nameWidth: number }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.axis} style={{ marginLeft: nameWidth }} aria-hidden>
      {TICKS.map((tick) => (
        <span key={tick} style={tick === 1 ? { right: 0 } : { left: `${100 * tick}%` }}>
          {tick === 0 ? '0' : tick === 0.25 || tick === 0.75 ? '' : formatDuration(duration * tick)}
        </span>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  axis: css({
    position: 'relative',
    height: AXIS_HEIGHT,
    marginRight: theme.spacing(1.5),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '> span': { position: 'absolute', fontVariantNumeric: 'tabular-nums' },
  }),
  scroller: css({
    overflowY: 'auto',
    overflowX: 'hidden',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  line: css({
    position: 'absolute',
    left: 0,
    right: 0,
    height: LINE_HEIGHT,
    display: 'flex',
    alignItems: 'center',
    cursor: 'pointer',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:hover': { background: theme.colors.action.hover },
  }),
  chosen: css({ background: theme.colors.action.selected, boxShadow: `inset 3px 0 0 ${theme.colors.primary.main}` }),
  name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), flexShrink: 0, overflow: 'hidden', whiteSpace: 'nowrap' }),
  fold: css({ border: 'none', background: 'none', padding: 0, color: theme.colors.text.secondary, lineHeight: 1, flexShrink: 0 }),
  title: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium, flexShrink: 0 }),
  plain: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  track: css({ position: 'relative', flex: 1, height: '100%', marginRight: theme.spacing(1.5), overflow: 'hidden' }),
  bar: css({ position: 'absolute', top: 8, bottom: 8, minWidth: 2, borderRadius: 2 }),
  note: css({
    position: 'absolute',
    top: 0,
    lineHeight: `${LINE_HEIGHT}px`,
    padding: theme.spacing(0, 0.75),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
  over: css({ top: 6, lineHeight: `${LINE_HEIGHT - 12}px`, background: theme.colors.background.primary, borderRadius: 2 }),
  time: css({ color: theme.colors.text.primary, marginRight: theme.spacing(1), fontVariantNumeric: 'tabular-nums' }),
});
