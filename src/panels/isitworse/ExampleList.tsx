import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { formatValue } from './formatValue';
import { listStyles } from './listStyles';
import type { ExampleRow } from './readFrames';
import type { Places } from '../../ui/usePlaces';
import type { MetricView } from './view';

interface Props {
  readonly examples: readonly ExampleRow[];
  readonly metric: MetricView;
  readonly places: Places;
  readonly timeZone: string;
}

/** The worst answers since the start, each with a good one from before to hold it against. */
export function ExampleList({ examples, metric, places, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  const pairs = [...new Set(examples.map(({ pair }) => pair))].sort((a, b) => a - b);
  return (
    <ul className={styles.list}>
      {pairs.map((pair) => (
        <li key={pair} className={styles.item}>
          {(['worst', 'before'] as const).map((role) => {
            const example = examples.find((one) => one.pair === pair && one.role === role);
            return example === undefined ? null : (
              <Example key={role} example={example} metric={metric} places={places} timeZone={timeZone} />
            );
          })}
        </li>
      ))}
    </ul>
  );
}

function Example({ example, metric, places, timeZone }: Omit<Props, 'examples'> & { readonly example: ExampleRow }) {
  const styles = useStyles2(getStyles);
  const href = places.trace(example.traceId);
  return (
    <details className={styles.example}>
      <summary>
        <span className={styles.role}>{example.role === 'worst' ? 'Now' : 'Before'}</span>
        <span className={styles.value}>{formatValue(example.value, metric.kind)}</span>
        <span className={styles.question}>{example.question || example.traceId}</span>
      </summary>
      <dl className={styles.parts}>
        {example.answer !== '' && <Part name="Answer">{example.answer}</Part>}
        {example.reason !== '' && <Part name="Judge">{example.reason}</Part>}
        {example.documents.length > 0 && (
          <Part name="Documents">
            <ol className={styles.documents}>
              {example.documents.map((id, index) => (
                <li key={`${index}${id}`}>{id}</li>
              ))}
            </ol>
          </Part>
        )}
        <Part name="Trace">
          {href === null ? <code>{example.traceId}</code> : <TraceLink href={href} traceId={example.traceId} />}{' '}
          <span className={styles.detail}>
            {dateTimeFormat(example.time, { timeZone, format: 'ddd D MMM HH:mm:ss' })} · {example.topic}
          </span>
        </Part>
      </dl>
    </details>
  );
}

function TraceLink({ href, traceId }: { readonly href: string; readonly traceId: string }) {
  const styles = useStyles2(getStyles);
  return (
    <a href={href} className={styles.link}>
      Open trace {traceId.slice(0, 8)}
    </a>
  );
}

function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...listStyles(theme),
  example: css({
    summary: {
      display: 'flex',
      gap: theme.spacing(1),
      alignItems: 'baseline',
      cursor: 'pointer',
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
      '&::before': { content: '"▸"', flex: 'none', color: theme.colors.text.secondary },
    },
    '&[open] > summary::before': { content: '"▾"' },
    '&[open] > summary > span:last-child': { whiteSpace: 'normal' },
  }),
  role: css({ flex: '0 0 44px', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  value: css({ flex: '0 0 40px', textAlign: 'right', fontVariantNumeric: 'tabular-nums', fontWeight: theme.typography.fontWeightMedium }),
  question: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  parts: css({
    margin: theme.spacing(0.5, 0, 0.5, 2),
    fontSize: theme.typography.bodySmall.fontSize,
    '> div': { display: 'flex', gap: theme.spacing(1), marginBottom: theme.spacing(0.25) },
    dt: { flex: '0 0 76px', color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    dd: { flex: 1, minWidth: 0, margin: 0, overflowWrap: 'anywhere' },
  }),
  documents: css({ margin: 0, paddingLeft: theme.spacing(2) }),
});
