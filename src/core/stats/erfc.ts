/** Above this the continued fraction needs fewer terms than the series. */
const SWITCH = 2;
const PRECISION = 1e-16;

/**
 * Complementary error function, to about 14 digits: the series erf(x) = 2/√π Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)) near zero, the
 * continued fraction erfc(x) = e^(-x²)/(x√π) · 1/(1+ a/(1+ 2a/(1+ 3a/…))) with a = 1/(2x²) further out.
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x < 0) return 2 - erfc(-x);
  if (x === Infinity) return 0;
  return x < SWITCH ? 1 - erfSeries(x) : erfcFraction(x);
}

function erfSeries(x: number): number {
  let power = x;
  let sum = x;
  for (let n = 1; Math.abs(power) > PRECISION * Math.abs(sum); n++) {
    power *= -(x * x) / n;
    sum += power / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Evaluated from the far end; 60 levels are exact to the last digit from x = 2 on. */
function erfcFraction(x: number): number {
  const a = 1 / (2 * x * x);
  let tail = 1;
  for (let k = 60; k >= 1; k--) tail = 1 + (k * a) / tail;
  return Math.exp(-x * x) / (x * Math.sqrt(Math.PI) * tail);
}
