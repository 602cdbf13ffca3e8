import { createHmac } from 'node:crypto';
import { createMasker, type Masker } from '../core/masking/createMasker';
import type { OnFound } from '../core/masking/placeholder';
import type { Settings } from './settings';

/**
 * The masker of the configuration. Hashes are HMAC-SHA-256 with the key of the installation: who has no key cannot try
 * out which address a hash stands for.
 * @param onFound told about each value; for a dry run
 * @throws Error that names the rule, for a pattern that cannot be used
 */
export function maskerOf({ file, maskingKey = '' }: Pick<Settings, 'file' | 'maskingKey'>, onFound?: OnFound): Masker {
  const hash = (value: string): string => createHmac('sha256', maskingKey).update(value).digest('hex');
  return createMasker(file.masking, onFound === undefined ? { hash } : { hash, onFound });
}
