/** What became of a request, whatever its transport and encoding: `otlpAnswer` and `grpcAnswer` put it into words. */
export type Outcome =
  | {
      readonly ok: true;
      /** Spans or log records that were not taken; must not be sent again. */
      readonly rejected: number;
      /** Why; also what else a sender should know. Empty when all is well. */
      readonly message: string;
    }
  | Refusal;

export interface Refusal {
  readonly ok: false;
  /** HTTP status. 429 and 503 are to be sent again, everything else is final. */
  readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 429 | 503;
  readonly message: string;
  /** Given with 429 and 503. */
  readonly retryAfterSeconds?: number;
}

export function refusal(status: Refusal['status'], message: string, retryAfterSeconds?: number): Refusal {
  return { ok: false, status, message, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}
