/** The code of an error of Node, such as ECONNRESET or Z_DATA_ERROR; empty when there is none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
