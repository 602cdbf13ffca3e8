import { compilePrices } from './compilePrices';
import type { Price } from './priceTable';

function price(model: string, input: number, more: Partial<Price> = {}): Price {
  return { model, input, output: 0, ...more };
}

const day = (text: string): bigint => BigInt(Date.parse(`${text}T12:00:00Z`)) * 1_000_000n;

const CONFIG = [price('contract-*', 7)];
const SHIPPED = [
  price('gpt-4o', 2.5),
  price('gpt-4o-2024*', 2.5, { output: 10 }),
  price('gpt-4o-2024-05-13', 5),
  price('llama', 1),
  price('llama', 0.5, { provider: 'groq' }),
  price('o3', 10),
  price('o3', 2, { from: '2025-06-10' }),
  price('later', 3, { from: '2026-01-01' }),
  price('contract-model', 99),
  price('long-*', 1),
  price('long-name-*', 2),
];
const find = compilePrices([CONFIG, SHIPPED]);

test.each<[string, string, readonly string[], string, number | undefined]>([
  ['full name', 'openai', ['gpt-4o'], '2026-01-01', 2.5],
  ['letter case aside', 'OpenAI', ['GPT-4o'], '2026-01-01', 2.5],
  ['full name before beginning', 'openai', ['gpt-4o-2024-05-13'], '2026-01-01', 5],
  ['beginning', 'openai', ['gpt-4o-2024-11-20'], '2026-01-01', 2.5],
  ['a name is not its own beginning', 'openai', ['gpt-4o-realtime'], '2026-01-01', undefined],
  ['longer beginning first', '', ['long-name-1'], '2026-01-01', 2],
  ['shorter beginning', '', ['long-other'], '2026-01-01', 1],
  ['own row of a provider', 'groq', ['llama'], '2026-01-01', 0.5],
  ['row for any provider', 'together_ai', ['llama'], '2026-01-01', 1],
  ['before the price fell', 'openai', ['o3'], '2025-06-09', 10],
  ['on the day it fell', 'openai', ['o3'], '2025-06-10', 2],
  ['before the first price', '', ['later'], '2025-12-31', undefined],
  ['model that answered first', 'openai', ['gpt-4o-2024-05-13', 'gpt-4o'], '2026-01-01', 5],
  ['model that was asked for when the other is unknown', 'openai', ['gpt-4o-unheard-of', 'gpt-4o'], '2026-01-01', 2.5],
  ['configuration before the shipped table', '', ['contract-model'], '2026-01-01', 7],
  ['unknown model', 'openai', ['who'], '2026-01-01', undefined],
  ['no model', 'openai', [''], '2026-01-01', undefined],
])('%s', (_name, provider, models, on, expected) => {
  expect(find({ provider, models, time: day(on) })?.input).toBe(expected);
});
