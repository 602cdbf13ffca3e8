/** "Is it getting worse?" */
import { z } from 'zod';
import { FEEDBACK_RATES, type FeedbackRate } from '../feedback/feedbackRates';
import { WORSE_NUMBERS } from '../frames/worseFrames';
import { SEGMENT_NAMES } from '../model/segments';
import { VALIDATOR_RATES, type ValidatorRate } from '../model/validatorNames';
import { commonFields } from './commonFields';

/** Rates of requests, all of which are bad events. */
export const OWN_RATES = ['error', 'format_failure', 'guardrail', 'refusal', 'thumbs_down', 'pii', 'truncated'] as const;
export type OwnRate = (typeof OWN_RATES)[number];
/** Of a validator the share of failed among those that it had something to say of. */
export type RateName = OwnRate | ValidatorRate | FeedbackRate;
export const RATES: readonly RateName[] = [...OWN_RATES, ...VALIDATOR_RATES, ...FEEDBACK_RATES];

const dimension = z.string().min(1).max(256);
const quantile = z.number().min(0.5).max(0.999).default(0.95);

export const metricSchema = z.discriminatedUnion('kind', [
  /** Mean of a judge's dimension; of a dimension of yes and no the share of yes. */
  z.object({ kind: z.literal('score'), dimension }),
  /** Share of the judged answers in the lower half of the scale. */
  z.object({ kind: z.literal('fail_rate'), dimension }),
  /** The same, held against a fixed limit. */
  z.object({ kind: z.literal('hallucination'), dimension: dimension.default('factuality') }),
  z.object({ kind: z.literal('rate'), rate: z.enum(RATES) }),
  /** Share of the requests slower than a limit: `limitMs`, or twice the baseline's quantile. */
  z.object({ kind: z.literal('latency'), of: z.enum(['ttft', 'latency']), quantile, limitMs: z.number().positive().optional() }),
  /** Cost of a request, US dollars. */
  z.object({ kind: z.literal('cost') }),
]);
export type Metric = z.infer<typeof metricSchema>;

const segment = z.enum(SEGMENT_NAMES as [(typeof SEGMENT_NAMES)[number], ...(typeof SEGMENT_NAMES)[number][]]);
const version = z.string().max(1024);

export const baselineSchema = z.discriminatedUnion('kind', [
  /** The 28 days before the last week, which move along. A fall is forgotten after 35 days, by design. */
  z.object({ kind: z.literal('rolling') }),
  /** A range that stays, milliseconds since 1970-01-01 UTC. */
  z.object({ kind: z.literal('range'), from: z.coerce.number(), to: z.coerce.number() }),
  /** The answers of one version, such as the last good release. */
  z.object({ kind: z.literal('release'), field: segment, version }),
  /** Two versions side by side while both run. */
  z.object({ kind: z.literal('concurrent'), field: segment, old: version, new: version }),
]);
export type BaselineChoice = z.infer<typeof baselineSchema>;

/** Changes to the rule that a metric has by default; see docs/contracts/worse.md for those. */
export const ruleSchema = z.object({
  /** Evidence that a single rule needs; segments raise it. */
  zStar: z.number().min(1).max(20).optional(),
  /** Smallest fall that fires, in the unit of the metric. */
  minFall: z.number().nonnegative().optional(),
  /** Fires when the observed value is beyond this many times the expected one. */
  ratio: z.number().min(1).optional(),
  /** Fires when a rate is above this, whatever the baseline. */
  limit: z.number().gt(0).lt(1).optional(),
  /** Shortest window of a rate or cost, hours. */
  minWindowHours: z.number().int().min(1).max(168).optional(),
  /** Fall that must be seen within a day; below that the rule calls itself blind. In the unit of the metric. */
  mustSee: z.number().positive().optional(),
  /** Fall worth catching between two versions (rho of the confidence sequence), in the unit of the metric. */
  worthCatching: z.number().positive().optional(),
});
export type RuleChange = z.infer<typeof ruleSchema>;

export const worseQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('worse'),
  /** Empty for every dimension that has scores. */
  metrics: z.array(metricSchema).max(20).default([]),
  baseline: baselineSchema.default({ kind: 'rolling' }),
  groupBy: z.array(z.string().max(64)).max(3).default([]),
  evaluator: z.string().max(256).optional(),
  rule: ruleSchema.default({}),
  /** Cells of the expectation: hours of the day, or hours of the week where the baseline is large enough (50,000 answers). */
  season: z.enum(['day', 'week']).default('day'),
  /** Fields of the slices that a fall is blamed on. */
  causeFields: z.array(segment).min(1).max(5).default(['topic', 'prompt_version', 'model_version', 'service']),
  /** `panel`: every frame; `table`: the summary alone, fit for alert rules; `time_series`: one series a label set. */
  format: z.enum(['panel', 'table', 'time_series']).default('panel'),
  /**
   * Number columns of `table` (all when empty). An alert rule names exactly one, usually `firing`: Grafana tells alert
   * instances apart by labels alone.
   */
  values: z.array(z.enum(WORSE_NUMBERS)).max(WORSE_NUMBERS.length).default([]),
});
export type WorseQuery = z.infer<typeof worseQuerySchema>;
