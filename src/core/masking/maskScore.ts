import type { ScoreEventRow } from '../model/tables';
import { hash } from '../scores/hash';
import type { Masker } from './createMasker';

/** Columns of a score that a sender writes freely. Ids of traces and spans are hex digits, which were checked. */
const TEXTS = [
  'session_id',
  'response_id',
  'name',
  'evaluator',
  'evaluator_version',
  'evaluator_kind',
  'evaluator_epoch',
  'label',
  'explanation',
  'error_type',
  'stratum',
] as const satisfies readonly (keyof ScoreEventRow)[];

/**
 * A score from outside, masked. It names no service, so the rules of all services count. An id that holds personal data
 * becomes a hash of itself: masked, different scores would have one id and replace each other.
 */
export function maskScore(row: ScoreEventRow, masker: Masker): ScoreEventRow {
  const rules = masker.forService(undefined);
  if (!rules.isActive) return row;
  const texts = Object.fromEntries(TEXTS.map((column) => [column, rules.text(row[column], column)]));
  const id = rules.text(row.score_id, 'score_id');
  return { ...row, ...texts, score_id: id === row.score_id ? id : hash(row.score_id), attributes: rules.texts(row.attributes) };
}
