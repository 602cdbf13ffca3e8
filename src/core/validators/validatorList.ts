import { citation } from './checks/citation';
import { disclaimer } from './checks/disclaimer';
import { documentsDisagree } from './checks/documentsDisagree';
import { empty } from './checks/empty';
import { forbidden } from './checks/forbidden';
import { groundedness } from './checks/groundedness';
import { injectionSuspected } from './checks/injectionSuspected';
import { json } from './checks/json';
import { language } from './checks/language';
import { length } from './checks/length';
import { pii } from './checks/pii';
import { piiLeak } from './checks/piiLeak';
import { refusal } from './checks/refusal';
import { truncatedAnswer } from './checks/truncatedAnswer';
import { unsupportedDate } from './checks/unsupportedDate';
import { unsupportedLink } from './checks/unsupportedLink';
import { unsupportedName } from './checks/unsupportedName';
import { unsupportedNumber } from './checks/unsupportedNumber';

/** Every validator by its name. A new one is a file in checks/, its name in VALIDATOR_NAMES, and a line here. */
export const VALIDATORS = {
  json,
  length,
  disclaimer,
  forbidden,
  refusal,
  empty,
  truncated_answer: truncatedAnswer,
  language,
  pii,
  pii_leak: piiLeak,
  citation,
  unsupported_number: unsupportedNumber,
  unsupported_date: unsupportedDate,
  unsupported_link: unsupportedLink,
  unsupported_name: unsupportedName,
  groundedness,
  documents_disagree: documentsDisagree,
  injection_suspected: injectionSuspected,
};
