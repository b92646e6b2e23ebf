import type { Random } from '../random.js';

/**
 * Chooses exactly `wanted` of `rows` rows, all choices equally likely, in one walk over the rows.
 *
 * @returns Call once a row, in row order: whether the row is chosen.
 * @see Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S.
 */
export function selectionSampler({ rows, wanted, random }: { rows: number; wanted: number; random: Random }): () => boolean {
  let rowsLeft = rows;
  let wantedLeft = wanted;
  return () => {
    const chosen = random.next() * rowsLeft < wantedLeft;
    rowsLeft--;
    if (chosen) wantedLeft--;
    return chosen;
  };
}
