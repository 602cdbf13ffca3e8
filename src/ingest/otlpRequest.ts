import type { OtlpEncoding } from './otlpAnswer';
import type { Signal } from './signals';

/** Who sends, as far as access was checked. */
export interface Sender {
  /** Services that the sender may write for; null for all. */
  readonly services: readonly string[] | null;
  /** Counts the bytes of a body that did not say its length before it came. */
  readonly spend?: (bytes: number) => void;
}

export const ANYBODY: Sender = { services: null };

/** A request as it came, without HTTP. */
export interface OtlpRequest {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Buffer;
  /** Anybody when absent. */
  readonly sender?: Sender;
}

/** A request whose headers have been read and whose compression is gone. */
export interface PlainRequest {
  readonly signal: Signal;
  readonly encoding: OtlpEncoding;
  readonly bytes: Buffer;
  readonly sender: Sender;
}
