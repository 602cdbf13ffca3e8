/** "Can the judge be believed?": how well it agrees with people. */
import { z } from 'zod';
import { AGREEMENT_NUMBERS } from '../frames/agreementNumbers';
import { commonFields } from './commonFields';

export const agreementQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('agreement'),
  /** Empty for all that have labels. */
  dimensions: z.array(z.string().max(256)).max(50).default([]),
  evaluator: z.string().max(256).optional(),
  /** `panel`: a row an evaluator, dimension and epoch; `table`: the newest epoch alone, fit for alert rules. */
  format: z.enum(['panel', 'table']).default('panel'),
  /** Number columns of `table`; all when empty. An alert rule names exactly one, usually `state`. */
  values: z.array(z.enum(AGREEMENT_NUMBERS)).max(AGREEMENT_NUMBERS.length).default([]),
});
export type AgreementQuery = z.infer<typeof agreementQuerySchema>;
