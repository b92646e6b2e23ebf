/** Count, mean, and sum of squared distances from the mean, of some numbers. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

const nothing: Spread = { count: 0, mean: 0, squares: 0 };

/** That of the numbers of all: Chan, Golub, LeVeque (1983). */
export function mergeSpreads(spreads: readonly Spread[]): Spread {
  return spreads.reduce((left, right) => {
    const count = left.count + right.count;
    if (count === 0) return left;
    const distance = right.mean - left.mean;
    return {
      count,
      mean: left.mean + (distance * right.count) / count,
      squares: left.squares + right.squares + (distance * distance * left.count * right.count) / count,
    };
  }, nothing);
}
