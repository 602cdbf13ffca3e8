/** Masking as the configuration file describes it. */
import { z } from 'zod';
import { PII_TYPES } from './piiTypes';

export const MASKING_ACTIONS = ['mask', 'hash', 'drop', 'keep'] as const;
export type MaskingAction = (typeof MASKING_ACTIONS)[number];

const glob = z.string().min(1).max(256);

export const maskingRuleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'is not a small letter followed by small letters, digits, _ and -')
      .optional()
      .describe('Stands in the place of what a key or a pattern found: [name]; needed for those'),
    types: z.array(z.enum(PII_TYPES)).min(1).optional().describe('Kinds of personal data that are known by their form'),
    keys: z
      .array(glob)
      .min(1)
      .optional()
      .describe('Attributes and members of JSON whose whole value is meant, by name, letter case aside; * stands for anything'),
    pattern: z.string().min(1).max(2000).optional().describe('Regular expression in the syntax of RE2, which takes linear time'),
    action: z
      .enum(MASKING_ACTIONS)
      .default('mask')
      .describe(
        'mask: a placeholder; hash: a placeholder that is equal for equal values (needs PLUMBLINE_MASKING_KEY); drop: nothing; keep: leave it as it is',
      ),
    services: z.array(glob).min(1).optional().describe('Only for these services; * stands for anything'),
  })
  .refine(({ types, keys, pattern }) => [types, keys, pattern].filter((given) => given !== undefined).length === 1, {
    message: 'needs exactly one of types, keys and pattern',
  })
  .refine(({ name, types }) => name !== undefined || types !== undefined, { message: 'needs a name' })
  .refine(({ pattern, action }) => pattern === undefined || action !== 'keep', { message: 'a pattern cannot have the action keep' });
export type MaskingRule = z.infer<typeof maskingRuleSchema>;

export const maskingSchema = z
  .strictObject({
    defaults: z
      .boolean()
      .default(true)
      .describe('Mask e-mail addresses, IBANs, payment cards, US social security numbers and secrets unless a rule says otherwise'),
    rules: z.array(maskingRuleSchema).default([]).describe('For each type and each key the first rule that fits counts'),
  })
  .default({ defaults: true, rules: [] });
export type MaskingConfig = z.infer<typeof maskingSchema>;
