import { css } from '@emotion/css';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { spanTree, type SpanLine } from './spanTree';

/** The spans of a trace on their times; a span opens to show what it says of itself. */
export function TraceView({ frame }: { readonly frame: DataFrame }) {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState<string>();
  const spans = readSpans(frame);
  if (spans.length === 0) return <p className={styles.empty}>This trace is not in the store.</p>;
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.start + span.duration));
  return (
    <ul className={styles.list} aria-label="Spans">
      {spanTree(spans).map(({ span, depth }) => (
        <li key={span.id}>
          <button
            type="button"
            className={styles.span}
            aria-expanded={open === span.id}
            onClick={() => setOpen(open === span.id ? undefined : span.id)}
          >
            <span className={styles.name} style={{ paddingLeft: depth * 16 }}>
              {span.stage !== '' && <span className={styles.stage}>{span.stage}</span>}
              <span className={span.failed ? styles.failed : undefined}>{span.name}</span>
              {span.failed && <span className={styles.stage}>error</span>}
            </span>
            <span className={styles.track}>
              <span className={styles.bar} style={placeOf(span, start, end)} />
            </span>
            <span className={styles.time}>{durationText(span.duration)}</span>
          </button>
          {open === span.id && (
            <dl className={styles.tags}>
              {span.tags.map(({ key, value }) => (
                <div key={key}>
                  <dt>{key}</dt>
                  <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ul>
  );
}

function readSpans(frame: DataFrame): SpanLine[] {
  const column = (name: string): readonly unknown[] => frame.fields.find((field) => field.name === name)?.values ?? [];
  const text = (values: readonly unknown[], row: number): string => String(values[row] ?? '');
  const names = column('operationName');
  return names.map((_name, row) => {
    const tags = column('tags')[row];
    return {
      id: text(column('spanID'), row),
      parent: text(column('parentSpanID'), row),
      name: text(names, row),
      stage: text(column('stage'), row),
      service: text(column('serviceName'), row),
      start: Number(column('startTime')[row]),
      duration: Number(column('duration')[row]),
      failed: column('statusCode')[row] === 2,
      tags: Array.isArray(tags) ? (tags as SpanLine['tags']) : [],
    };
  });
}

function placeOf({ start, duration }: SpanLine, first: number, last: number): { left: string; width: string } {
  const total = Math.max(1e-6, last - first);
  const percent = (part: number): string => `${Math.min(100, (100 * part) / total).toFixed(3)}%`;
  return { left: percent(start - first), width: percent(duration) };
}

function durationText(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 1 ? `${Math.round(ms)} ms` : `${ms.toFixed(2)} ms`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  empty: css({ margin: theme.spacing(1), color: theme.colors.text.secondary }),
  list: css({ margin: 0, padding: 0, listStyle: 'none', fontSize: theme.typography.bodySmall.fontSize }),
  span: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(200px, 2fr) 3fr 80px',
    gap: theme.spacing(1),
    alignItems: 'center',
    width: '100%',
    padding: theme.spacing(0.5, 1),
    textAlign: 'left',
    color: theme.colors.text.primary,
    background: 'transparent',
    border: 0,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:hover': { background: theme.colors.action.hover },
  }),
  name: css({ display: 'flex', gap: theme.spacing(1), overflow: 'hidden', whiteSpace: 'nowrap' }),
  stage: css({ color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.error.text }),
  track: css({ position: 'relative', height: 10, background: theme.colors.background.secondary, borderRadius: 2 }),
  bar: css({ position: 'absolute', top: 0, bottom: 0, minWidth: 2, background: theme.colors.primary.main, borderRadius: 2 }),
  time: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  tags: css({
    margin: 0,
    padding: theme.spacing(1, 2),
    background: theme.colors.background.secondary,
    div: { display: 'grid', gridTemplateColumns: '220px 1fr', gap: theme.spacing(1) },
    dt: { color: theme.colors.text.secondary, overflowWrap: 'anywhere' },
    dd: { margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  }),
});
