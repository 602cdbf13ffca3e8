/** A trial of the judge for a person: what was sent, what came back, how it was read, and what it cost. */
import { z } from 'zod';

const dimensionSchema = z.looseObject({
  outcome: z.string(),
  score: z.number().optional(),
  error: z.string().optional(),
  reason: z.string().default(''),
});
const trialSchema = z.union([
  z.object({
    kind: z.literal('judged'),
    judgement: z.object({
      byDimension: z.record(z.string(), dimensionSchema),
      injectionSeen: z.boolean(),
      inventedQuotes: z.number(),
      suspicious: z.number(),
      model: z.string(),
      usage: z.object({ input: z.number(), output: z.number() }),
      costUsd: z.number().nullable(),
      calls: z.number(),
      latencyMs: z.number(),
    }),
    trail: z.array(z.object({ system: z.string(), user: z.string(), said: z.string() })),
  }),
  z.object({ kind: z.literal('unknown_trace') }),
  z.object({ kind: z.literal('unavailable'), reason: z.string() }),
]);

export function printTrial(answer: unknown): string {
  const trial = trialSchema.parse(answer);
  if (trial.kind === 'unknown_trace') return 'No settled request has this trace.';
  if (trial.kind === 'unavailable') return `The judge cannot be asked now: ${trial.reason}`;
  const { judgement, trail } = trial;
  const exchanges = trail.flatMap(({ system, user, said }, index) => [
    heading(`Instructions${trail.length > 1 ? `, call ${index + 1}` : ''}`),
    system,
    heading('Data'),
    user,
    heading('Reply'),
    said,
  ]);
  const verdicts = Object.entries(judgement.byDimension).map(
    ([name, { outcome, score, error, reason }]) => `${name.padEnd(16)}${score ?? error ?? outcome}${reason === '' ? '' : `   ${reason}`}`,
  );
  const cost = judgement.costUsd === null ? 'price unknown' : `${judgement.costUsd.toPrecision(3)} USD`;
  return [
    ...exchanges,
    heading('Read as'),
    ...verdicts,
    ...(judgement.injectionSeen ? ['The judge saw an attempt to tamper with it.'] : []),
    ...(judgement.inventedQuotes > 0 ? [`${judgement.inventedQuotes} quotes stand nowhere and were dropped.`] : []),
    ...(judgement.suspicious > 0 ? [`${judgement.suspicious} hidden characters or template tokens were taken out of the text.`] : []),
    heading('Cost'),
    `${cost} · ${judgement.usage.input} tokens in, ${judgement.usage.output} out · ${judgement.calls} calls, ${Math.round(judgement.latencyMs)} ms · ${judgement.model || 'no model answered'}`,
  ].join('\n');
}

const heading = (text: string): string => `\n── ${text} ${'─'.repeat(Math.max(0, 70 - text.length))}`;
