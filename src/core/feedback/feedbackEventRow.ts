/** The one way from feedback of any sender to a row of `feedback_events`. */
import type { FeedbackEventRow } from '../model/tables';
import { EXPLICIT_KINDS, type ExplicitKind } from './feedbackKinds';

export interface FeedbackInput {
  /** The same id again replaces the feedback; made from target, kind, name, user and `occurredAt` when absent. */
  readonly id?: string | undefined;
  /** What it is about: at least one of trace, response and session. Hex ids in any letter case. */
  readonly traceId?: string | undefined;
  readonly responseId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly kind: ExplicitKind;
  /** Of a custom kind. */
  readonly name?: string | undefined;
  /** Thumbs: up, down, true, false or a number (above 0 is up). Stars: 1 to 5. Dwell: milliseconds. */
  readonly value?: number | boolean | string | null | undefined;
  readonly comment?: string | undefined;
  readonly userId?: string | undefined;
  /** Nanoseconds since 1970; time of receipt when absent. */
  readonly occurredAt?: bigint | undefined;
  readonly attributes?: ReadonlyMap<string, string> | undefined;
}

export interface FeedbackContext {
  /** Nanoseconds since 1970. */
  readonly receivedAt: bigint;
  /** Hash of a text as hex digits: `hash` of src/core/scores. */
  readonly hash: (text: string) => string;
}

export type FeedbackEventResult = { readonly row: FeedbackEventRow } | { readonly reject: string };

/** Refused is what cannot be filed or means nothing: no target, a broken id, a value that does not fit the kind. */
export function feedbackEventRow(input: FeedbackInput, { receivedAt, hash }: FeedbackContext): FeedbackEventResult {
  const target = {
    trace_id: input.traceId?.trim().toLowerCase() ?? '',
    response_id: input.responseId?.trim() ?? '',
    session_id: input.sessionId?.trim() ?? '',
  };
  const name = input.name?.trim() ?? '';
  const comment = input.comment?.trim() ?? '';
  const read = valueOf(input, comment);
  const reject = targetProblem(target) ?? (input.kind === 'custom' && name === '' ? 'name: a custom kind has a name' : read.reject);
  if (reject !== undefined) return { reject };
  const userId = input.userId?.trim() ?? '';
  // A comment is one of many; thumbs and stars of one user replace each other.
  const own = input.kind === 'comment' ? comment : '';
  const key = [...Object.values(target), input.kind, name, userId, input.occurredAt?.toString() ?? '', own];
  return {
    row: {
      feedback_id: input.id?.trim() || hash(JSON.stringify(key)),
      ...target,
      kind: input.kind,
      name,
      value: read.value ?? null,
      comment,
      reason: '',
      rule: '',
      source: 'api',
      user_id: userId,
      occurred_at: input.occurredAt ?? receivedAt,
      attributes: input.attributes ?? new Map(),
      only_services: [],
      ingest_ts: receivedAt,
      is_deleted: 0,
    },
  };
}

function targetProblem({
  trace_id: trace,
  response_id: response,
  session_id: session,
}: Readonly<Record<string, string>>): string | undefined {
  if (trace !== '' && (trace === undefined || !/^[0-9a-f]{32}$/.test(trace) || /^0+$/.test(trace)))
    return 'trace_id: is not 32 hex digits, or all zero';
  if (trace === '' && response === '' && session === '')
    return 'trace_id: is missing, and neither response_id nor session_id says what the feedback is about';
  return undefined;
}

interface ReadValue {
  readonly value?: number | null;
  readonly reject?: string;
}

const UP = new Set(['up', 'true', 'yes', 'positive', 'like', 'good', '👍']);
const DOWN = new Set(['down', 'false', 'no', 'negative', 'dislike', 'bad', '👎']);

function valueOf({ kind, value }: FeedbackInput, comment: string): ReadValue {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  switch (kind) {
    case 'thumbs':
      return thumb(value);
    case 'stars':
      return typeof number === 'number' && number >= 1 && number <= 5 ? { value: number } : { reject: 'value: stars are 1 to 5' };
    case 'dwell':
      return typeof number === 'number' && number >= 0 && number <= LONGEST_DWELL_MS
        ? { value: number }
        : { reject: 'value: the milliseconds that the answer was in view, at most a day' };
    case 'comment':
      return comment === '' ? { reject: 'comment: is missing' } : { value: null };
    default:
      if (typeof number === 'boolean') return { value: number ? 1 : 0 };
      if (number === undefined || number === null || number === '') return { value: null };
      return typeof number === 'number' && Number.isFinite(number) ? { value: number } : { reject: 'value: is no finite number' };
  }
}

const LONGEST_DWELL_MS = 86_400_000;

function thumb(value: FeedbackInput['value']): ReadValue {
  const word = String(value ?? '')
    .trim()
    .toLowerCase();
  if (UP.has(word)) return { value: 1 };
  if (DOWN.has(word)) return { value: -1 };
  const number = word === '' ? Number.NaN : Number(word);
  return Number.isFinite(number) ? { value: number > 0 ? 1 : -1 } : { reject: 'value: a thumb is up or down, true or false, 1 or -1' };
}

export const isExplicitKind = (kind: string): kind is ExplicitKind => EXPLICIT_KINDS.some((known) => known === kind);
