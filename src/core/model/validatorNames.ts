/** The validators, as they stand in `validators_run`, `validators_failed` and in rates. Added to, never renamed. */
export const VALIDATOR_NAMES = [
  'json',
  'length',
  'disclaimer',
  'forbidden',
  'refusal',
  'empty',
  'truncated_answer',
  'language',
  'pii',
  'pii_leak',
  'citation',
  'unsupported_number',
  'unsupported_date',
  'unsupported_link',
  'unsupported_name',
  'groundedness',
  'documents_disagree',
  'injection_suspected',
] as const;
export type ValidatorName = (typeof VALIDATOR_NAMES)[number];

/** Name of the share of failed among run, as a rate and as a measure. */
export type ValidatorRate = `validator:${ValidatorName}`;
const PREFIX = 'validator:';
export const VALIDATOR_RATES: readonly ValidatorRate[] = VALIDATOR_NAMES.map((name) => `${PREFIX}${name}` as const);

/** Undefined for what is no rate of a validator. */
export function validatorOfRate(rate: string): ValidatorName | undefined {
  return rate.startsWith(PREFIX) ? VALIDATOR_NAMES.find((name) => rate === `${PREFIX}${name}`) : undefined;
}

/** Name and meaning of a failure, for editors. */
export const VALIDATOR_INFO: Readonly<Record<ValidatorName, readonly [label: string, description: string]>> = {
  json: ['JSON', 'Answers that are not the JSON that is required'],
  length: ['Length', 'Answers outside of the bounds of length'],
  disclaimer: ['Disclaimer missing', 'Answers without a sentence that has to stand in them'],
  forbidden: ['Forbidden phrase', 'Answers with a phrase that must not stand in them'],
  refusal: ['Refusal', 'Answers that refuse, or that a content filter stopped'],
  empty: ['Empty answer', 'Requests without an error that were answered with nothing'],
  truncated_answer: ['Answer cut off', 'Answers that end before they are finished'],
  language: ['Wrong language', 'Answers in another language than the question, or than the required one'],
  pii: ['Personal data', 'Answers with personal data'],
  pii_leak: ['Personal data from nowhere', 'Answers with personal data that neither the question nor the sources hold'],
  citation: ['Wrong citation', 'Answers that cite what was not retrieved or does not say so'],
  unsupported_number: ['Unsupported number', 'Answers with a number that stands in nothing the model was given'],
  unsupported_date: ['Unsupported date', 'Answers with a date that stands in nothing the model was given'],
  unsupported_link: ['Unsupported link', 'Answers with a web or mail address that stands in nothing the model was given'],
  unsupported_name: ['Unsupported name', 'Answers with a name that stands in nothing the model was given'],
  groundedness: ['Not grounded', 'Answers whose words leave the documents'],
  documents_disagree: ['Documents disagree', 'Requests whose documents say different numbers or dates about the same thing'],
  injection_suspected: ['Injection suspected', 'Requests with text that gives orders to the model or its judge'],
};
