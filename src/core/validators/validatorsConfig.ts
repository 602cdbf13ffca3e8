/** Validators as the configuration file describes them. */
import { z } from 'zod';
import { VALIDATORS } from './validatorList';

const glob = z.string().min(1).max(256);

/** True for what needs no options, false for off. */
const setting = <S extends z.ZodType>(options: S) => z.union([z.boolean(), options]).optional();

const ruleSchema = z.strictObject({
  services: z.array(glob).min(1).optional().describe('Only for these services; * stands for anything'),
  topics: z.array(glob).min(1).optional().describe('Only for these topics; * stands for anything'),
  json: setting(VALIDATORS.json.options).describe('The answer is JSON, and fits a schema where one is given'),
  length: setting(VALIDATORS.length.options).describe('The answer is as long as required'),
  disclaimer: setting(VALIDATORS.disclaimer.options).describe('A sentence stands in the answer'),
  forbidden: setting(VALIDATORS.forbidden.options).describe('Phrases do not stand in the answer'),
  refusal: setting(VALIDATORS.refusal.options).describe('The answer does what was asked'),
  empty: setting(VALIDATORS.empty.options).describe('There is an answer'),
  truncated_answer: setting(VALIDATORS.truncated_answer.options).describe('The answer is finished'),
  language: setting(VALIDATORS.language.options).describe('The answer is in the language of the question'),
  pii: setting(VALIDATORS.pii.options).describe('No personal data in the answer'),
  pii_leak: setting(VALIDATORS.pii_leak.options).describe('No personal data in the answer that stands in nothing the model was given'),
  citation: setting(VALIDATORS.citation.options).describe('What is cited was retrieved'),
  unsupported_number: setting(VALIDATORS.unsupported_number.options).describe('Numbers stand in what the model was given'),
  unsupported_date: setting(VALIDATORS.unsupported_date.options).describe('Dates stand in what the model was given'),
  unsupported_link: setting(VALIDATORS.unsupported_link.options).describe('Links stand in what the model was given'),
  unsupported_name: setting(VALIDATORS.unsupported_name.options).describe('Names stand in what the model was given (English)'),
  groundedness: setting(VALIDATORS.groundedness.options).describe('The words of the answer come from its documents'),
  documents_disagree: setting(VALIDATORS.documents_disagree.options).describe(
    'Documents do not say different numbers about the same thing',
  ),
  injection_suspected: setting(VALIDATORS.injection_suspected.options).describe('No text gives orders to the model or its judge'),
});
export type ValidatorRule = z.infer<typeof ruleSchema>;

export const validatorsSchema = z
  .strictObject({
    defaults: z.boolean().default(true).describe('Run the validators that need no options unless a rule says otherwise'),
    rules: z.array(ruleSchema).default([]).describe('For each validator the first rule that fits and names it counts'),
  })
  .default({ defaults: true, rules: [] });
export type ValidatorsConfig = z.infer<typeof validatorsSchema>;
