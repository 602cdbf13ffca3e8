import { REQUEST_FIELDS, type HealthField } from './healthFields';

/** How well one field of one service is filled. */
export interface FieldHealth {
  readonly service: string;
  /** `request`, or the stage of the spans that were counted. */
  readonly of: string;
  /** Instrumentation scope of the spans; empty of requests. */
  readonly instrumentation: string;
  readonly field: HealthField;
  /** Rows that could have the field. */
  readonly rows: number;
  readonly filled: number;
}

type Row = readonly unknown[];

/** @param rows of requestHealthStatement */
export function requestHealth(rows: readonly Row[]): FieldHealth[] {
  return rows.flatMap(([service, ...counts]) =>
    fieldsOf(REQUEST_FIELDS, counts, { service: String(service), of: 'request', instrumentation: '' }),
  );
}

/**
 * @param rows of spanHealthStatement
 * @param stages in the order in which it counts their fields
 */
export function spanHealth(
  rows: readonly Row[],
  stages: readonly { readonly stage: string; readonly fields: readonly HealthField[] }[],
): FieldHealth[] {
  return rows.flatMap(([stage, service, scope, ...counts]) => {
    const at = stages.findIndex((one) => one.stage === stage);
    const before = stages.slice(0, at).reduce((sum, { fields }) => sum + fields.length, 0);
    return fieldsOf(stages[at]?.fields ?? [], counts.slice(2 * before), {
      service: String(service),
      of: String(stage),
      instrumentation: String(scope),
    });
  });
}

function fieldsOf(
  fields: readonly HealthField[],
  counts: Row,
  place: Pick<FieldHealth, 'service' | 'of' | 'instrumentation'>,
): FieldHealth[] {
  return fields
    .map((field, i) => ({ ...place, field, rows: Number(counts[2 * i]), filled: Number(counts[2 * i + 1]) }))
    .filter(({ rows }) => rows > 0);
}

export type HealthState = 'filled' | 'partly' | 'missing';

/** A few exceptions are no gap in the telemetry, and a few chance hits do not fill a panel. */
const ALL = 0.95;
const NONE = 0.05;

export function healthState({ rows, filled }: Pick<FieldHealth, 'rows' | 'filled'>): HealthState {
  const share = filled / rows;
  return share >= ALL ? 'filled' : share > NONE ? 'partly' : 'missing';
}
