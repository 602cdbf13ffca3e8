import { StorageError, type StorageErrorKind } from './driver';

/**
 * ClickHouse error codes that pass by themselves or once somebody made room: the same statement may be sent again.
 * Source: ErrorCodes.cpp of ClickHouse 26.7. Everything not listed here or below is the statement's own fault.
 */
const UNAVAILABLE = new Set([
  3, // UNEXPECTED_END_OF_FILE: the connection broke
  74, // CANNOT_READ_FROM_FILE_DESCRIPTOR
  75, // CANNOT_WRITE_TO_FILE_DESCRIPTOR: disk full shows as this too
  159, // TIMEOUT_EXCEEDED; a limit for reads, see LIMIT
  198, // DNS_ERROR
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  203, // NO_FREE_CONNECTION
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  225, // NO_ZOOKEEPER
  236, // ABORTED: the server is shutting down
  241, // MEMORY_LIMIT_EXCEEDED; a limit for reads, see LIMIT
  242, // TABLE_IS_READ_ONLY: a replica lost its keeper
  243, // NOT_ENOUGH_SPACE
  252, // TOO_MANY_PARTS
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  290, // LIMIT_EXCEEDED
  319, // UNKNOWN_STATUS_OF_INSERT
  425, // SYSTEM_ERROR
  439, // CANNOT_SCHEDULE_TASK
  999, // KEEPER_EXCEPTION
]);

/** Codes by which a bounded read says that it hit its bound. */
const LIMIT = new Set([
  158, // TOO_MANY_ROWS
  159, // TIMEOUT_EXCEEDED
  160, // TOO_SLOW
  241, // MEMORY_LIMIT_EXCEEDED
  307, // TOO_MANY_BYTES
  396, // TOO_MANY_ROWS_OR_BYTES
]);

const CANCELLED = new Set([394 /* QUERY_WAS_CANCELLED */]);

/** Network and file-system errors of Node that mean "not now". */
const SYSTEM_UNAVAILABLE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOSPC|EDQUOT|EMFILE|ENFILE|EIO|EROFS|UND_ERR.*)$/;

/** What kind of failure a ClickHouse code is, for a write or for a bounded read. */
export function kindOfCode(code: number, operation: 'read' | 'write'): StorageErrorKind {
  if (CANCELLED.has(code)) return 'cancelled';
  if (operation === 'read' && LIMIT.has(code)) return 'limit';
  return UNAVAILABLE.has(code) ? 'unavailable' : 'invalid';
}

/** The engine's text without its trailing version and stack. */
function tidy(message: string): string {
  return message
    .replace(/^Code: \d+\. /, '')
    .replace(/ \(version [^)]*\)\s*$/, '')
    .trim();
}

/** Turns whatever a client threw into a StorageError; one that is already there passes through. */
export function toStorageError(thrown: unknown, operation: 'read' | 'write'): StorageError {
  if (thrown instanceof StorageError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name === 'AbortError' || error.name === 'ChdbAbortError' || /\baborted\b/i.test(error.message)) {
    return new StorageError('cancelled', 'The statement was cancelled.', undefined, { cause: error });
  }
  const system = systemCode(error);
  if (system !== undefined && SYSTEM_UNAVAILABLE.test(system)) {
    return new StorageError('unavailable', `ClickHouse cannot be reached or cannot write (${system}): ${error.message}`, undefined, {
      cause: error,
    });
  }
  const code = clickHouseCode(error);
  if (code === undefined) {
    const gone = /socket hang up|timeout|closed/i.test(error.message);
    return new StorageError(gone ? 'unavailable' : 'invalid', tidy(error.message), undefined, { cause: error });
  }
  return new StorageError(kindOfCode(code, operation), tidy(error.message), code, { cause: error });
}

function systemCode(error: Error): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^[A-Z]/.test(code) && !code.startsWith('CHDB')) return code;
  return error.cause instanceof Error ? systemCode(error.cause) : undefined;
}

function clickHouseCode(error: Error): number | undefined {
  for (const key of ['clickhouseCode', 'code'] as const) {
    const value: unknown = key in error ? (error as Error & Record<string, unknown>)[key] : undefined;
    if (value !== undefined && /^\d+$/.test(String(value))) return Number(value);
  }
  const match = /Code: (\d+)\./.exec(error.message);
  return match === null ? undefined : Number(match[1]);
}
