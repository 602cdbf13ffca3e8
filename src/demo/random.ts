/** A small seeded source of randomness, so that the same seed gives the same demo on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Whole number in [low, high]. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Number of events when `mean` are expected. */
  poisson(mean: number): number;
  /** Log-normal with the given median; `spread` is the standard deviation of the logarithm. */
  around(median: number, spread: number): number;
  /** Hex digits, an even number. */
  hex(digits: number): string;
}

/** Taken out once: where global objects are proxies, as in tests, each look-up costs more than the multiplication. */
const { imul } = Math;

/**
 * Each list of keys gives its own independent stream, so that one day of the demo can be made without the days before it.
 * Generator: xoshiro128** (Blackman and Vigna, 2018), its state filled from the keys by the finaliser of MurmurHash3.
 */
export function createRandom(...keys: readonly number[]): Random {
  const next = xoshiro(keys);
  const uniform = (): number => next() / 2 ** 32;
  const random: Random = {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    whole: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    chance: (probability) => uniform() < probability,
    pick: (items) => items[Math.floor(uniform() * items.length)] ?? items[0],
    poisson: (mean) => poisson(mean, uniform),
    around: (median, spread) => median * Math.exp(spread * random.normal()),
    hex(digits) {
      let text = '';
      while (text.length < digits) text += next().toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
  };
  return random;
}

/** Knuth's product of uniforms: exact, and quick for the few dozen events of an hour. */
function poisson(mean: number, uniform: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count++;
  return count;
}

function xoshiro(keys: readonly number[]): () => number {
  let seed = keys.reduce((hash, key) => mix(hash ^ key) + 0x9e3779b9, 0x2545f491);
  const fill = (): number => mix((seed += 0x9e3779b9));
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  return () => {
    const result = imul(rotate(imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

function mix(value: number): number {
  let hash = value | 0;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
