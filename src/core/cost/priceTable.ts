/** Prices of models: the table that ships with Plumbline (`prices.yaml`) and the rows of the configuration have one form. */
import { z } from 'zod';

const rate = z.number().nonnegative();

export const priceSchema = z.strictObject({
  provider: z.string().optional().describe('Provider by its OpenTelemetry name; any when absent'),
  model: z.string().min(1).describe('Model name, or its beginning when it ends in *'),
  from: z.iso.date().optional().describe('First day on which the price holds, YYYY-MM-DD'),
  input: rate.describe('US dollars per million input tokens'),
  output: rate.describe('US dollars per million output tokens'),
  cache_read: rate.optional().describe('US dollars per million cached input tokens; input price when absent'),
  cache_write: rate.optional().describe('US dollars per million tokens written to the cache; input price when absent'),
  per_thousand_calls: rate.optional().describe('US dollars per thousand calls, beside those of the tokens'),
  long_context: z
    .strictObject({
      above: z.number().int().positive().describe('Input tokens above which the whole call has these prices'),
      input: rate,
      output: rate,
      cache_read: rate.optional(),
      cache_write: rate.optional(),
    })
    .optional(),
});
export type Price = z.infer<typeof priceSchema>;

export const priceTableSchema = z.strictObject({
  as_of: z.iso.date().describe('Day on which the prices were read'),
  source: z.string().min(1),
  prices: z.array(priceSchema),
});
