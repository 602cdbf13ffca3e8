/** "Is the judge alive, and does it see enough?" */
import { z } from 'zod';
import { COVERAGE_NUMBERS } from '../frames/coverageFrames';
import { commonFields } from './commonFields';

export const coverageQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('coverage'),
  groupBy: z.array(z.string().max(64)).max(3).default([]),
  /** Only this evaluator; all when absent. */
  evaluator: z.string().max(256).optional(),
  /** `panel`: coverage and why judgements failed; `table`: coverage alone, fit for alert rules. */
  format: z.enum(['panel', 'table']).default('panel'),
  /** Number columns of `table`; all when empty. An alert rule names exactly one. */
  values: z.array(z.enum(COVERAGE_NUMBERS)).max(COVERAGE_NUMBERS.length).default([]),
});
export type CoverageQuery = z.infer<typeof coverageQuerySchema>;
