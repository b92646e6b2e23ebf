/** Of so many rows that follow one another, shape [rows]. */
export function consecutivePlaces(first: number, rows: number): Uint32Array {
  const places = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) places[row] = first + row;
  return places;
}

/** A whole number in [0, 2^32) for a row, always the same: murmur3's finaliser, every bit of the place changes half of it. */
export function hashOfPlace(place: number, seed = 0): number {
  let hash = Math.imul((place ^ (place >>> 16)) + Math.imul(seed, 0x9e3779b9), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
