import { ZodError } from 'zod';
import { QueryError } from '../core/query/queryError';
import { StorageError } from '../storage/driver';
import { explainZod } from './queryFailure';

/** Body of every error of the API. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

/** A refusal with its HTTP status; `hint` says what to do about it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The name by which Fastify and other error handlers look for it. */
  readonly statusCode: number;
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint = '',
    /** Given when the same request may be sent again after this long. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.statusCode = status;
  }
}

/** Whatever was thrown as an ApiError. What is inside an unexpected error stays in the log. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof QueryError) return new ApiError(400, 'invalid_query', error.message);
  if (error instanceof ZodError)
    return new ApiError(400, 'invalid_request', explainZod(error), 'docs/contracts/openapi.yaml describes the request.');
  if (error instanceof StorageError) return ofStorage(error);
  const status = statusOf(error);
  if (status !== undefined && error instanceof Error) return new ApiError(status, codeOf(status), error.message);
  return new ApiError(500, 'internal', 'Something went wrong inside Plumbline.', 'The log of the service says what.');
}

export function errorBody({ code, message, hint }: ApiError): ErrorBody {
  return { error: { code, message, hint } };
}

function ofStorage({ kind, message }: StorageError): ApiError {
  if (kind === 'unavailable')
    return new ApiError(503, 'store_unavailable', message, 'Try again; GET /api/v1/health says how the store is.');
  if (kind === 'limit') return new ApiError(422, 'limit', message, 'Narrow the time range or the filters.');
  if (kind === 'cancelled') return new ApiError(504, 'cancelled', message);
  return new ApiError(400, 'invalid_query', message);
}

/** Fastify's own refusals of a request carry a status. */
function statusOf(error: unknown): number | undefined {
  const status: unknown = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

const CODES: Readonly<Record<number, string>> = { 404: 'not_found', 405: 'method_not_allowed', 413: 'too_large', 415: 'media_type' };

function codeOf(status: number): string {
  return CODES[status] ?? 'invalid_request';
}
