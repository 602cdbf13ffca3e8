/** What a `metric` query can measure: the running and working side of a system, beside its quality. */

import { FEEDBACK_MEASURE_INFO, FEEDBACK_MEASURES, type FeedbackMeasure } from '../feedback/feedbackRates';
import { VALIDATOR_INFO, VALIDATOR_NAMES, VALIDATOR_RATES, type ValidatorRate } from '../model/validatorNames';

interface MeasureInfo {
  readonly label: string;
  readonly description: string;
  /** Unit by Grafana's name. */
  readonly unit: string;
}

const OWN_MEASURES = [
  'requests',
  'request_rate',
  'error_rate',
  'latency',
  'ttft',
  'cost',
  'cost_per_request',
  'input_tokens',
  'output_tokens',
  'cached_tokens',
  'reasoning_tokens',
  'tokens_per_request',
  'cached_share',
  'format_failure_rate',
  'guardrail_rate',
  'pii_rate',
  'truncated_rate',
  'groundedness',
] as const;
export type OwnMeasure = (typeof OWN_MEASURES)[number];
export type Measure = OwnMeasure | ValidatorRate | FeedbackMeasure;
export const MEASURES: readonly Measure[] = [...OWN_MEASURES, ...VALIDATOR_RATES, ...FEEDBACK_MEASURES];

const OWN_INFO: Readonly<Record<OwnMeasure, MeasureInfo>> = {
  requests: { label: 'Requests', description: 'Settled requests', unit: 'short' },
  request_rate: { label: 'Request rate', description: 'Settled requests a second', unit: 'reqps' },
  error_rate: { label: 'Error rate', description: 'Share of the requests that ended in an error', unit: 'percentunit' },
  latency: { label: 'Latency', description: 'Quantile of the time from start to end of a request', unit: 'ms' },
  ttft: { label: 'Time to first token', description: 'Quantile of the time to the first token of the answer', unit: 'ms' },
  cost: { label: 'Cost', description: 'Sum over the requests whose cost is known', unit: 'currencyUSD' },
  cost_per_request: { label: 'Cost a request', description: 'Mean over the requests whose cost is known', unit: 'currencyUSD' },
  input_tokens: { label: 'Input tokens', description: 'Sum, cached tokens included', unit: 'short' },
  output_tokens: { label: 'Output tokens', description: 'Sum, reasoning included', unit: 'short' },
  cached_tokens: { label: 'Cached tokens', description: 'Sum of the input tokens that came from the prompt cache', unit: 'short' },
  reasoning_tokens: { label: 'Reasoning tokens', description: 'Sum of the output tokens spent on reasoning', unit: 'short' },
  tokens_per_request: { label: 'Tokens a request', description: 'Input and output tokens divided by the requests', unit: 'short' },
  cached_share: { label: 'Cached share', description: 'Share of the input tokens that came from the prompt cache', unit: 'percentunit' },
  format_failure_rate: {
    label: 'Format failures',
    description: 'Share of the checked answers that do not have the required format',
    unit: 'percentunit',
  },
  guardrail_rate: { label: 'Guardrails', description: 'Share of the requests in which a guardrail triggered', unit: 'percentunit' },
  pii_rate: { label: 'Personal data', description: 'Share of the requests with personal data in the answer', unit: 'percentunit' },
  truncated_rate: { label: 'Truncated context', description: 'Share of the requests whose context was cut', unit: 'percentunit' },
  groundedness: {
    label: 'Groundedness',
    description: 'Mean share, 0 to 1, to which the words of answers come from their documents, over the answers that have any',
    unit: 'none',
  },
};

const VALIDATOR_MEASURES = Object.fromEntries(
  VALIDATOR_NAMES.map((name): [ValidatorRate, MeasureInfo] => {
    const [label, meaning] = VALIDATOR_INFO[name];
    return [`validator:${name}`, { label, description: `${meaning}: their share of the requests that were checked`, unit: 'percentunit' }];
  }),
) as Record<ValidatorRate, MeasureInfo>;

export const MEASURE_INFO: Readonly<Record<Measure, MeasureInfo>> = { ...OWN_INFO, ...VALIDATOR_MEASURES, ...FEEDBACK_MEASURE_INFO };

export type QuantileMeasure = 'latency' | 'ttft';

export function isQuantile(measure: Measure): measure is QuantileMeasure {
  return measure === 'latency' || measure === 'ttft';
}
