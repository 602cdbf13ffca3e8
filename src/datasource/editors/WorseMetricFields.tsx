import { EditorField } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption } from '@grafana/ui';
import { VALIDATOR_INFO, VALIDATOR_NAMES } from '../../core/model/validatorNames';
import { FEEDBACK_RATE_INFO, FEEDBACK_RATES } from '../../core/feedback/feedbackRates';
import { OWN_RATES, type Metric, type OwnRate, type RateName } from '../../core/query/worse';
import { NumberField } from './NumberField';

type Kind = Metric['kind'] | 'all';

const KINDS: ComboboxOption<Kind>[] = [
  { value: 'all', label: 'All scores', description: 'Every dimension that has scores' },
  { value: 'score', label: 'Score', description: 'Mean score of a dimension' },
  { value: 'fail_rate', label: 'Fail rate', description: 'Share of the judged answers in the lower half of the scale' },
  { value: 'hallucination', label: 'Hallucination', description: 'Fail rate of factuality, held against a fixed limit' },
  { value: 'rate', label: 'Rate', description: 'Share of the requests in which something bad happened' },
  { value: 'latency', label: 'Latency', description: 'Share of the requests slower than a limit' },
  { value: 'cost', label: 'Cost', description: 'Cost of a request' },
];

const RATE_LABELS: Readonly<Record<OwnRate, string>> = {
  error: 'Errors',
  format_failure: 'Format failures',
  guardrail: 'Guardrails',
  refusal: 'Refusals',
  thumbs_down: 'Thumbs down',
  pii: 'Personal data',
  truncated: 'Truncated context',
};
const RATE_OPTIONS: ComboboxOption<RateName>[] = [
  ...OWN_RATES.map((value) => ({ value, label: RATE_LABELS[value] })),
  ...VALIDATOR_NAMES.map((name) => ({
    value: `validator:${name}` as const,
    label: VALIDATOR_INFO[name][0],
    description: VALIDATOR_INFO[name][1],
  })),
  ...FEEDBACK_RATES.map((value) => ({ value, label: FEEDBACK_RATE_INFO[value].label, description: FEEDBACK_RATE_INFO[value].description })),
];

const LATENCIES: ComboboxOption<'latency' | 'ttft'>[] = [
  { value: 'latency', label: 'Whole request' },
  { value: 'ttft', label: 'First token' },
];

interface Props {
  readonly id: string;
  readonly dimensions: readonly string[];
  /** Undefined for every dimension that has scores. */
  readonly metric: Metric | undefined;
  readonly onChange: (metric: Metric | undefined) => void;
}

export function WorseMetricFields({ id, dimensions, metric, onChange }: Props) {
  const first = dimensions[0] ?? 'factuality';
  return (
    <>
      <EditorField label="Metric" htmlFor={id} width={20}>
        <Combobox id={id} options={KINDS} value={metric?.kind ?? 'all'} onChange={({ value }) => onChange(startMetric(value, first))} />
      </EditorField>
      {(metric?.kind === 'score' || metric?.kind === 'fail_rate' || metric?.kind === 'hallucination') && (
        <EditorField label="Dimension" htmlFor={`${id}-dimension`} width={20}>
          <Combobox
            id={`${id}-dimension`}
            options={[...new Set([...dimensions, metric.dimension])].map((value) => ({ value, label: value }))}
            value={metric.dimension}
            createCustomValue
            onChange={({ value }) => onChange({ ...metric, dimension: value })}
          />
        </EditorField>
      )}
      {metric?.kind === 'rate' && (
        <EditorField label="Of" htmlFor={`${id}-rate`} width={20}>
          <Combobox
            id={`${id}-rate`}
            options={RATE_OPTIONS}
            value={metric.rate}
            onChange={({ value }) => onChange({ ...metric, rate: value })}
          />
        </EditorField>
      )}
      {metric?.kind === 'latency' && (
        <>
          <EditorField label="Of" htmlFor={`${id}-of`} width={18}>
            <Combobox id={`${id}-of`} options={LATENCIES} value={metric.of} onChange={({ value }) => onChange({ ...metric, of: value })} />
          </EditorField>
          <NumberField
            id={`${id}-limit`}
            label="Limit, ms"
            tooltip="Twice the 95th percentile of the baseline when empty"
            value={metric.limitMs}
            placeholder="automatic"
            min={1}
            onChange={(limitMs) =>
              onChange({ kind: 'latency', of: metric.of, quantile: metric.quantile, ...(limitMs === undefined ? {} : { limitMs }) })
            }
          />
        </>
      )}
    </>
  );
}

function startMetric(kind: Kind, dimension: string): Metric | undefined {
  switch (kind) {
    case 'all':
      return undefined;
    case 'score':
    case 'fail_rate':
      return { kind, dimension };
    case 'hallucination':
      return { kind, dimension: 'factuality' };
    case 'rate':
      return { kind, rate: 'error' };
    case 'latency':
      return { kind, of: 'latency', quantile: 0.95 };
    case 'cost':
      return { kind };
  }
}
