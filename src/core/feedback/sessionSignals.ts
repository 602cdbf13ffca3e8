/**
 * Implicit feedback: what the next turn of a conversation, or its absence, says of an answer (judging §6). The signal is the
 * answer's that the user reacted to. Precision comes before recall, and no signal is no praise.
 */
import type { ImplicitKind } from './feedbackKinds';
import { CORRECTION, DOUBT, ESCALATION, HANDOVER_TOOL, INSULT, REFUSAL } from './phrases';
import { wordOverlap, wordsOf } from './words';

/** Stands on every row that these rules found; a change of a rule raises it. */
export const RULES_VERSION = '1';

export interface Turn {
  readonly traceId: string;
  /** Start and end of the request, milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly end: number;
  readonly question: string;
  readonly answer: string;
  readonly isFailed: boolean;
  readonly finishReason: string;
  readonly tools: readonly string[];
}

export interface ImplicitSignal {
  readonly traceId: string;
  readonly kind: ImplicitKind;
  readonly reason: string;
  /** When the user did it, milliseconds since 1970. */
  readonly at: number;
}

/** A question asked anew in other words within this long; overlap as measured on simulated edits (judging §6). */
const REPHRASE_MS = 180_000;
const REPHRASE_OVERLAP = 0.4;
const REPEAT_MS = 600_000;
export const ABANDONED_AFTER_MS = 1_800_000;

/** @param turns of one session, in any order @param now milliseconds since 1970 */
export function sessionSignals(turns: readonly Turn[], now: number): ImplicitSignal[] {
  const ordered = turns.toSorted((a, b) => a.time - b.time || (a.traceId < b.traceId ? -1 : 1));
  const reactions = ordered.slice(1).flatMap((turn, index) => reactionTo(ordered[index] ?? turn, turn));
  return [...reactions, ...handOvers(ordered), ...abandonment(ordered, reactions, now)];
}

function reactionTo(before: Turn, turn: Turn): ImplicitSignal[] {
  const found = (kind: ImplicitKind, reason: string): ImplicitSignal => ({ traceId: before.traceId, kind, reason, at: turn.time });
  const text = turn.question.toLowerCase().trim();
  const again = askedAgain(before, turn);
  // Whoever answers a question of the assistant with "no" does not correct it.
  const isReply = /\?\s*$/.test(before.answer);
  const correction = isReply || before.answer === '' ? null : CORRECTION.exec(text);
  const doubt = DOUBT.exec(text);
  const anger = frustrationIn(turn.question);
  const wish = ESCALATION.exec(text);
  return [
    ...(again === null ? [] : [found(again.kind, again.reason)]),
    ...(correction === null ? [] : [found('correction', `says "${correction[0].trim()}"`)]),
    ...(doubt === null || before.answer === '' ? [] : [found('doubt', `asks "${doubt[0].trim()}"`)]),
    ...(anger === null ? [] : [found('frustration', anger)]),
    ...(wish === null ? [] : [found('escalation', `asks "${wish[0].trim()}"`)]),
  ];
}

function askedAgain(before: Turn, turn: Turn): { readonly kind: 'repeat' | 'rephrase'; readonly reason: string } | null {
  const [first, second] = [wordsOf(before.question), wordsOf(turn.question)];
  if (first.length === 0 || second.length === 0) return null;
  const gap = turn.time - before.time;
  if (first.join(' ') === second.join(' ')) return gap <= REPEAT_MS ? { kind: 'repeat', reason: 'the same words again' } : null;
  const overlap = wordOverlap(first, second);
  if (gap > REPHRASE_MS || overlap < REPHRASE_OVERLAP || before.answer === '') return null;
  return { kind: 'rephrase', reason: `${Math.round(overlap * 100)} % of the words again within ${Math.round(gap / 1000)} s` };
}

/** Capitals only where there are enough letters to mean it. */
function frustrationIn(text: string): string | null {
  const insult = INSULT.exec(text.toLowerCase());
  if (insult !== null) return `says "${insult[0].trim()}"`;
  const letters = text.match(/\p{L}/gu) ?? [];
  const capitals = text.match(/\p{Lu}/gu) ?? [];
  if (letters.length >= 12 && capitals.length / letters.length > 0.7) return 'capital letters';
  return /!!/.test(text) ? 'exclamation marks' : null;
}

/** A tool that hands over, or a person asked for before there was an answer. */
function handOvers(turns: readonly Turn[]): ImplicitSignal[] {
  const [first] = turns;
  const asked = first === undefined ? null : ESCALATION.exec(first.question.toLowerCase());
  return [
    ...(first === undefined || asked === null
      ? []
      : [{ traceId: first.traceId, kind: 'escalation' as const, reason: `asks "${asked[0].trim()}"`, at: first.time }]),
    ...turns.flatMap(({ traceId, tools, end }) => {
      const tool = tools.find((name) => HANDOVER_TOOL.test(name));
      return tool === undefined ? [] : [{ traceId, kind: 'escalation' as const, reason: `tool ${tool}`, at: end }];
    }),
  ];
}

/** Silence alone is no sign: most good answers end a conversation. */
function abandonment(turns: readonly Turn[], reactions: readonly ImplicitSignal[], now: number): ImplicitSignal[] {
  const last = turns.at(-1);
  if (last === undefined || now - last.end < ABANDONED_AFTER_MS) return [];
  const before = turns.at(-2)?.traceId;
  const sign =
    failureSign(last) ??
    (reactions.some(({ traceId, kind }) => traceId === before && BAD.has(kind)) ? 'the question had been asked again' : null);
  return sign === null ? [] : [{ traceId: last.traceId, kind: 'abandonment', reason: sign, at: last.end }];
}

const BAD: ReadonlySet<ImplicitKind> = new Set(['rephrase', 'repeat', 'correction']);

function failureSign({ isFailed, finishReason, answer }: Turn): string | null {
  if (isFailed) return 'the request failed';
  if (finishReason === 'content_filter' || REFUSAL.test(answer.toLowerCase().trim())) return 'the assistant declined';
  if (finishReason === 'length') return 'the answer was cut off';
  return answer.trim() === '' ? null : /\?\s*$/.test(answer) ? "the assistant's question stayed open" : null;
}
