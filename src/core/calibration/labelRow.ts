/** The one way from a human label of any sender (HTTP, file, review page) to a row of `labels`. */
import { dimensionOf, type Dimension } from '../model/dimension';
import type { LabelRow } from '../model/tables';
import { labelValue } from '../scores/labelValues';

export interface LabelInput {
  /** The same id again replaces the label; made from trace, dimension and labeller when absent, so a person has one label each. */
  readonly id?: string | undefined;
  /** 32 hex digits in any letter case. */
  readonly traceId: string;
  /** Dimension, such as factuality. */
  readonly name: string;
  readonly labeller?: string | undefined;
  /** A boolean is the best or the worst score. Null: the dimension does not apply to this answer. */
  readonly value?: number | boolean | null | undefined;
  /** A label that says yes or no stands for a missing value. */
  readonly label?: string | undefined;
  readonly comment?: string | undefined;
  /** Worst and best possible score; that of the dimension when absent. */
  readonly scale?: readonly [worst: number, best: number] | undefined;
  readonly isRate?: boolean | undefined;
  /** Probability in (0, 1] with which the answer was drawn to be labelled; only how these relate matters. 1 when absent. */
  readonly inclusionProbability?: number | undefined;
  readonly stratum?: string | undefined;
  readonly source: 'api' | 'import' | 'review';
  /** Nanoseconds since 1970; time of receipt when absent. */
  readonly labelledAt?: bigint | undefined;
}

export interface LabelContext {
  readonly dimensions: readonly Dimension[];
  /** Nanoseconds since 1970. */
  readonly receivedAt: bigint;
  /** Hash of a text as hex digits: `hash` of src/core/scores. */
  readonly hash: (text: string) => string;
}

export type LabelResult = { readonly row: LabelRow } | { readonly reject: string };

/** A person can be asked again, so a label that does not fit is refused with the reason and not kept as a failure. */
export function labelRow(input: LabelInput, { dimensions, receivedAt, hash }: LabelContext): LabelResult {
  const name = input.name.trim();
  const traceId = input.traceId.trim().toLowerCase();
  const labeller = input.labeller?.trim() || 'unnamed';
  const known = dimensionOf(name, dimensions);
  const [worst, best] = input.scale ?? [known.scaleMin, known.scaleMax];
  const isRate = input.isRate ?? (known.isRate || typeof input.value === 'boolean');
  const probability = input.inclusionProbability ?? 1;
  const value = valueOf(input, worst, best);
  const reject = refusal({ name, traceId, worst, best, probability, value, isRate });
  if (reject !== undefined) return { reject };
  return {
    row: {
      label_id: input.id?.trim() || hash(JSON.stringify([traceId, name, labeller])),
      trace_id: traceId,
      name,
      labeller,
      value: value ?? null,
      label: input.label?.trim() ?? '',
      comment: input.comment?.trim() ?? '',
      scale_min: worst,
      scale_max: best,
      is_rate: isRate ? 1 : 0,
      inclusion_probability: probability,
      stratum: input.stratum ?? '',
      source: input.source,
      labelled_at: input.labelledAt ?? receivedAt,
      only_services: [],
      ingest_ts: receivedAt,
    },
  };
}

/** Undefined when nothing was said at all. */
function valueOf({ value, label }: LabelInput, worst: number, best: number): number | null | undefined {
  if (typeof value === 'boolean') return value ? best : worst;
  if (value !== undefined) return value;
  const yes = labelValue(label);
  return yes === undefined ? undefined : yes === 1 ? best : worst;
}

interface Checked {
  readonly name: string;
  readonly traceId: string;
  readonly worst: number;
  readonly best: number;
  readonly probability: number;
  readonly value: number | null | undefined;
  readonly isRate: boolean;
}

function refusal({ name, traceId, worst, best, probability, value, isRate }: Checked): string | undefined {
  if (!/^[0-9a-f]{32}$/.test(traceId) || /^0+$/.test(traceId)) return 'trace_id: is not 32 hex digits, or all zero';
  if (name === '' || name.length > 256) return 'name: the dimension is missing, or longer than 256 characters';
  if (!(Number.isFinite(worst) && Number.isFinite(best) && worst < best)) return 'scale: the worst score must be below the best one';
  if (!(probability > 0 && probability <= 1)) return `inclusion_probability: ${probability} is not above 0 and at most 1`;
  if (value === undefined) return 'value: is missing; null says that the dimension does not apply';
  if (value === null) return undefined;
  if (!(value >= worst && value <= best)) return `value: ${value} is not on the scale from ${worst} to ${best}`;
  return isRate && value !== worst && value !== best ? `value: a yes or no is ${worst} or ${best}` : undefined;
}
