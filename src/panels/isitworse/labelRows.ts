/**
 * In which row each label stands, so that labels near each other do not lie on one another: the first row that is free, the
 * last one when none is. Earlier labels choose first.
 * @param places middles, pixels
 * @param width of a label, with its gap
 */
export function labelRows(places: readonly number[], width: number, rows: number): number[] {
  const taken: number[][] = Array.from({ length: rows }, () => []);
  return places.map((place) => {
    const free = taken.findIndex((row) => row.every((other) => Math.abs(other - place) >= width));
    const row = free === -1 ? rows - 1 : free;
    taken[row]?.push(place);
    return row;
  });
}
