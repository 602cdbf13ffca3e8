/** Seeded random numbers for streams: the same seed gives the same stream on every machine. */

export interface Random {
  /** From 0 to 1, without 1. */
  uniform(): number;
  normal(): number;
  poisson(mean: number): number;
  binomial(n: number, p: number): number;
  /** Integers from 0 to n - 1. */
  below(n: number): number;
}

/** Above this many expected events a normal value stands for a count: the third moment is below 2 % of the spread cubed. */
const MANY = 2_000;
/** exp(-x) is computed in pieces of this size, so that it never vanishes. */
const PIECE = 500;

/** xoshiro128** (Blackman and Vigna), seeded by splitmix32. */
export function randomFrom(seed: number): Random {
  const next = generator(seed);
  const uniform = (): number => next() / 2 ** 32;
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    // Box and Muller; 1 - u keeps the logarithm finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const small = (mean: number): number => {
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > floor; product *= uniform()) count++;
    return count;
  };
  const poisson = (mean: number): number => {
    if (mean > MANY) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let count = 0;
    for (let left = mean; left > 0; left -= PIECE) count += small(Math.min(PIECE, left));
    return count;
  };
  const binomial = (n: number, p: number): number => {
    if (p <= 0 || n <= 0) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - binomial(n, 1 - p);
    if (n * p > MANY) return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normal())));
    if (n < 20) {
      let count = 0;
      for (let i = 0; i < n; i++) if (uniform() < p) count++;
      return count;
    }
    // Distances between successes are geometric, so the work is about n p.
    let count = 0;
    const log = Math.log1p(-p);
    for (let at = Math.floor(Math.log(1 - uniform()) / log); at < n; at += 1 + Math.floor(Math.log(1 - uniform()) / log)) count++;
    return count;
  };
  return { uniform, normal, poisson, binomial, below: (n) => Math.floor(uniform() * n) };
}

function generator(seed: number): () => number {
  let mixed = seed >>> 0;
  const mix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let t = mixed ^ (mixed >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [mix(), mix(), mix(), mix()];
  const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result;
  };
}
