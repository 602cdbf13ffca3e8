import type { InteractionRow, ScoreRow } from '../model/tables';
import { segmentsOf } from './documents';
import { newestOf } from './newestOf';
import type { SettleScore } from './settleInput';

/**
 * The scores of an interaction with its time and segments written onto them, each id once. A score whose sender may only
 * write for other services than the interaction's is left out.
 */
export function scoreRows(events: readonly SettleScore[], interaction: InteractionRow): readonly ScoreRow[] {
  const segments = segmentsOf(interaction);
  const isAllowed = ({ only_services: only }: SettleScore): boolean => only.length === 0 || only.includes(interaction.service);
  const newest = newestOf(events.filter(isAllowed), ({ score_id }) => score_id);
  return [...newest]
    .sort((a, b) => (a.score_id < b.score_id ? -1 : 1))
    .map(({ response_id: _response, only_services: _only, ingest_ts: _received, ...event }): ScoreRow => ({
      ...event,
      trace_id: interaction.trace_id,
      time: interaction.time,
      ...segments,
      session_id: interaction.session_id,
      generated: event.generated === 1 || interaction.generated === 1 ? 1 : 0,
      row_version: interaction.row_version,
      is_deleted: 0,
    }));
}
