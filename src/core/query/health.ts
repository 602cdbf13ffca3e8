/** "What is missing?": which semantic fields the telemetry of each service fills. */
import { z } from 'zod';
import { commonFields } from './commonFields';

export const healthQuerySchema = z.object({
  ...commonFields,
  kind: z.literal('health'),
  /** Lists only fields that are filled in a smaller share than this; all when absent. */
  below: z.number().gt(0).max(1).optional(),
  /** `panel`: everything about each field; `table`: the share alone with its labels, fit for alert rules. */
  format: z.enum(['panel', 'table']).default('panel'),
});
export type HealthQuery = z.infer<typeof healthQuerySchema>;
