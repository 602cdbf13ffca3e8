import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { DocumentList } from './DocumentList';
import { givenDocuments } from './givenDocuments';
import { LongText } from './LongText';
import { Part } from './Part';
import type { FeedbackRow } from './readFrames';
import { TurnList } from './TurnList';
import type { TraceView } from './view';
import { VerdictList } from './VerdictList';

interface Props {
  readonly view: TraceView;
  readonly search: string;
  readonly timeZone: string;
  readonly traceHref: (traceId: string) => string;
}

/** The request as a whole: what was asked and answered, what the answer rests on, and what was said of it. */
export function Overview({ view, search, timeZone, traceHref }: Props) {
  const context = contextDocuments(view);
  return (
    <>
      {view.question !== '' && (
        <Part title="Question">
          <LongText name="the question" text={view.question} search={search} />
        </Part>
      )}
      {view.answer !== '' && (
        <Part title="Answer">
          <LongText name="the answer" text={view.answer} search={search} />
        </Part>
      )}
      {view.scores.length > 0 && (
        <Part title="What the judge said">
          <VerdictList verdicts={view.scores} search={search} />
        </Part>
      )}
      {view.checks.length > 0 && (
        <Part title="Validators">
          <VerdictList verdicts={view.checks} search={search} />
        </Part>
      )}
      {context.length > 0 && (
        <Part title="Documents given to the model">
          <DocumentList documents={context} search={search} />
        </Part>
      )}
      {(view.feedback.length > 0 || (view.summary?.signals.length ?? 0) > 0) && (
        <Part title="Feedback">
          <Feedback feedback={view.feedback} timeZone={timeZone} search={search} />
          {view.feedback.length === 0 && (view.summary?.signals ?? []).join(', ')}
        </Part>
      )}
      {view.turns.length > 1 && (
        <Part title="Conversation">
          <TurnList turns={view.turns} traceId={view.traceId} timeZone={timeZone} traceHref={traceHref} />
        </Part>
      )}
    </>
  );
}

/** The documents as the stage that gave them to the model listed them. */
export function contextDocuments(view: TraceView) {
  const given = new Set(view.contextIds);
  const source = view.stages.findLast(
    ({ stage, documents }) => (stage === 'rerank' || stage === 'retrieval') && documents.some(({ id }) => given.has(id)),
  );
  const listed = source?.documents.filter(({ id }) => given.has(id)) ?? [];
  const isWhole = view.contextIds.every((id) => listed.some((document) => document.id === id));
  const documents = isWhole
    ? listed
    : view.contextIds.map((id, index) => ({ rank: index + 1, id, version: '', score: null, distance: null }));
  return givenDocuments({ documents }, view);
}

function Feedback({
  feedback,
  timeZone,
  search,
}: {
  readonly feedback: readonly FeedbackRow[];
  readonly timeZone: string;
  readonly search: string;
}) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list}>
      {feedback.map((one) => (
        <li key={`${one.kind}${one.name}${one.time}`}>
          <strong>{feedbackText(one)}</strong>{' '}
          <span className={styles.detail}>
            {one.time !== null && dateTimeFormat(one.time, { timeZone, format: 'D MMM HH:mm:ss' })}
            {one.reason !== '' && ` · ${one.reason}`}
          </span>
          {one.comment !== '' && <LongText name="the comment" text={one.comment} search={search} />}
        </li>
      ))}
    </ul>
  );
}

/** `Thumbs down`, `4 stars`, `Rephrase`. */
export function feedbackText({ kind, name, value }: Pick<FeedbackRow, 'kind' | 'name' | 'value'>): string {
  if (kind === 'thumbs') return value !== null && value < 0 ? 'Thumbs down' : 'Thumbs up';
  if (kind === 'stars' && value !== null) return `${value} ${value === 1 ? 'star' : 'stars'}`;
  const words = (name || kind).replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${value === null || kind === 'comment' ? '' : ` ${value}`}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
