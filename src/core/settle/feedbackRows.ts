import type { FeedbackRow, InteractionRow } from '../model/tables';
import { signalsOf, type Signals } from '../feedback/signalsOf';
import { segmentsOf } from './documents';
import { newestOf } from './newestOf';
import type { SettleFeedback, SettleScore } from './settleInput';

export interface SettledFeedback extends Signals {
  readonly rows: readonly FeedbackRow[];
}

/** Names under which people's thumbs come as evaluation results (OpenTelemetry events, annotations, scores). */
const THUMBS_NAMES = new Set(['user_feedback', 'user-feedback', 'userfeedback', 'thumbs', 'thumbs_up', 'user_rating', 'user feedback']);

/**
 * The feedback of an interaction with its time and segments written onto it, each id once. Feedback whose sender may only
 * speak of other services than the interaction's is left out.
 */
export function feedbackRows(
  events: readonly SettleFeedback[],
  scores: readonly SettleScore[],
  interaction: Omit<InteractionRow, keyof Signals>,
): SettledFeedback {
  const isAllowed = ({ only_services: only }: { readonly only_services: readonly string[] }): boolean =>
    only.length === 0 || only.includes(interaction.service);
  const all = newestOf([...events, ...scores.flatMap(thumbsOf)].filter(isAllowed), ({ feedback_id }) => feedback_id).toSorted((a, b) =>
    a.feedback_id < b.feedback_id ? -1 : 1,
  );
  const segments = segmentsOf(interaction);
  const rows = all.map(({ only_services: _only, ingest_ts: _received, ...event }): FeedbackRow => ({
    ...event,
    trace_id: interaction.trace_id,
    time: interaction.time,
    ...segments,
    session_id: interaction.session_id,
    generated: interaction.generated,
    row_version: interaction.row_version,
    is_deleted: 0,
  }));
  return { rows, ...signalsOf(all) };
}

/** A score by which a person says yes or no to an answer is a thumb: above the middle of its scale up, below it down. */
function thumbsOf(score: SettleScore): SettleFeedback[] {
  const { score_id, trace_id, name, value, scale_min: worst, scale_max: best, evaluator_kind: kind } = score;
  if (value === null || (kind !== '' && kind !== 'HUMAN' && kind !== 'API') || !THUMBS_NAMES.has(name.toLowerCase())) return [];
  const side = Math.sign(value - (worst + best) / 2);
  if (side === 0) return [];
  return [
    {
      feedback_id: score_id,
      trace_id,
      kind: 'thumbs',
      name: '',
      value: side,
      comment: '',
      reason: '',
      rule: '',
      source: score.source,
      user_id: '',
      occurred_at: score.scored_at,
      only_services: score.only_services,
      ingest_ts: score.ingest_ts,
    },
  ];
}
