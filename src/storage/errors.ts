import { StorageError, type StorageErrorKind } from './driver';

/**
 * ClickHouse errors that pass by themselves or once somebody made room: the same statement may be sent again. Everything
 * that is neither here nor below is the statement's own fault. Names and numbers: `errorCodeToName` of ClickHouse 26.7,
 * which a test of the engine suite asks.
 */
export const UNAVAILABLE: Readonly<Record<string, number>> = {
  // The connection
  UNEXPECTED_END_OF_FILE: 3,
  RECEIVED_ERROR_FROM_REMOTE_IO_SERVER: 86,
  CANNOT_READ_FROM_SOCKET: 95,
  CANNOT_WRITE_TO_SOCKET: 96,
  DNS_ERROR: 198,
  NO_FREE_CONNECTION: 203,
  SOCKET_TIMEOUT: 209,
  NETWORK_ERROR: 210,
  ALL_CONNECTION_TRIES_FAILED: 279,
  SHARD_HAS_NO_CONNECTIONS: 297,
  S3_ERROR: 499,
  TOO_MANY_UNAVAILABLE_SHARDS: 904,
  POCO_EXCEPTION: 1000,
  // The disk
  CANNOT_READ_FROM_FILE_DESCRIPTOR: 74,
  CANNOT_WRITE_TO_FILE_DESCRIPTOR: 75,
  CANNOT_OPEN_FILE: 76,
  NOT_ENOUGH_SPACE: 243,
  CANNOT_WRITE_TO_FILE: 294,
  CANNOT_CREATE_FILE: 586,
  // Load
  TIMEOUT_EXCEEDED: 159,
  TOO_SLOW: 160,
  CANNOT_ALLOCATE_MEMORY: 173,
  QUOTA_EXCEEDED: 201,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  MEMORY_LIMIT_EXCEEDED: 241,
  TOO_MANY_PARTS: 252,
  LIMIT_EXCEEDED: 290,
  RECEIVED_ERROR_TOO_MANY_REQUESTS: 364,
  CANNOT_SCHEDULE_TASK: 439,
  DEADLOCK_AVOIDED: 473,
  DISTRIBUTED_TOO_MANY_PENDING_BYTES: 574,
  TOO_MANY_MUTATIONS: 692,
  USER_SESSION_LIMIT_EXCEEDED: 700,
  SERVER_OVERLOADED: 745,
  TCP_CONNECTION_LIMIT_REACHED: 749,
  HTTP_CONNECTION_LIMIT_REACHED: 762,
  RESOURCE_LIMIT_EXCEEDED: 776,
  MEMORY_RESERVATION_KILLED: 777,
  MEMORY_RESERVATION_FAILED: 778,
  // Replication, and a server that starts or stops
  NO_ZOOKEEPER: 225,
  NO_REPLICA_HAS_PART: 234,
  ABORTED: 236,
  TABLE_IS_READ_ONLY: 242,
  UNEXPECTED_ZOOKEEPER_ERROR: 244,
  NO_ACTIVE_REPLICAS: 254,
  NO_AVAILABLE_REPLICA: 265,
  TOO_FEW_LIVE_REPLICAS: 285,
  UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE: 286,
  REPLICA_IS_NOT_IN_QUORUM: 289,
  UNKNOWN_STATUS_OF_INSERT: 319,
  UNFINISHED: 341,
  ALL_REPLICAS_ARE_STALE: 369,
  PART_IS_TEMPORARILY_LOCKED: 384,
  ALL_REPLICAS_LOST: 415,
  REPLICA_STATUS_CHANGED: 416,
  SYSTEM_ERROR: 425,
  CANNOT_ASSIGN_ALTER: 517,
  DATABASE_REPLICATION_FAILED: 571,
  ASYNC_LOAD_WAIT_FAILED: 722,
  KEEPER_EXCEPTION: 999,
};

/** Errors by which a bounded read says that it hit its bound. Two of them stand above too: a write may try again. */
export const LIMIT: Readonly<Record<string, number>> = {
  TOO_MANY_ROWS: 158,
  TIMEOUT_EXCEEDED: 159,
  TOO_SLOW: 160,
  SET_SIZE_LIMIT_EXCEEDED: 191,
  MEMORY_LIMIT_EXCEEDED: 241,
  TOO_MANY_BYTES: 307,
  TOO_MANY_ROWS_OR_BYTES: 396,
};

export const CANCELLED: Readonly<Record<string, number>> = { QUERY_WAS_CANCELLED: 394, QUERY_WAS_CANCELLED_BY_CLIENT: 735 };

const codes = (errors: Readonly<Record<string, number>>): ReadonlySet<number> => new Set(Object.values(errors));
const UNAVAILABLE_CODES = codes(UNAVAILABLE);
const LIMIT_CODES = codes(LIMIT);
const CANCELLED_CODES = codes(CANCELLED);

/** Network and file-system errors of Node that mean "not now". */
const SYSTEM_UNAVAILABLE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOSPC|EDQUOT|EMFILE|ENFILE|EIO|EROFS|UND_ERR.*)$/;

/** What kind of failure a ClickHouse code is, for a write or for a bounded read. */
export function kindOfCode(code: number, operation: 'read' | 'write'): StorageErrorKind {
  if (CANCELLED_CODES.has(code)) return 'cancelled';
  if (operation === 'read' && LIMIT_CODES.has(code)) return 'limit';
  return UNAVAILABLE_CODES.has(code) ? 'unavailable' : 'invalid';
}

/** The engine's text without its trailing version and stack. */
function tidy(message: string): string {
  return message
    .replace(/^\s*Code: \d+\. /, '')
    .replace(/ \(version [^()]*(\([^()]*\))?\)\s*$/, '')
    .trim();
}

/** Turns whatever a client threw into a StorageError; one that is already there passes through. */
export function toStorageError(thrown: unknown, operation: 'read' | 'write'): StorageError {
  if (thrown instanceof StorageError) return thrown;
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
  // First, as a DOMException has a number of its own in `code`, which is none of ClickHouse's.
  if (isAbort(thrown)) return new StorageError('cancelled', 'The statement was cancelled.', undefined, { cause: thrown });
  const code = clickHouseCode(cause);
  if (code !== undefined) {
    const fullDisk = code === STD_EXCEPTION && /No space left on device|Disk quota exceeded/i.test(cause.message);
    const kind = fullDisk ? 'unavailable' : kindOfCode(code, operation);
    return new StorageError(kind, tidy(cause.message), code, { cause });
  }
  const system = systemCode(cause);
  if (system !== undefined && SYSTEM_UNAVAILABLE.test(system)) {
    return new StorageError('unavailable', `ClickHouse cannot be reached or cannot write (${system}): ${cause.message}`, undefined, {
      cause,
    });
  }
  if (cause instanceof TypeError || cause instanceof RangeError || cause.name.startsWith('Chdb')) {
    return new StorageError('invalid', tidy(cause.message), undefined, { cause });
  }
  // No code, so ClickHouse did not say it: a proxy without its server, a connection that ended, a client's time-out.
  return new StorageError('unavailable', `No answer from ClickHouse: ${tidy(cause.message).slice(0, 300) || 'an empty one'}`, undefined, {
    cause,
  });
}

/** A signal's error by its name, the HTTP client's by its words. */
function isAbort(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { name, message } = thrown as { readonly name?: unknown; readonly message?: unknown };
  return name === 'AbortError' || message === 'The user aborted a request.';
}

/** What the engine makes of an error of its C++ library, such as one of the file system. */
const STD_EXCEPTION = 1001;

function systemCode(error: Error): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^[A-Z]/.test(code) && !code.startsWith('CHDB')) return code;
  return error.cause instanceof Error ? systemCode(error.cause) : undefined;
}

/** The code is a property, as number or text, in both clients; an error of a stream has it in its text alone. */
function clickHouseCode(error: Error): number | undefined {
  for (const value of ['clickhouseCode' in error && error.clickhouseCode, 'code' in error && error.code]) {
    if (/^\d+$/.test(String(value))) return Number(value);
  }
  const match = /^\s*Code: (\d+)\. DB::/m.exec(error.message);
  return match === null ? undefined : Number(match[1]);
}
