/**
 * Half-width of the normal-mixture confidence sequence (Robbins 1970; statistics §2.5). A difference D may be compared
 * with it at any number of times; without a difference it is ever above the bound with probability alpha at most:
 * sqrt( V (V+ρ²)/ρ² · (2 ln(1/(2α)) + ln((V+ρ²)/V)) ).
 * @param variance V of the difference, from all answers so far
 * @param rho fall worth catching, in the unit of the difference; where the bound is tightest
 * @param alpha one-sided error
 */
export function mixtureBound(variance: number, rho: number, alpha: number): number {
  if (!(variance > 0)) return 0;
  const rho2 = rho * rho;
  const sum = variance + rho2;
  return Math.sqrt(((variance * sum) / rho2) * (2 * Math.log(1 / (2 * alpha)) + Math.log(sum / variance)));
}
