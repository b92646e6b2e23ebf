/** How probabilities become a class. */
export interface ClassRule {
  readonly classes: number;
  /** Of two classes: from which probability on the second one is taken. */
  readonly threshold?: number | undefined;
}

/**
 * Which class a row is taken for: the most probable one, the first of equals, as ArgMax has it in the graph; or by the threshold.
 *
 * @param start - Where the probabilities of the row begin.
 */
export function decideClass(probabilities: Float32Array | Float64Array, start: number, { classes, threshold }: ClassRule): number {
  if (threshold !== undefined) return Number((probabilities[start + 1] ?? NaN) >= threshold);
  let best = 0;
  for (let each = 1; each < classes; each++) {
    if ((probabilities[start + each] ?? 0) > (probabilities[start + best] ?? 0)) best = each;
  }
  return best;
}
