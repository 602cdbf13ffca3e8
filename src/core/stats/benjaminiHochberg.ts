/**
 * Benjamini and Hochberg's q-values (1995; statistics §2.6): for each p-value the smallest false discovery rate at which it would be
 * called a discovery.
 * @returns in the order of the p-values
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const q = new Array<number>(pValues.length).fill(1);
  let smallest = 1;
  order.forEach(({ p, index }, fromLargest) => {
    const rank = pValues.length - fromLargest;
    smallest = Math.min(smallest, (p * pValues.length) / rank);
    q[index] = smallest;
  });
  return q;
}
