/** Answers of a run through the evaluators and validators of the configuration: the same that judge production. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { RE2JS } from 're2js';
import { compilePrices } from '../core/cost/compilePrices';
import type { EvalCase } from '../core/evals/evalCase';
import type { CaseScore } from '../core/evals/evalRun';
import { evaluatorOf, scaleOf, type Evaluator } from '../core/judge/evaluator';
import type { DimensionReply } from '../core/judge/readReply';
import type { Validate } from '../core/validators/createValidate';
import type { Judged, RunDeps } from '../evals/runCases';
import type { Answered } from '../evals/target';
import { Identity } from '../judge/identity';
import { JudgeClient } from '../judge/judgeClient';
import { judgeText } from '../judge/judgeText';
import { loadValidate } from '../settle/loadValidate';
import { shippedPrices } from '../settle/shippedPrices';
import type { CommandContext } from './main';

type Means = Pick<RunDeps, 'judge' | 'failedValidators' | 'matches'>;

/** An endpoint that says "later" is waited for so often; then the judgement has failed, and says so. */
const PATIENCE = 5;
const LONGEST_WAIT_MS = 30_000;

export async function evalJudges({ settings, log }: CommandContext, names: readonly string[], signal: AbortSignal): Promise<Means> {
  const wanted = settings.file.evaluators.filter(({ name }) => names.length === 0 || names.includes(name));
  const unknown = names.filter((name) => !wanted.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`The configuration has no evaluator ${unknown.join(', ')}.`);
  const deps = {
    clock: { now: () => Date.now() },
    sleep: (ms: number, stop?: AbortSignal) => pause(ms, undefined, { signal: stop }).catch(() => undefined),
    random: Math.random,
    env: process.env,
    log,
    nonce: () => randomBytes(12).toString('hex'),
    priceOf: compilePrices([settings.file.prices, shippedPrices()]),
  };
  const judges = wanted.map((config) => {
    const evaluator = evaluatorOf(config);
    const client = new JudgeClient(evaluator, deps, signal);
    const identity = new Identity(evaluator);
    return (one: EvalCase, answered: Answered): Promise<Judged> => judgeOne({ evaluator, client, identity, deps, signal }, one, answered);
  });
  const validate = await loadValidate(settings.file.validators, log)();
  return {
    async judge(one, answered) {
      const parts = await Promise.all(judges.map((judge) => judge(one, answered)));
      const costs = parts.flatMap(({ costUsd }) => costUsd ?? []);
      return {
        scores: parts.flatMap(({ scores }) => scores),
        costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
      };
    },
    failedValidators: (one, answered) => failedOf(validate, one, answered),
    matches: (pattern, text) => RE2JS.compile(pattern).matcher(text).find(),
  };
}

interface JudgeOne {
  readonly evaluator: Evaluator;
  readonly client: JudgeClient;
  readonly identity: Identity;
  readonly deps: Parameters<typeof judgeText>[3] & { readonly sleep: (ms: number, stop?: AbortSignal) => Promise<unknown> };
  readonly signal: AbortSignal;
}

async function judgeOne({ evaluator, client, identity, deps, signal }: JudgeOne, one: EvalCase, answered: Answered): Promise<Judged> {
  const reference = one.reference === '' ? [] : [{ id: 'reference answer', version: '', content: one.reference }];
  const text = { question: one.question, answer: answered.answer, documents: [...reference, ...answered.documents] };
  for (let attempt = 0; ; attempt++) {
    const result = await judgeText(text, evaluator, client, deps);
    if (result.kind === 'judged') {
      const { byDimension, model, costUsd } = result.judgement;
      const { epoch } = identity.note(model, client.capabilityText());
      return { scores: scoresOf(evaluator, byDimension, epoch), costUsd };
    }
    if (attempt >= PATIENCE || signal.aborted) {
      const { error, message } = result.failure;
      const failed = evaluator.rubrics.map(({ name }): [string, DimensionReply] => [name, { outcome: 'failed', error, reason: message }]);
      return { scores: scoresOf(evaluator, new Map(failed), identity.epoch || identity.configEpoch), costUsd: null };
    }
    await deps.sleep(Math.min(LONGEST_WAIT_MS, Math.max(500, client.resumesAt() - deps.clock.now())), signal);
  }
}

/** A dimension that does not apply to an answer has no score there. */
function scoresOf({ name, rubrics }: Evaluator, replies: ReadonlyMap<string, DimensionReply>, epoch: string): CaseScore[] {
  return rubrics.flatMap((rubric): CaseScore[] => {
    const reply = replies.get(rubric.name);
    if (reply === undefined || reply.outcome === 'not_applicable') return [];
    return [
      {
        name: rubric.name,
        value: reply.outcome === 'scored' ? reply.score : null,
        scale: [...scaleOf(rubric)],
        rate: rubric.rate,
        evaluator: name,
        evaluator_epoch: epoch,
        error_type: reply.outcome === 'failed' ? reply.error : '',
        explanation: reply.reason,
      },
    ];
  });
}

function failedOf(validate: Validate, one: EvalCase, answered: Answered): readonly string[] {
  const documents = answered.documents.map((document, index) => ({ ...document, rank: index + 1 }));
  const { columns } = validate(
    {
      question: one.question,
      answer: answered.answer,
      documents: documents.length === 0 ? null : documents,
      toolResults: [],
      otherContext: one.history.map(({ content }) => content),
      finishReason: '',
      isFailed: false,
      isIncomplete: false,
    },
    { service: '', topic: one.topic },
  );
  return columns.validators_failed;
}
