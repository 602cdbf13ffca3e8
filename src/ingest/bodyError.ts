/** The body is not what its headers say, or too large. Sending it again would not help. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

export function tooLarge(limitBytes: number, when: 'as sent' | 'after decompression'): BodyError {
  const limit = limitBytes < 1024 ** 2 ? `${Math.round(limitBytes / 1024)} KiB` : `${Math.round(limitBytes / 1024 ** 2)} MiB`;
  return new BodyError(413, `The body is larger than ${limit} ${when}. Send smaller batches.`);
}
