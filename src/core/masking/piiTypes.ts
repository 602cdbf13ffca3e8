import { card } from './detectors/card';
import type { Detector } from './detectors/detector';
import { domain } from './detectors/domain';
import { email } from './detectors/email';
import { iban } from './detectors/iban';
import { ip } from './detectors/ip';
import { phone } from './detectors/phone';
import { secret } from './detectors/secret';
import { usSsn } from './detectors/usSsn';

export const PII_TYPES = ['secret', 'email', 'iban', 'card', 'us_ssn', 'ip', 'phone', 'domain'] as const;
export type PiiType = (typeof PII_TYPES)[number];

/** In the order in which they are asked about one place: what has check digits before what has only a form. */
export const DETECTORS: Readonly<Record<PiiType, Detector>> = { secret, email, iban, card, us_ssn: usSsn, ip, phone, domain };

/** Masked when the configuration does not speak of them: their forms are so strict that next to nothing else has them. */
export const DEFAULT_TYPES: readonly PiiType[] = ['secret', 'email', 'iban', 'card', 'us_ssn'];
