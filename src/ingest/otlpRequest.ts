/** A request as it came, without HTTP. */
export interface OtlpRequest {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Buffer;
}
