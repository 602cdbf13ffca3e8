import { ClickHouseError } from '@clickhouse/client';
import { StorageError, type StorageErrorKind } from './driver';
import { toStorageError } from './errors';

const system = (code: string): Error => Object.assign(new Error(`connect ${code} 127.0.0.1:8123`), { code });
/** As the HTTP client makes them: the code is text. */
const server = (code: number, message: string): Error => new ClickHouseError({ message, code: String(code), type: undefined });
/** As the embedded engine's package makes them. */
const embedded = (code: number, message: string): Error =>
  Object.assign(new Error(`Code: ${code}. DB::Exception: ${message}`), {
    name: 'ChdbQueryError',
    code: 'CHDB_QUERY',
    clickhouseCode: code,
  });

test.each<[string, Error, 'read' | 'write', StorageErrorKind, number | undefined]>([
  ['syntax', server(62, 'Syntax error'), 'read', 'invalid', 62],
  ['unknown identifier', embedded(47, 'Unknown expression identifier'), 'read', 'invalid', 47],
  ['unknown table', embedded(60, 'Unknown table'), 'read', 'invalid', 60],
  ['type mismatch', embedded(53, 'Type mismatch'), 'write', 'invalid', 53],
  ['a read-only setting', embedded(164, 'Cannot execute query in readonly mode'), 'read', 'invalid', 164],
  ['wrong password', server(516, 'Authentication failed'), 'write', 'invalid', 516],
  ['memory, writing', server(241, 'Memory limit exceeded'), 'write', 'unavailable', 241],
  ['memory, reading', server(241, 'Memory limit exceeded'), 'read', 'limit', 241],
  ['time, reading', embedded(159, 'Timeout exceeded'), 'read', 'limit', 159],
  ['time, writing', embedded(159, 'Timeout exceeded'), 'write', 'unavailable', 159],
  ['too many parts', server(252, 'Too many parts'), 'write', 'unavailable', 252],
  ['disk full', embedded(243, 'Not enough space'), 'write', 'unavailable', 243],
  ['disk full, as the C++ library says it', embedded(1001, 'std::exception: No space left on device'), 'write', 'unavailable', 1001],
  ['another error of the C++ library', embedded(1001, 'std::exception: bad_alloc'), 'write', 'invalid', 1001],
  ['data that only looks like a full disk', embedded(27, "Cannot parse 'No space left on device'"), 'write', 'invalid', 27],
  ['a replica without its keeper', server(242, 'Table is in readonly mode'), 'write', 'unavailable', 242],
  ['a server that stops', server(236, 'Aborted by shutdown (ABORTED)'), 'write', 'unavailable', 236],
  ['killed', embedded(394, 'Query was cancelled'), 'read', 'cancelled', 394],
  ['refused connection', system('ECONNREFUSED'), 'write', 'unavailable', undefined],
  ['an answer that broke off', Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), 'read', 'unavailable', undefined],
  ['a full temporary folder', system('ENOSPC'), 'write', 'unavailable', undefined],
  ['a system error inside another', new Error('fetch failed', { cause: system('EAI_AGAIN') }), 'read', 'unavailable', undefined],
  ['the caller left', new Error('The user aborted a request.'), 'read', 'cancelled', undefined],
  ['a signal', new DOMException('This operation was aborted', 'AbortError'), 'read', 'cancelled', undefined],
  ['a page of a proxy', new Error('<html>502 Bad Gateway</html>'), 'write', 'unavailable', undefined],
  ['an empty answer', new Error(''), 'write', 'unavailable', undefined],
  ['a time-out of the client', new Error('Timeout error.'), 'write', 'unavailable', undefined],
  ['a value that the client cannot send', new TypeError('Unsupported value in query parameters'), 'read', 'invalid', undefined],
  ['a code in the text alone', new Error('{"data":[\nCode: 241. DB::Exception: Memory limit'), 'read', 'limit', 241],
])('%s', (_name, thrown, operation, kind, code) => {
  const error = toStorageError(thrown, operation);
  expect(error).toBeInstanceOf(StorageError);
  expect({ kind: error.kind, code: error.code }).toEqual({ kind, code });
  expect(error.cause).toBe(thrown);
  expect(error.message).not.toBe('');
});

test('an error of ours passes through', () => {
  const error = new StorageError('invalid', 'x');
  expect(toStorageError(error, 'read')).toBe(error);
});

test('the message is the engine’s without code and version', () => {
  const message = 'Code: 60. DB::Exception: Unknown table x. (UNKNOWN_TABLE) (version 26.7.2.1 (official build))';
  expect(toStorageError(new Error(message), 'read').message).toBe('DB::Exception: Unknown table x. (UNKNOWN_TABLE)');
});

test('what is thrown need not be an error', () => {
  expect(toStorageError('broken', 'read')).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('broken') });
});
