/** Euler's constant. */
const GAMMA = 0.5772156649015329;

/**
 * Mean number of cuts after which a row is found among others by a random search tree: what is added where a tree
 * stops before its rows are alone, and what scores are relative to.
 *
 * @see Liu, Ting & Zhou (2008), equation 1; exact for 2 rows, where its approximation is not.
 */
export function meanPathLength(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + GAMMA) - (2 * (rows - 1)) / rows;
}
