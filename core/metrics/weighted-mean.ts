/** The mean of a term over rows, each counted as often as its weight says; NaN when nothing counts. */
export function weightedMean(
  { actual, weights }: { readonly actual: ArrayLike<number>; readonly weights?: Float64Array | undefined },
  term: (row: number) => number,
): number {
  const rows = actual.length;
  if (weights === undefined) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += term(row);
    return sum / rows;
  }
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights[row] ?? 0;
    if (weight === 0) continue; // its term may be infinite
    sum += weight * term(row);
    total += weight;
  }
  return sum / total;
}
