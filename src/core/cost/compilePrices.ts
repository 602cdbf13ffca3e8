import type { Price } from './priceTable';

export interface PriceQuestion {
  readonly provider: string;
  /** Model names in the order in which they are tried: the one that answered, then the one that was asked for. */
  readonly models: readonly string[];
  /** Nanoseconds since 1970 of the call. */
  readonly time: bigint;
}

export type PriceLookup = (question: PriceQuestion) => Price | undefined;

interface Rows {
  /** By lower-case model name. */
  readonly exact: ReadonlyMap<string, readonly DatedPrice[]>;
  /** Longest beginning first. */
  readonly prefixes: readonly { readonly prefix: string; readonly prices: readonly DatedPrice[] }[];
}

interface DatedPrice {
  readonly price: Price;
  readonly from: bigint;
}

/**
 * Makes the look-up of a price. An earlier list wins over a later one (the configuration over the shipped table); within
 * a list the full name wins over a beginning, the longer beginning over the shorter one, a row for the provider over a
 * row for any, and of those the newest that held at the time of the call.
 */
export function compilePrices(lists: readonly (readonly Price[])[]): PriceLookup {
  const compiled = lists.map(compileList);
  return ({ provider, models, time }) => {
    const names = models.filter((model) => model !== '').map((model) => model.toLowerCase());
    for (const rows of compiled) {
      for (const name of names) {
        const price = findInList(rows, name, provider.toLowerCase(), time);
        if (price !== undefined) return price;
      }
    }
    return undefined;
  };
}

function compileList(prices: readonly Price[]): Rows {
  const exact = new Map<string, DatedPrice[]>();
  const prefixes = new Map<string, DatedPrice[]>();
  for (const price of prices) {
    const name = price.model.toLowerCase();
    const [rows, key] = name.endsWith('*') ? [prefixes, name.slice(0, -1)] : [exact, name];
    rows.set(key, [...(rows.get(key) ?? []), { price, from: dayStart(price.from) }]);
  }
  return {
    exact,
    prefixes: [...prefixes].map(([prefix, dated]) => ({ prefix, prices: dated })).sort((a, b) => b.prefix.length - a.prefix.length),
  };
}

function findInList({ exact, prefixes }: Rows, name: string, provider: string, time: bigint): Price | undefined {
  const byName = choose(exact.get(name) ?? [], provider, time);
  if (byName !== undefined) return byName;
  for (const { prefix, prices } of prefixes) {
    const price = name.startsWith(prefix) ? choose(prices, provider, time) : undefined;
    if (price !== undefined) return price;
  }
  return undefined;
}

function choose(rows: readonly DatedPrice[], provider: string, time: bigint): Price | undefined {
  const valid = rows.filter(
    ({ price, from }) => from <= time && (price.provider === undefined || price.provider.toLowerCase() === provider),
  );
  const own = valid.filter(({ price }) => price.provider !== undefined);
  const candidates = own.length > 0 ? own : valid;
  return candidates.reduce<DatedPrice | undefined>((best, row) => (best === undefined || row.from > best.from ? row : best), undefined)
    ?.price;
}

/** A price without a day holds since ever. */
function dayStart(day: string | undefined): bigint {
  return day === undefined ? -(2n ** 63n) : BigInt(Date.parse(`${day}T00:00:00Z`)) * 1_000_000n;
}
