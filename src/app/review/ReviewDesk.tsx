import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Field, TextArea, useStyles2 } from '@grafana/ui';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { fetchDimensions, fetchJudgements, fetchQueue, saveLabels, type ReviewDimension } from './reviewClient';
import { EMPTY_REVIEW, pointsOf, reduceReview } from './reviewState';
import { ReviewText } from './ReviewText';
import { ScoreRow } from './ScoreRow';

/** One answer after the other. Digits score the marked dimension, arrows mark another, Enter stores and goes on. */
export function ReviewDesk({ labeller }: { readonly labeller: string }) {
  const styles = useStyles2(getStyles);
  const [state, dispatch] = useReducer(reduceReview, EMPTY_REVIEW);
  const [dimensions, setDimensions] = useState<readonly ReviewDimension[]>([]);
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(true);
  const item = state.items[state.at];

  const attempt = useCallback(async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError('');
    await work().catch((cause: unknown) => setError(messageOf(cause)));
    setBusy(false);
  }, []);
  const load = useCallback(
    () =>
      attempt(async () => {
        const [found, items] = await Promise.all([fetchDimensions(), fetchQueue(labeller)]);
        setDimensions(found);
        dispatch({ kind: 'queue', items });
      }),
    [attempt, labeller],
  );
  useEffect(() => queueMicrotask(() => void load()), [load]);

  const save = (): Promise<void> =>
    attempt(async () => {
      if (item === undefined || state.values.size === 0) return;
      await saveLabels({ item, labeller, values: state.values, comment: state.comment });
      dispatch({ kind: 'saved', judgements: await fetchJudgements(item.traceId, labeller) });
    });
  const next = (): void => {
    if (state.at + 1 < state.items.length) dispatch({ kind: 'next' });
    else void load();
  };
  const goOn = (): void => {
    if (isBusy || item === undefined) return;
    if (state.judgements !== null) next();
    else if (state.values.size > 0) void save();
  };

  useKeys((key) => {
    const dimension = dimensions[state.active];
    if (key === 'Enter') goOn();
    else if (key === 's' && state.judgements === null && item !== undefined) next();
    else if (key === 'ArrowDown') dispatch({ kind: 'move', to: Math.min(state.active + 1, dimensions.length - 1) });
    else if (key === 'ArrowUp') dispatch({ kind: 'move', to: Math.max(state.active - 1, 0) });
    else if (dimension !== undefined && item !== undefined) {
      const point = pointsOf(dimension).find((one) => one.key === key);
      if (point === undefined) return false;
      dispatch({ kind: 'score', dimension: dimension.name, index: state.active, value: point.value, count: dimensions.length });
    } else return false;
    return true;
  });

  if (item === undefined)
    return (
      <>
        {error !== '' && <Alert severity="error" title={error} />}
        {isBusy ? (
          <p role="status">Drawing answers…</p>
        ) : (
          error === '' && <Alert severity="success" title="Nothing left to label in the last 30 days." />
        )}
      </>
    );
  return (
    <div className={styles.desk}>
      <ReviewText key={item.traceId} item={item} />
      <section className={styles.scores} aria-label="Your scores">
        {error !== '' && <Alert severity="error" title={error} />}
        {dimensions.map((dimension, index) => (
          <ScoreRow
            key={`${item.traceId} ${dimension.name}`}
            dimension={dimension}
            value={state.values.get(dimension.name)}
            isActive={index === state.active}
            judgements={state.judgements?.filter(({ name }) => name === dimension.name) ?? null}
            onScore={(value) => dispatch({ kind: 'score', dimension: dimension.name, index, value, count: dimensions.length })}
          />
        ))}
        <Field label="Comment" description="Optional: what decided it">
          <TextArea
            id="review-comment"
            rows={2}
            value={state.comment}
            disabled={state.judgements !== null}
            onChange={(event) => dispatch({ kind: 'comment', text: event.currentTarget.value })}
          />
        </Field>
        <div className={styles.buttons}>
          <Button disabled={isBusy || (state.judgements === null && state.values.size === 0)} onClick={goOn}>
            {state.judgements === null ? 'Store' : 'Next answer'}
          </Button>
          {state.judgements === null && (
            <Button variant="secondary" disabled={isBusy} onClick={next}>
              Skip
            </Button>
          )}
          <span role="status">{state.done === 0 ? '' : `${state.done} labelled`}</span>
        </div>
        <p className={styles.keys}>
          Keys: <kbd>1</kbd>–<kbd>5</kbd> score from worst to best, <kbd>0</kbd> not applicable, <kbd>↑</kbd> <kbd>↓</kbd> other dimension,{' '}
          <kbd>Enter</kbd> store and go on, <kbd>s</kbd> skip.
        </p>
      </section>
    </div>
  );
}

/** Keys of the whole page, but not while something is typed or another control takes them. */
function useKeys(onKey: (key: string) => boolean | void): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
      if (event.target.closest('textarea, select, [contenteditable]') !== null) return;
      const isRadio = event.target instanceof HTMLInputElement && event.target.type === 'radio';
      if (event.target.closest('input') !== null && !isRadio) return;
      // A focused button or link is pressed by Enter itself; the arrows belong to a focused choice.
      if (event.key === 'Enter' && event.target.closest('button, a, summary') !== null) return;
      if (event.key.startsWith('Arrow') && isRadio) return;
      if (latest.current(event.key) !== false) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function messageOf(cause: unknown): string {
  if (typeof cause === 'object' && cause !== null && 'data' in cause) {
    const { data } = cause;
    if (typeof data === 'object' && data !== null && 'message' in data) return String(data.message);
  }
  return cause instanceof Error ? cause.message : String(cause);
}

const getStyles = (theme: GrafanaTheme2) => ({
  desk: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 340px), 1fr))',
    gap: theme.spacing(3),
    alignItems: 'start',
  }),
  scores: css({ position: 'sticky', top: theme.spacing(2) }),
  buttons: css({ display: 'flex', gap: theme.spacing(2), alignItems: 'center' }),
  keys: css({ marginTop: theme.spacing(2), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
