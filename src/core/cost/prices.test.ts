/**
 * The shipped table against the public tables that it was compiled from. These lie beside the checkout during
 * development (../shared/data/model-prices) and are not part of the project; without them that part is skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { priceTableSchema, type Price } from './priceTable';
import text from './prices.yaml';

const TABLE = priceTableSchema.parse(parse(text));
const DATA = join(__dirname, '../../../../shared/data/model-prices');

test('no row is there twice', () => {
  const keys = TABLE.prices.map(({ provider = '', model, from = '' }) => `${provider}|${model}|${from}`);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('output is never cheaper than input, cache reads never dearer', () => {
  const odd = TABLE.prices.filter(({ input, output, cache_read }) => (output !== 0 && output < input) || (cache_read ?? 0) > input);
  expect(odd).toEqual([]);
});

type Clause = { readonly [kind in 'equals' | 'starts_with' | 'contains' | 'ends_with' | 'regex']?: string } & {
  readonly or?: readonly Clause[];
  readonly and?: readonly Clause[];
};
type Rate = number | { readonly base: number; readonly tiers: readonly { readonly start: number; readonly price: number }[] };
type Rates = { readonly [key in 'input_mtok' | 'output_mtok' | 'cache_read_mtok' | 'cache_write_mtok']?: Rate };
interface PublicModel {
  readonly id: string;
  readonly match: Clause;
  readonly prices: Rates | readonly { readonly constraint?: { readonly start_date?: string }; readonly prices: Rates }[];
}
interface PublicProvider {
  readonly id: string;
  readonly models: readonly PublicModel[];
}

function matches(clause: Clause, name: string): boolean {
  if (clause.or !== undefined) return clause.or.some((part) => matches(part, name));
  if (clause.and !== undefined) return clause.and.every((part) => matches(part, name));
  return (
    clause.equals === name ||
    (clause.starts_with !== undefined && name.startsWith(clause.starts_with)) ||
    (clause.contains !== undefined && name.includes(clause.contains)) ||
    (clause.ends_with !== undefined && name.endsWith(clause.ends_with)) ||
    (clause.regex !== undefined && RegExp(clause.regex).test(name))
  );
}

/** Names that begin like ours but are not the whole name: a snapshot of the model, in the way its maker dates them. */
const ENDINGS = [
  '',
  '2024-08-06',
  '001',
  '-001',
  '1',
  '-20250929',
  '-08-07',
  '-04-14',
  '-04-16',
  '-04-23',
  '-03-05',
  '-12-11',
  '-11-13',
  '0929',
  '0514',
  '-v1:0',
  '-preview-03-25',
  '-03-2025',
  '-12-2024',
  'latest',
  '-latest',
];
const MAKERS = ['openai', 'anthropic', 'google', 'mistral', 'cohere', 'deepseek', 'x-ai', 'voyageai'];
const HOSTS: Readonly<Record<string, string>> = { groq: 'groq', 'aws.bedrock': 'aws' };

function publicPrice(providers: readonly PublicProvider[], price: Price): Rates | undefined {
  const ids = price.provider === undefined ? MAKERS : [HOSTS[price.provider] ?? ''];
  const isPrefix = price.model.endsWith('*');
  const stem = isPrefix ? price.model.slice(0, -1) : price.model;
  for (const ending of isPrefix ? ENDINGS : ['']) {
    for (const id of ids) {
      const model = providers.find((provider) => provider.id === id)?.models.find(({ match }) => matches(match, stem + ending));
      if (model !== undefined) return onDay(model, price.from);
    }
  }
  return undefined;
}

/** Rows of the public table without a day come first. A time of day as its limit is DeepSeek's night price: the last row is the day's. */
function onDay({ prices }: PublicModel, from: string | undefined): Rates | undefined {
  if (!Array.isArray(prices)) return prices as Rates;
  const dated = prices as readonly { readonly constraint?: { readonly start_date?: string }; readonly prices: Rates }[];
  const byDay = dated.some(({ constraint }) => constraint?.start_date !== undefined);
  return byDay ? dated.find(({ constraint }) => constraint?.start_date === from)?.prices : dated.at(-1)?.prices;
}

const base = (rate: Rate | undefined): number | undefined => (typeof rate === 'object' ? rate.base : rate);
const dear = (rate: Rate | undefined): number | undefined => (typeof rate === 'object' ? rate.tiers[0]?.price : undefined);

/** Where we knowingly differ: a second public table gives this snapshot the price that it came out with. */
const DIFFERENT = new Set(['gpt-4o-2024-05-13']);

(existsSync(DATA) ? describe : describe.skip)('against the public tables (../shared/data/model-prices)', () => {
  const providers = existsSync(DATA)
    ? (JSON.parse(readFileSync(join(DATA, 'genai-prices.data.json'), 'utf8')) as readonly PublicProvider[])
    : [];

  test.each(
    TABLE.prices.filter(({ model }) => !DIFFERENT.has(model)).map((price) => [`${price.model} ${price.from ?? ''}`, price] as const),
  )('%s', (_name, price) => {
    const expected = publicPrice(providers, price);
    expect(expected).toBeDefined();
    // Embeddings have no output to pay for; one public row repeats the input price there.
    const isEmbedding = price.output === 0;
    expect({
      input: price.input,
      output: isEmbedding ? 0 : price.output,
      cache_read: price.cache_read,
      cache_write: price.cache_write,
      long: price.long_context && [price.long_context.input, price.long_context.output, price.long_context.cache_read],
    }).toEqual({
      input: base(expected?.input_mtok),
      output: isEmbedding ? 0 : base(expected?.output_mtok),
      cache_read: base(expected?.cache_read_mtok),
      cache_write: base(expected?.cache_write_mtok),
      long:
        dear(expected?.input_mtok) === undefined
          ? undefined
          : [dear(expected?.input_mtok), dear(expected?.output_mtok), dear(expected?.cache_read_mtok)],
    });
  });
});
