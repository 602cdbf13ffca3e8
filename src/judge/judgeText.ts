/** One request through the judge: prompt, calls, reading, evidence. Stores nothing. */
import { costOf } from '../core/cost/costOf';
import type { ApiReply, JudgeRequest, TokenUsage } from '../core/judge/apis/shape';
import { checkEvidence } from '../core/judge/checkEvidence';
import type { JudgeError } from '../core/judge/errorType';
import type { Evaluator } from '../core/judge/evaluator';
import type { Rubric } from '../core/judge/evaluatorSchema';
import type { Failure } from '../core/judge/failure';
import { judgePrice } from '../core/judge/judgePrice';
import { addUsage, failedJudgement, NO_USAGE, type Judgement } from '../core/judge/judgement';
import { readReply, type DimensionReply, type Reply } from '../core/judge/readReply';
import { replySchema } from '../core/judge/replySchema';
import { systemPrompt } from '../core/judge/systemPrompt';
import { userPrompt, type JudgedText, type UserPrompt } from '../core/judge/userPrompt';
import { jsonrepair } from 'jsonrepair';
import type { Answer } from './judgeClient';
import { nanoseconds, type JudgeDeps } from './judgeDeps';

export interface Asker {
  ask(asked: Omit<JudgeRequest, 'capability'>): Promise<Answer>;
}

export type JudgeResult =
  | { readonly kind: 'judged'; readonly judgement: Judgement; readonly trail: readonly Exchange[] }
  /** The judgement waits; what was paid on the way is that of a failed one, to be booked. */
  | { readonly kind: 'later'; readonly failure: Failure; readonly paid: Judgement };

/** One call as a person wants to see it. */
export interface Exchange {
  readonly system: string;
  readonly user: string;
  /** The text of the reply, or what went wrong. */
  readonly said: string;
}

type Deps = Pick<JudgeDeps, 'clock' | 'nonce' | 'priceOf'>;

export async function judgeText(text: JudgedText, evaluator: Evaluator, client: Asker, deps: Deps): Promise<JudgeResult> {
  if (text.question.trim() === '' || text.answer.trim() === '') {
    const names = evaluator.rubrics.map(({ name }) => name);
    return { kind: 'judged', judgement: failedJudgement(names, 'missing_input', 'The question or the answer was not sent.'), trail: [] };
  }
  const prompt = userPrompt(text, { maxChars: evaluator.max_input_chars, isMarked: evaluator.mark_data, nonce: deps.nonce });
  const started = deps.clock.now();
  const parts: CallOutcome[] = [];
  for (const rubrics of evaluator.calls) {
    const outcome = await askOnce(rubrics, prompt, evaluator, client);
    parts.push(outcome);
    if (outcome.later !== undefined) {
      const names = evaluator.rubrics.map(({ name }) => name);
      const failed = failedJudgement(names, outcome.later.error, outcome.later.message);
      return { kind: 'later', failure: outcome.later, paid: { ...failed, ...paidOf(parts, started, evaluator, deps) } };
    }
  }
  return {
    kind: 'judged',
    judgement: {
      byDimension: new Map(parts.flatMap(({ replies }) => [...replies])),
      injectionSeen: parts.some(({ injectionSeen }) => injectionSeen),
      inventedQuotes: parts.reduce((sum, { invented }) => sum + invented, 0),
      suspicious: prompt.hidden + prompt.tokens,
      ...paidOf(parts, started, evaluator, deps),
      isCacheHit: false,
    },
    trail: parts.flatMap(({ trail }) => trail),
  };
}

function paidOf(
  parts: readonly CallOutcome[],
  started: number,
  evaluator: Evaluator,
  deps: Deps,
): Pick<Judgement, 'model' | 'usage' | 'costUsd' | 'calls' | 'latencyMs'> {
  const usage = parts.reduce((sum, part) => addUsage(sum, part.usage), NO_USAGE);
  const model = parts.find((part) => part.model !== '')?.model ?? '';
  const calls = parts.reduce((sum, part) => sum + part.calls, 0);
  return { model, usage, costUsd: costUsd(usage, model, evaluator, deps), calls, latencyMs: deps.clock.now() - started };
}

interface CallOutcome {
  readonly replies: ReadonlyMap<string, DimensionReply>;
  readonly injectionSeen: boolean;
  readonly invented: number;
  readonly model: string;
  readonly usage: TokenUsage;
  readonly calls: number;
  readonly trail: readonly Exchange[];
  /** The endpoint cannot be used now; what came before was paid. */
  readonly later?: Failure;
}

/** A reply that was cut off is asked for once more with twice the room, one that cannot be read once more with a note. */
async function askOnce(rubrics: readonly Rubric[], prompt: UserPrompt, evaluator: Evaluator, client: Asker): Promise<CallOutcome> {
  const base = {
    system: systemPrompt(rubrics, evaluator.mark_data),
    user: prompt.text,
    schema: replySchema(rubrics),
    model: evaluator.model,
    temperature: evaluator.temperature,
    reasoningEffort: evaluator.reasoning_effort,
  };
  let [usage, calls, invented, model] = [NO_USAGE, 0, 0, ''];
  let maxOutputTokens = evaluator.max_output_tokens;
  let note: string | undefined;
  let read: Reply = { byDimension: new Map(), injectionSeen: false };
  let later: Failure | undefined;
  const trail: Exchange[] = [];
  for (let round = 0; round < 2; round++) {
    const answer = await client.ask({ ...base, maxOutputTokens, ...(note === undefined ? {} : { note }) });
    calls += answer.calls;
    if (answer.kind === 'later') {
      later = answer.failure;
      break;
    }
    trail.push({ system: base.system, user: base.user, said: answer.kind === 'reply' ? answer.reply.text : answer.failure.message });
    if (answer.kind === 'failed') {
      read = failedAll(rubrics, answer.failure.error, answer.failure.message);
      break;
    }
    const { reply } = answer;
    model = reply.model || model;
    usage = addUsage(usage, reply.usage ?? NO_USAGE);
    const checked = readAndCheck(reply, rubrics, prompt.fields);
    ({ read, invented } = checked);
    const problem = problemOf(read);
    if (problem === undefined) break;
    if (problem.error === 'truncated') maxOutputTokens *= 2;
    else note = noteOf(problem);
  }
  return { replies: read.byDimension, injectionSeen: read.injectionSeen, invented, model, usage, calls, trail, ...(later && { later }) };
}

function readAndCheck(reply: ApiReply, rubrics: readonly Rubric[], fields: ReadonlyMap<string, string>): { read: Reply; invented: number } {
  if (reply.end !== 'complete') return { read: failedAll(rubrics, reply.end, ENDS[reply.end]), invented: 0 };
  const read = readReply(reply.text, rubrics, { repair: jsonrepair });
  let invented = 0;
  const byDimension = new Map(
    rubrics.map((rubric): [string, DimensionReply] => {
      const dimension = read.byDimension.get(rubric.name) ?? { outcome: 'failed', error: 'schema_error', reason: 'missing' };
      const checked = checkEvidence(dimension, rubric, fields);
      invented += checked.invented;
      return [rubric.name, checked.reply];
    }),
  );
  return { read: { ...read, byDimension }, invented };
}

const ENDS = {
  refused: 'The model refused to judge.',
  content_filter: 'A filter of the provider stopped the reply.',
  truncated: 'The reply was cut off at the limit of output tokens.',
} as const;

function failedAll(rubrics: readonly Rubric[], error: JudgeError, reason: string): Reply {
  return { byDimension: new Map(rubrics.map(({ name }) => [name, { outcome: 'failed', error, reason }])), injectionSeen: false };
}

/** What another try may mend. A refusal, a filter or invented quotes are the judge's last word. */
const MENDABLE: ReadonlySet<JudgeError> = new Set(['truncated', 'empty', 'parse_error', 'schema_error', 'ambiguous']);

function problemOf({ byDimension }: Reply): Extract<DimensionReply, { outcome: 'failed' }> | undefined {
  for (const reply of byDimension.values()) if (reply.outcome === 'failed' && MENDABLE.has(reply.error)) return reply;
  return undefined;
}

function noteOf({ error }: { readonly error: JudgeError }): string {
  const wrong: Partial<Record<JudgeError, string>> = {
    empty: 'Your reply was empty.',
    parse_error: 'Your reply was not a JSON object.',
    schema_error: 'Your reply did not have the required shape, or a score was none of the allowed ones.',
    ambiguous: 'Your reply held more than one object.',
  };
  return `${wrong[error] ?? ''} Reply again, with exactly one JSON object of the required shape and nothing else.`;
}

/** Null when tokens were used whose price nobody knows. */
function costUsd(usage: TokenUsage, model: string, evaluator: Evaluator, { priceOf, clock }: Deps): number | null {
  if (usage.input + usage.output === 0) return 0;
  const price = judgePrice(evaluator, model, nanoseconds(clock.now()), priceOf);
  return price === undefined ? null : costOf(usage, price);
}
