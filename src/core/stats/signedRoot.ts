/**
 * Signed root of the binomial deviance: how far a share p of n answers is from a reference q, as a z value; positive
 * when p is above q. sign(p-q) · sqrt(2n [p ln(p/q) + (1-p) ln((1-p)/(1-q))]) (statistics §2.4).
 * @param n may be a fraction, as an effective size is
 */
export function signedRoot(p: number, n: number, q: number): number {
  if (!(n > 0)) return 0;
  // A reference of exactly 0 or 1 would make any other share infinitely far away.
  const reference = Math.min(1 - 1e-9, Math.max(1e-9, q));
  const share = Math.min(1, Math.max(0, p));
  const deviance = 2 * n * (part(share, reference) + part(1 - share, 1 - reference));
  return Math.sign(share - reference) * Math.sqrt(Math.max(0, deviance));
}

function part(share: number, reference: number): number {
  return share > 0 ? share * Math.log(share / reference) : 0;
}
