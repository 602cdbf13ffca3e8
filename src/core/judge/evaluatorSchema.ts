/** An evaluator as it stands in the configuration. docs/judge.md describes it. */
import { z } from 'zod';
import { SEGMENT_NAMES } from '../model/segments';
import { SHIPPED_RUBRICS } from './shippedRubrics';

const rate = z.number().min(0).max(1);

/** Which interactions: a list of values for each segment; all must fit. */
const whereSchema = z
  .partialRecord(z.enum(SEGMENT_NAMES), z.array(z.string()).min(1))
  .describe('Values by segment (service, environment, topic, prompt_version, …); an interaction fits when each segment has one of them');
export type Where = z.infer<typeof whereSchema>;

const levelSchema = z.strictObject({ score: z.int(), means: z.string().min(1) });

export const rubricSchema = z
  .strictObject({
    name: z.string().min(1).max(64).describe('Name of the dimension'),
    question: z.string().min(1).describe('What is asked, in one sentence'),
    counts: z.string().default('').describe('What counts and what does not'),
    levels: z.array(levelSchema).min(2).describe('Every score that may be given and what it means'),
    rate: z.boolean().default(false).describe('True for a yes or no: levels 0 and 1'),
    claims: z.boolean().default(false).describe('The judge lists the claims of the answer with quotes before it scores'),
    not_applicable: z.string().default('').describe('When the dimension does not apply; empty when it always does'),
    split: z.boolean().default(false).describe('Asked in a call of its own'),
  })
  .refine(({ levels }) => new Set(levels.map(({ score }) => score)).size === levels.length, 'two levels have one score')
  .refine(
    ({ rate: isRate, levels }) => !isRate || levels.every(({ score }) => score === 0 || score === 1),
    'a rate has the levels 0 and 1',
  );
export type Rubric = z.infer<typeof rubricSchema>;

const triggerSchema = z.array(z.strictObject({ name: z.string().min(1), rate })).default([]);

const samplingSchema = z
  .strictObject({
    rate: rate.default(0.1).describe('Share of the interactions that is judged'),
    unit: z
      .enum(['interaction', 'conversation'])
      .default('interaction')
      .describe(
        'conversation: all turns of a chosen session or none. Turns of a session are alike, which intervals and alerts do not know: they are too narrow by the factor in docs/judge.md. interaction is right for alerts',
      ),
    strata: z
      .array(z.strictObject({ name: z.string().min(1).max(64), where: whereSchema, rate }))
      .default([])
      .describe('Parts with a share of their own; first match wins'),
    triggers: z
      .strictObject({ validators: triggerSchema, signals: triggerSchema })
      .default({ validators: [], signals: [] })
      .describe(
        'Interactions that a validator failed, or whose users gave a signal such as thumbs_down, are judged with at least this probability; the name * stands for any validator',
      ),
  })
  .prefault({});
export type Sampling = z.infer<typeof samplingSchema>;

export const APIS = ['openai', 'openai-responses', 'anthropic', 'ollama'] as const;
export type Api = (typeof APIS)[number];

const endpointSchema = z.strictObject({
  api: z.enum(APIS).default('openai').describe('Form of requests: openai is chat completions, which local servers speak as well'),
  url: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/^[a-z]+:\/*[^/?#]*@/i.test(url), 'holds a user or password; a key goes into api_key_env')
    .describe('Base address, such as https://api.openai.com/v1'),
  api_key_env: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/, 'is not the name of an environment variable')
    .optional()
    .describe('Environment variable that holds the key; the key itself never stands here'),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const evaluatorSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, . _ and - only'),
  dimensions: z
    .array(z.union([z.enum(Object.keys(SHIPPED_RUBRICS)), rubricSchema]))
    .min(1)
    .default(['factuality', 'relevance', 'completeness', 'safety'])
    .describe('Names of shipped dimensions, or rubrics of your own'),
  model: z.string().min(1).describe('A dated snapshot is better than an alias, which changes without notice'),
  endpoint: endpointSchema,
  temperature: z.number().min(0).max(2).nullable().default(0).describe('null sends none'),
  reasoning_effort: z.string().optional().describe('Sent as it is where the API has such a setting'),
  max_output_tokens: z.int().min(256).default(2048).describe('Thinking included; doubled once when a reply is cut off'),
  max_input_chars: z
    .int()
    .min(1000)
    .default(48_000)
    .describe('Question, answer and documents together; what is longer is cut in the middle, visibly'),
  mark_data: z
    .boolean()
    .default(false)
    .describe('Puts a mark between the words of the judged text, against instructions in it; costs tokens'),
  sampling: samplingSchema,
  where: whereSchema.default({}),
  generated: z.boolean().default(false).describe('Judges generated demo traffic as well'),
  budget: z
    .strictObject({
      usd_per_day: z.number().positive().nullable().default(null).describe('UTC day; needs a known price of the model'),
      tokens_per_day: z.int().positive().nullable().default(null),
    })
    .default({ usd_per_day: null, tokens_per_day: null }),
  concurrency: z.int().min(1).max(256).default(8).describe('Calls in flight; fewer after the provider said 429'),
  timeout_seconds: z.number().positive().max(600).default(60).describe('Of one call'),
  late_after_seconds: z.number().positive().default(900).describe('A sampled interaction without a judgement counts as late after this'),
  give_up_after_hours: z.number().positive().default(24).describe('A judgement that could not be made for so long is recorded as failed'),
  canaries: z.boolean().default(true).describe('Judges 12 fixed items a day and in every new epoch'),
  bridge: z
    .strictObject({ items: z.int().min(2).max(5000).default(100) })
    .optional()
    .describe('In a new epoch, judges so many interactions again that the epoch before had scored, to show the offset between the two'),
});
export type EvaluatorConfig = z.infer<typeof evaluatorSchema>;

export const evaluatorsSchema = z
  .array(evaluatorSchema)
  .default([])
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'two evaluators have one name');
